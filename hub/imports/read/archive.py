"""A workbook before it is opened: what it says it is, and how large it would become."""

import zipfile
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from .errors import Unreadable
from .limits import MOST_PARTS, MOST_UNPACKED

ENCRYPTED = 0x1
BLOCK = 1024 * 1024


def check_archive(path: Path) -> None:
    """Raises Unreadable unless this is a plain XLSX of a bearable size without any DTD."""
    try:
        with ZipFile(path) as archive:
            _check_kind(archive)
            _check_size(archive)
            _check_documents(archive)
    except (BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ParseError) as problem:
        raise Unreadable("damaged_workbook") from problem


def _check_kind(archive: ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(part.flag_bits & ENCRYPTED for part in archive.infolist()):
        raise Unreadable("encrypted")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Unreadable("macros")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("other_workbook")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unreadable("not_a_workbook")


def _check_size(archive: ZipFile) -> None:
    """What the directory says, then what really comes out; the reader is bound by the former."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("unpacks_too_large", most=MOST_UNPACKED // BLOCK)
    left = MOST_UNPACKED
    for part in parts:
        with archive.open(part) as file:
            while block := file.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise Unreadable("unpacks_too_large", most=MOST_UNPACKED // BLOCK)


def _check_documents(archive: ZipFile) -> None:
    """A DTD stands before the first element, in whatever encoding; no workbook has one."""
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as file:
            try:
                next(iter(iterparse(file, events=("start",), forbid_dtd=True)), None)
            except DefusedXmlException as problem:
                raise Unreadable("entities") from problem
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in archive.read(part):
            raise Unreadable("macros")
