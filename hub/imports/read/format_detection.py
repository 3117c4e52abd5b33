"""The format of a file, from its bytes and never from its name."""

import json
from dataclasses import dataclass

from .csv_dialect import LINE_BREAKS, SAMPLE_SIZE, find_delimiter
from .encoding import Encoding, detect_encoding
from .limits import MAX_BYTES, FileRefused
from .other_files import kind_of_bytes, kind_of_text
from .source_file import SourceFile

ZIP = b"PK\x03\x04"
# Old Excel, and the envelope of an encrypted workbook.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
WORD_PART = "WordDocument".encode("utf-16-le")
CALENDAR = "BEGIN:VCALENDAR"


@dataclass(frozen=True)
class DetectedFormat:
    """``samples``: (encoding, the file's start as it reads it), the likeliest first.

    ``sheet`` is the fullest, until a person names another; of a JSON document the list with the
    records. ``heading_row``: its number, where a person chose it.
    """

    format: str
    encoding: str = ""
    certain: bool = True
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    samples: tuple[tuple[str, str], ...] = ()
    heading_row: int = 0


def detect_format(path: SourceFile) -> DetectedFormat:
    """The format, encoding and delimiter or sheets. Raises FileRefused where it cannot be read."""
    size = path.size
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


def _refuse_others(path: SourceFile, start: bytes) -> None:
    if start.startswith(COMPOUND):
        content = path.read_bytes()
        if ENCRYPTED_PART in content:
            raise FileRefused("encrypted")
        raise FileRefused("word" if WORD_PART in content else "old_workbook")
    if kind := kind_of_bytes(start):
        raise FileRefused(kind)


def _text(start: bytes, encoding: Encoding) -> DetectedFormat:
    text = start.decode(encoding.name, "ignore").lstrip("\ufeff")
    if not text.strip("\ufeff \t\r\n\0"):
        raise FileRefused("empty")
    name = _text_format(LINE_BREAKS.sub("\n", text), whole=len(start) < SAMPLE_SIZE)
    samples = tuple((name, start.decode(name, "replace")[:2000]) for name in encoding.candidates)
    return DetectedFormat(
        name,
        encoding=encoding.name,
        certain=encoding.certain,
        delimiter=find_delimiter(text) if name == "csv" else "",
        samples=samples,
    )


def _text_format(text: str, *, whole: bool) -> str:
    """Raises FileRefused where the text says that it is no table."""
    body = text.lstrip()
    if body[: len(CALENDAR)].upper() == CALENDAR:
        return "ics"
    if body.startswith(("{", "[")):
        return _json_format(body, whole=whole)
    if kind := kind_of_text(text):
        raise FileRefused(kind)
    return "csv"


def _json_format(body: str, *, whole: bool) -> str:
    first, _break, rest = body.partition("\n")
    if not rest.strip():
        # One line: a document where it holds a list of records, else a single entry.
        is_document = whole or body.startswith("[") or "[{" in first.replace(" ", "")
        return "json" if is_document else "jsonl"
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "jsonl" if body.startswith("{") and rest.lstrip().startswith("{") else "json"
    return "jsonl"
