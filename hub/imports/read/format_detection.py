"""The format of a file, from its bytes and never from its name."""

import json
from dataclasses import dataclass
from pathlib import Path

from .csv_reader import find_delimiter
from .encoding import Encoding, detect_encoding
from .limits import MAX_BYTES, FileRefused

SAMPLE_SIZE = 64 * 1024
ZIP = b"PK\x03\x04"
# Old Excel, and the envelope of an encrypted workbook.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
OTHER_FORMATS = ((b"%PDF", "pdf"), (b"{\\rtf", "rtf"), (b"\x1f\x8b", "gzip"), (b"Rar!", "rar"))


@dataclass(frozen=True)
class DetectedFormat:
    """``samples``: (encoding, the file's start as it reads it), the likeliest first.

    ``sheet`` is the fullest, until a person names another.
    """

    format: str
    encoding: str = ""
    certain: bool = True
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    samples: tuple[tuple[str, str], ...] = ()


def detect_format(path: Path) -> DetectedFormat:
    """The format, encoding and delimiter or sheets. Raises FileRefused where it cannot be read."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("empty")
    if size > MAX_BYTES:
        raise FileRefused("large_file", most=MAX_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        start = file.read(SAMPLE_SIZE)
    if start.startswith(ZIP):
        # Loaded for workbooks only: openpyxl takes more memory than all the rest.
        from .workbook_reader import find_sheets

        sheets, fullest = find_sheets(path)
        return DetectedFormat("xlsx", sheets=tuple(sheets), sheet=fullest)
    _refuse_others(path, start)
    return _text(start, detect_encoding(path))


def _refuse_others(path: Path, start: bytes) -> None:
    if start.startswith(COMPOUND):
        raise FileRefused("encrypted" if ENCRYPTED_PART in path.read_bytes() else "old_workbook")
    if any(start.startswith(mark) for mark, _name in OTHER_FORMATS):
        raise FileRefused("not_a_table")
    if (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml"))
    ):
        raise FileRefused("markup")


def _text(start: bytes, encoding: Encoding) -> DetectedFormat:
    text = start.decode(encoding.name, "ignore")
    if not text.strip("\ufeff \t\r\n\0"):
        raise FileRefused("empty")
    name = _text_format(text, whole=len(start) < SAMPLE_SIZE)
    samples = tuple((name, start.decode(name, "replace")[:2000]) for name in encoding.candidates)
    return DetectedFormat(
        name,
        encoding=encoding.name,
        certain=encoding.certain,
        delimiter=find_delimiter(_whole_lines(text)) if name == "csv" else "",
        samples=samples,
    )


def _text_format(text: str, *, whole: bool) -> str:
    body = text.lstrip("\ufeff \t\r\n")
    if body.startswith("["):
        return "json"
    if not body.startswith("{"):
        return "csv"
    first, _break, rest = body.partition("\n")
    if not rest.strip():
        # One line: a document where it holds a list of records, else a single entry.
        return "json" if whole or "[{" in first.replace(" ", "") else "jsonl"
    try:
        json.loads(first)
    except ValueError:
        return "jsonl" if rest.lstrip().startswith("{") else "json"
    return "jsonl"


def _whole_lines(text: str) -> str:
    cut = text.rfind("\n")
    return text[: cut + 1] if cut > 0 else text
