"""What kind of file this is, looked at by its bytes and never by its name."""

import json
from pathlib import Path

from .csv_reader import find_delimiter
from .detected_format import Sniffed
from .encoding import Encoding, find_encoding
from .errors import Unreadable
from .limits import MOST_BYTES

LOOKED_AT = 64 * 1024
ZIP = b"PK\x03\x04"
# Old Excel, and the envelope of an encrypted workbook.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
OTHERS = ((b"%PDF", "pdf"), (b"{\\rtf", "rtf"), (b"\x1f\x8b", "gzip"), (b"Rar!", "rar"))


def sniff(path: Path) -> Sniffed:
    """Raises Unreadable with a reason where we cannot read such a file."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    if size > MOST_BYTES:
        raise Unreadable("large_file", most=MOST_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if start.startswith(ZIP):
        # Loaded only where it is wanted: it brings more than all the rest.
        from .workbook_reader import sheets_of

        sheets, fullest = sheets_of(path)
        return Sniffed("xlsx", sheets=tuple(sheets), sheet=fullest)
    _refuse_others(path, start)
    return _text(start, find_encoding(path))


def _refuse_others(path: Path, start: bytes) -> None:
    if start.startswith(COMPOUND):
        raise Unreadable("encrypted" if ENCRYPTED_PART in path.read_bytes() else "old_workbook")
    if any(start.startswith(mark) for mark, _name in OTHERS):
        raise Unreadable("not_a_table")
    if (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml"))
    ):
        raise Unreadable("markup")


def _text(start: bytes, encoding: Encoding) -> Sniffed:
    text = start.decode(encoding.name, "ignore")
    if not text.strip("\ufeff \t\r\n\0"):
        raise Unreadable("empty")
    kind = _kind(text, whole=len(start) < LOOKED_AT)
    samples = tuple((name, start.decode(name, "replace")[:2000]) for name in encoding.candidates)
    return Sniffed(
        kind,
        encoding=encoding.name,
        certain=encoding.certain,
        delimiter=find_delimiter(_whole_lines(text)) if kind == "csv" else "",
        samples=samples,
    )


def _kind(text: str, *, whole: bool) -> str:
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
