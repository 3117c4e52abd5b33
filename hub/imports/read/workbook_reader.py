"""Workbooks (XLSX), by openpyxl in its read-only mode; ``sheet_cells`` reads their cells."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import Workbook, load_workbook

from .cell_parser import parse_rows
from .limits import MAX_PARTS, MAX_UNPACKED, FileRefused
from .other_files import kind_of_parts
from .sheet_cells import LAST_ROW, NO_RESULT, SheetCells, sheets_by_name
from .source_file import SourceFile
from .table import SAMPLE_ROWS, ReadRow, Remark, Table, split_headings

# The fullest of the first sheets is proposed.
MAX_SHEETS_COMPARED = 10
# Rows in which a column with addresses behind its words is looked for.
LINK_ROWS = 500


def warm_up() -> None:
    """Load what openpyxl loads when it first reads a workbook."""
    workbook, file = Workbook(), io.BytesIO()
    workbook.create_sheet("sheet", 0).append(["name", datetime.date(2000, 1, 1)])
    workbook.save(file)
    read = load_workbook(file, read_only=True, keep_links=False, data_only=True)
    list(SheetCells(read, "").lines())


def find_sheets(path: SourceFile) -> tuple[list[str], str]:
    """Names of the sheets a person sees, and the one whose start is fullest. Raises FileRefused."""
    check_archive(path)
    workbook = _open(path)
    sheets = sheets_by_name(workbook)
    visible = {
        name: sheet for name, sheet in sheets.items() if sheet.sheet_state == "visible"
    } or sheets
    compared = list(visible)[:MAX_SHEETS_COMPARED]
    fullest = max(compared, key=lambda name: _filled(workbook, visible[name]), default="")
    return list(visible), fullest


def _filled(workbook: Workbook, sheet: Any) -> int:
    rows = islice(parse_rows(workbook, sheet), SAMPLE_ROWS)
    return sum(1 for _number, cells in rows for cell in cells if cell["value"] is not None)


def read_workbook(
    path: SourceFile, sheet: str, *, heading_row: int = 0, known: frozenset[str] = frozenset()
) -> Table:
    """Headings and rows of one sheet. Raises FileRefused, also while the rows are read."""
    check_archive(path)
    cells = SheetCells(_open(path), sheet)
    table = split_headings(
        cells.lines(), is_text=False, heading_row=heading_row, known=known, merges=cells.merges
    )
    return _with_links(table, cells)


def _open(path: SourceFile) -> Workbook:
    """As a file, since openpyxl judges a path by its name. Formulas are never evaluated."""
    return load_workbook(path.open("rb"), read_only=True, keep_links=False, data_only=True)


def _with_links(table: Table, cells: SheetCells) -> Table:
    """The table with a column for the addresses behind the words of each column that has some."""
    rows = iter(table.rows)
    headings = list(table.headings)
    for number in list(cells.remarks):
        if number <= table.layout["heading_row"] or number in table.layout["left_out"]:
            del cells.remarks[number]
    first = list(islice(rows, LINK_ROWS))
    linked = sorted(
        {place for number, texts, _remarks in first for place in cells.links_behind(number, texts)}
    )
    for place in linked:
        headings.append(_link_heading(headings, headings[place]))
    return Table(headings, _linked_rows(chain(first, rows), cells, headings, linked), table.layout)


def _link_heading(headings: list[str], heading: str) -> str:
    name = f"{heading} (link)"
    return name if name not in headings else _link_heading(headings, name)


def _linked_rows(
    rows: Iterator[ReadRow], cells: SheetCells, headings: list[str], linked: list[int]
) -> Iterator[ReadRow]:
    width = len(headings) - len(linked)
    for number, texts, remarks in rows:
        yield from _unreadable_rows(cells, headings, width, number)
        links = cells.links_behind(number, texts)
        # An address where the first rows had none has no column: it is told.
        late: list[Remark] = [
            ("link_left_out", headings[place], links[place])
            for place in links
            if place not in linked
        ]
        own = _remarks(cells, headings[:width], number)
        cells.links.pop(number, None)
        yield number, [*texts, *(links.get(place, "") for place in linked)], [
            *remarks, *own, *late,
        ]  # fmt: skip
    yield from _unreadable_rows(cells, headings, width, LAST_ROW + 1)


def _remarks(cells: SheetCells, headings: list[str], number: int) -> list[Remark]:
    return [
        (code, headings[place], value)
        for code, place, value in cells.remarks.pop(number, ())
        if place < len(headings)
    ]


def _unreadable_rows(
    cells: SheetCells, headings: list[str], width: int, before: int
) -> Iterator[ReadRow]:
    """Rows above one that hold nothing but what cannot be read. They are not left out in silence;
    those of nothing but formulas are, which programs fill in for rows to come."""
    for number in sorted(number for number in cells.remarks if number < before):
        remarks = _remarks(cells, headings[:width], number)
        if any(code != NO_RESULT for code, _heading, _value in remarks):
            yield number, [""] * len(headings), remarks


ENCRYPTED = 0x1


BLOCK = 1024 * 1024


def check_archive(path: SourceFile) -> None:
    """Raises FileRefused unless this is a plain XLSX of a bearable size without any DTD."""
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
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
    if kind := kind_of_parts(names):
        raise FileRefused(kind)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise FileRefused(_open_document(archive) if "content.xml" in names else "other_workbook")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefused("not_a_workbook")


def _open_document(archive: ZipFile) -> str:
    """An OpenDocument that is no spreadsheet says so in its first part."""
    try:
        kind = archive.read("mimetype")[:100]
    except KeyError:
        return "other_workbook"
    if kind.endswith(b".text"):
        return "word"
    return "presentation" if kind.endswith(b".presentation") else "other_workbook"


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
