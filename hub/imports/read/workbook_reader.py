"""Workbooks (XLSX), by openpyxl in its read-only mode."""

import datetime
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from .limits import MAX_CELL, MAX_COLUMNS, MAX_PARTS, MAX_UNPACKED, FileRefused
from .table import SAMPLE_ROWS, Line, ReadRow, column_letter, split_headings

# The rows of Excel's own sheet; what numbers them higher was not made by it.
LAST_ROW = 1_048_576
# The fullest of the first sheets is proposed.
MAX_SHEETS_COMPARED = 10


def find_sheets(path: Path) -> tuple[list[str], str]:
    """Names of the sheets a person sees, and the one whose start is fullest. Raises FileRefused."""
    check_archive(path)
    workbook = _open(path)
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    names = [sheet.title for sheet in visible or workbook.worksheets]
    return names, max(
        names[:MAX_SHEETS_COMPARED], key=lambda name: _filled(workbook[name]), default=""
    )


def _filled(sheet: Any) -> int:
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), SAMPLE_ROWS)
    return sum(1 for row in rows for value in row if value is not None)


def read_workbook(path: Path, sheet: str) -> tuple[list[str], Iterator[ReadRow]]:
    """Headings and rows of one sheet. Raises FileRefused, also while the rows are read."""
    check_archive(path)
    return split_headings(_lines(path, sheet), short_is_problem=False)


def _open(path: Path) -> Workbook:
    """As a file, since openpyxl judges a path by its name. Formulas stay the text typed."""
    return load_workbook(path.open("rb"), read_only=True, keep_links=False, data_only=False)


def _lines(path: Path, sheet: str) -> Iterator[Line]:
    workbook = _open(path)
    if sheet and sheet not in workbook.sheetnames:
        raise FileRefused("no_such_sheet", sheet=sheet)
    worksheet = workbook[sheet] if sheet else next(iter(workbook.worksheets), None)
    if worksheet is None or not hasattr(worksheet, "reset_dimensions"):
        raise FileRefused("empty")
    # The size that a sheet states is often wrong, and sometimes meant to mislead.
    worksheet.reset_dimensions()
    rows = worksheet.iter_rows(values_only=True)
    for number, values in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise FileRefused("too_many_rows", most=LAST_ROW)
        if any(value is not None for value in values):
            yield number, _texts(number, values)


def _texts(number: int, values: tuple[Any, ...]) -> list[str]:
    texts = [value if type(value) is str else cell_text(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", most=MAX_COLUMNS)
    for place, text in enumerate(texts):
        if len(text) > MAX_CELL:
            raise FileRefused(
                "long_cell_at", row=number, column=column_letter(place), most=MAX_CELL
            )
    return [text.replace("\0", "") if "\0" in text else text for text in texts]


def cell_text(value: Any) -> str:
    """A cell as text: dates as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, ArrayFormula):
        return str(value.text or "")
    if isinstance(value, DataTableFormula):
        return f"={value.ref}"
    return str(value)


ENCRYPTED = 0x1


BLOCK = 1024 * 1024


def check_archive(path: Path) -> None:
    """Raises FileRefused unless this is a plain XLSX of a bearable size without any DTD."""
    try:
        with ZipFile(path) as archive:
            _check_kind(archive)
            _check_size(archive)
            _check_documents(archive)
    except (BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ParseError) as problem:
        raise FileRefused("damaged_workbook") from problem


def _check_kind(archive: ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(part.flag_bits & ENCRYPTED for part in archive.infolist()):
        raise FileRefused("encrypted")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise FileRefused("macros")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise FileRefused("other_workbook")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefused("not_a_workbook")


def _check_size(archive: ZipFile) -> None:
    """First by the sizes that the archive states, then by what is unpacked."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileRefused("unpacks_too_large", most=MAX_UNPACKED // BLOCK)
    left = MAX_UNPACKED
    for part in parts:
        with archive.open(part) as file:
            while block := file.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise FileRefused("unpacks_too_large", most=MAX_UNPACKED // BLOCK)


def _check_documents(archive: ZipFile) -> None:
    """A DTD stands before the first element, in whatever encoding; no workbook has one."""
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as file:
            try:
                next(iter(iterparse(file, events=("start",), forbid_dtd=True)), None)
            except DefusedXmlException as problem:
                raise FileRefused("entities") from problem
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in archive.read(part):
            raise FileRefused("macros")
