"""JSON documents and JSON Lines. Nested values are kept, and can be named by a dotted heading."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from .heading_rows import Line
from .json_shapes import RecordList, find_lists
from .limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_HEADING,
    MAX_JSON_BYTES,
    MAX_LINE,
    MAX_ROWS,
    FileRefused,
)
from .source_file import SourceFile
from .table import Remark, Table, column_letter, part_name, split_headings, storable

BYTE_ORDER_MARK = "\ufeff"  # read as text where a plain encoding was named
# What a spreadsheet shows in its place: see ``table.ERROR_CELLS``.
NO_NUMBER_CELL = "#NUM!"
Cells = dict[str, Any]
Entry = tuple[int, Cells, list[Remark]]

# The key of records within a record, which become rows of their own; the keys that may name the
# record around them; the keys that they inherit from it.
PARTS = "sub_actions"
NAME_KEYS = ("ref", "slug", "id", "number")
SHARED_KEYS = ("document", "source_paragraph", "confidence", "sources")

# The name of the list that is the whole document, as JSONPath has it (RFC 9535).
ROOT = "$"
# How deep a value may lie in a record.
MAX_DEPTH = 4
# Of a whole number. Python itself refuses to read one of thousands.
MAX_DIGITS = 300


def read_json(
    path: SourceFile,
    encoding: str,
    name: str = "",
    *,
    heading_row: int = 0,
    known: frozenset[str] = frozenset(),
) -> Table:
    """Headings and entries, numbered from 1. Raises FileRefused, also while they are read.

    ``name``: of the list that holds the records; else the likeliest is read.
    """
    lists = find_lists(_document(path, encoding), known)
    if not lists:
        raise FileRefused("empty")
    by_name: dict[str, RecordList] = {}
    for candidate in lists:
        by_name.setdefault(_list_name(candidate.name), candidate)
    name = _list_name(name) if name else next(iter(by_name))
    chosen = by_name.get(name)
    if chosen is None:
        raise FileRefused("no_such_list", sheet=name)
    table = _table(chosen, heading_row, known)
    table.layout |= {"lists": list(by_name), "list": name, "notes": list(chosen.codes)}
    return table


def _list_name(name: str) -> str:
    return part_name(name) if name else ROOT


class NoNumber(str):
    """What stands where a number should, and is none that a database holds: a problem of its cell.

    JSON knows no infinity and no "not a number", but many programs write them.
    """

    __slots__ = ()


def _number(text: str) -> float | NoNumber:
    """A number with a point or an exponent."""
    number = float(text)
    return number if math.isfinite(number) else NoNumber(text)


def _integer(text: str) -> int | NoNumber:
    return int(text) if len(text) <= MAX_DIGITS else NoNumber(text)


_parse = partial(json.loads, parse_constant=NoNumber, parse_float=_number, parse_int=_integer)


def _document(path: SourceFile, encoding: str) -> Any:
    if path.size > MAX_JSON_BYTES:
        raise FileRefused("large_json", most=MAX_JSON_BYTES // 1024 // 1024)
    try:
        text = path.read_text(encoding=encoding).removeprefix(BYTE_ORDER_MARK)
        return _parse(text)
    except json.JSONDecodeError as problem:
        raise FileRefused("not_json", row=problem.lineno, column=problem.colno) from problem
    except UnicodeError as problem:
        raise FileRefused("wrong_encoding", row=1, encoding=encoding) from problem
    except RecursionError as problem:
        raise FileRefused("deep_json") from problem


def _table(chosen: RecordList, heading_row: int, known: frozenset[str]) -> Table:
    if chosen.is_table:
        lines = _lines_of_lists(chosen.records())
        return split_headings(lines, is_text=False, heading_row=heading_row, known=known)
    entries = [
        _entry(number, record)
        for number, record in enumerate(split_parts(chosen.records()), start=1)
    ]
    return Table(_headings(iter(entries)), entries)


def _lines_of_lists(rows: Iterable[Any]) -> Iterator[Line]:
    """Lists of cells as lines; a list within a cell is one text."""
    for number, row in enumerate(rows, start=1):
        cells = [
            NO_NUMBER_CELL if isinstance(cell, NoNumber) else _cell_text(_cleaned(cell, number))
            for cell in row
        ]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(_cell_text, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def read_json_lines(
    path: SourceFile, encoding: str, *, known: frozenset[str] = frozenset()
) -> Table:
    """Read twice, since the last line may bring a new heading; a bad line is that row's problem.

    Lines that are lists are those of a table: the first holds the headings.
    """
    if _first_letter(path, encoding) == "[":
        lines = _lines_of_lists(_read_lines(path, encoding, _list_of_line))
        return split_headings(lines, is_text=False, known=known)
    headings = _headings(_read_lines(path, encoding, _line))
    return Table(headings, _read_lines(path, encoding, _line))


def _first_letter(path: SourceFile, encoding: str) -> str:
    with path.open(encoding=encoding, errors="ignore") as file:
        return str(file.read(1000)).lstrip("\ufeff \t\r\n")[:1]


def _list_of_line(_number: int, line: str) -> list[Any]:
    try:
        cells = _parse(line.removeprefix(BYTE_ORDER_MARK))
    except (ValueError, RecursionError):
        return [line.strip()]
    return cells if isinstance(cells, list) else [line.strip()]


def _read_lines(path: SourceFile, encoding: str, read: Callable[[int, str], Any]) -> Iterator[Any]:
    number = 0
    with path.open(encoding=encoding) as file:
        try:
            while line := file.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise FileRefused("long_cell", row=number, most=MAX_CELL)
                if line.strip():
                    yield read(number, line)
        except UnicodeError as problem:
            raise FileRefused("wrong_encoding", row=number + 1, encoding=encoding) from problem


def _line(number: int, line: str) -> Entry:
    try:
        return _entry(number, _parse(line.removeprefix(BYTE_ORDER_MARK)))
    except (ValueError, RecursionError):
        return number, {}, [("line_not_json", "", "")]


def split_parts(records: Iterable[Any]) -> Iterator[Any]:
    """The records, each with its sub-actions behind it as records of their own.

    A sub-action has what its record says of both, unless it says so itself: the document, the
    paragraph, the sources. It is called by the reference of its record and its own label.
    """
    for record in records:
        parts = record.get(PARTS) if isinstance(record, dict) else None
        if isinstance(parts, list) and parts and all(isinstance(item, str) for item in parts):
            parts = [
                {"label": column_letter(place).lower(), "text": text}
                for place, text in enumerate(parts)
            ]
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
        return number, {}, [("not_an_object", "", "")]
    cells: Cells = {}
    remarks: list[Remark] = []
    for key, value in record.items():
        name, cell = " ".join(_cleaned(key, number).split()) or "()", _cleaned(value, number)
        if len(name) > MAX_HEADING:
            raise FileRefused("long_heading", column=name[:30], most=MAX_HEADING)
        cells[name] = cell
        remarks += [("no_number", name, str(text)) for text in _no_numbers(value)][:1]
    for name, value in list(cells.items()):
        for nested_name, nested_value in _nested(name, value, MAX_DEPTH):
            cells.setdefault(nested_name, nested_value)
    return number, cells, remarks


def _no_numbers(value: Any) -> Iterator[NoNumber]:
    if isinstance(value, NoNumber):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _no_numbers(item)


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
    """Without what PostgreSQL cannot store (zero bytes, lone surrogates, what is no number), and
    within the limit."""
    if isinstance(value, NoNumber):
        return None
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise FileRefused("long_cell", row=number, most=MAX_CELL)
        return storable(value)
    if isinstance(value, list):
        return [_cleaned(item, number) for item in value if not isinstance(item, NoNumber)]
    if isinstance(value, dict):
        return {_cleaned(key, number): _cleaned(item, number) for key, item in value.items()}
    return value
