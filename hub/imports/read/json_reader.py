"""JSON documents and JSON Lines. Nested values are kept, and can be named by a dotted heading."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_HEADING,
    MAX_JSON_BYTES,
    MAX_LINE,
    MAX_ROWS,
    FileRefused,
)

BYTE_ORDER_MARK = "\ufeff"  # read as text where a plain encoding was named
Cells = dict[str, Any]
Entry = tuple[int, Cells, list[str]]

# The key of records within a record, which become rows of their own; the keys that may name the
# record around them; the keys that they inherit from it.
PARTS = "sub_actions"
NAME_KEYS = ("ref", "slug", "id", "number")
SHARED_KEYS = ("document", "source_paragraph", "confidence", "sources")

# How deep a list of records may lie in a document, and a value in a record.
MAX_DEPTH = 4


def read_json(path: Path, encoding: str) -> tuple[list[str], Iterator[Entry]]:
    """Headings and entries, numbered from 1. Raises FileRefused, also while they are read."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise FileRefused("large_json", most=MAX_JSON_BYTES // 1024 // 1024)
    try:
        text = path.read_text(encoding=encoding).removeprefix(BYTE_ORDER_MARK)
        document = json.loads(text, parse_constant=str)
    except json.JSONDecodeError as problem:
        raise FileRefused("not_json", row=problem.lineno, column=problem.colno) from problem
    except UnicodeError as problem:
        raise FileRefused("wrong_encoding", row=1, encoding=encoding) from problem
    except RecursionError as problem:
        raise FileRefused("deep_json") from problem
    except ValueError as problem:  # a number of thousands of digits
        raise FileRefused("not_json", row=1, column=1) from problem
    records = find_records(document)
    if not records:
        raise FileRefused("empty")
    entries = [
        _entry(number, record) for number, record in enumerate(split_parts(records), start=1)
    ]
    return _headings(iter(entries)), iter(entries)


def read_json_lines(path: Path, encoding: str) -> tuple[list[str], Iterator[Entry]]:
    """Read twice, since the last line may bring a new heading; a bad line is that row's problem."""
    headings = _headings(_read_lines(path, encoding))
    return headings, _read_lines(path, encoding)


def _read_lines(path: Path, encoding: str) -> Iterator[Entry]:
    number = 0
    with path.open(encoding=encoding) as file:
        try:
            while line := file.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise FileRefused("long_cell", row=number, most=MAX_CELL)
                if line.strip():
                    yield _line(number, line)
        except UnicodeError as problem:
            raise FileRefused("wrong_encoding", row=number + 1, encoding=encoding) from problem


def _line(number: int, line: str) -> Entry:
    try:
        return _entry(number, json.loads(line.removeprefix(BYTE_ORDER_MARK), parse_constant=str))
    except (ValueError, RecursionError):
        return number, {}, ["line_not_json"]


def find_records(document: Any) -> list[Any]:
    """The records of a document: a list, or the longest list of objects within it, or itself."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return []
    lists = list(_lists(document, MAX_DEPTH))
    return max(lists, key=len) if lists else [document] if document else []


def split_parts(records: Iterable[Any]) -> Iterator[Any]:
    """The records, each with its sub-actions behind it as records of their own.

    A sub-action has what its record says of both, unless it says so itself: the document, the
    paragraph, the sources. It is called by the reference of its record and its own label.
    """
    for record in records:
        parts = record.get(PARTS) if isinstance(record, dict) else None
        if not isinstance(parts, list) or not all(isinstance(item, dict) for item in parts):
            yield record
            continue
        yield {key: value for key, value in record.items() if key != PARTS}
        name = next((key for key in NAME_KEYS if isinstance(record.get(key), str | int)), "")
        for part in parts:
            own = {key: record[key] for key in SHARED_KEYS if key in record}
            if name:
                own[name] = f"{record[name]}-{part.get('label', '')}"
                own["parent"] = str(record[name])
            yield own | {"counts_towards_total": False} | part


def _lists(value: dict[str, Any], deep: int) -> Iterator[list[Any]]:
    for inner in value.values():
        if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            yield inner
        elif isinstance(inner, dict) and deep > 1:
            yield from _lists(inner, deep - 1)


def _headings(entries: Iterator[Entry]) -> list[str]:
    headings: dict[str, None] = {}
    count = 0
    for _number, cells, _problems in entries:
        count += 1
        if count > MAX_ROWS:
            raise FileRefused("too_many_rows", most=MAX_ROWS)
        headings |= dict.fromkeys(cells)
        if len(headings) > MAX_COLUMNS:
            raise FileRefused("too_many_columns", most=MAX_COLUMNS)
    if not headings:
        raise FileRefused("no_records" if count else "empty")
    return list(headings)


def _entry(number: int, record: Any) -> Entry:
    if not isinstance(record, dict):
        return number, {}, ["not_an_object"]
    cells: Cells = {}
    for key, value in record.items():
        name, cell = " ".join(_cleaned(key, number).split()) or "()", _cleaned(value, number)
        if len(name) > MAX_HEADING:
            raise FileRefused("long_heading", column=name[:30], most=MAX_HEADING)
        cells[name] = cell
    for name, value in list(cells.items()):
        for nested_name, nested_value in _nested(name, value, MAX_DEPTH):
            cells.setdefault(nested_name, nested_value)
    return number, cells, []


def _nested(name: str, value: Any, deep: int) -> Iterator[tuple[str, Any]]:
    """The values of an object, or of each object of a list, under dotted headings."""
    if deep == 0:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{name}.{key}"[:MAX_HEADING], inner
            yield from _nested(f"{name}.{key}", inner, deep - 1)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for key in dict.fromkeys(key for item in value for key in item):
            yield f"{name}.{key}"[:MAX_HEADING], [item[key] for item in value if key in item]


def _cleaned(value: Any, number: int) -> Any:
    """Without what PostgreSQL cannot store (zero bytes, lone surrogates), and within the limit."""
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise FileRefused("long_cell", row=number, most=MAX_CELL)
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, list):
        return [_cleaned(item, number) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key, number): _cleaned(item, number) for key, item in value.items()}
    return value
