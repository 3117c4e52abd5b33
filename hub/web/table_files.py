"""Tables as files: CSV and workbooks in which no cell is a formula to a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

MAX_CELL = 32_000  # characters; a workbook holds 767 more
MAX_SHEET_NAME = 31  # characters, by the format
NOT_TAKEN_AS_TEXT = ("=", "#")  # by the library: a formula, an error such as "#N/A"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. ``widths``: of its columns, in characters. Cells: texts or numbers."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int | None]]
    widths: Sequence[int] = ()


def csv_line(cells: Sequence[str], delimiter: str = ",") -> str:
    """One line; the cells are inert already."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A whole table, with the mark by which spreadsheet programs know UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    # Loaded for this alone: it takes more memory than all the rest.
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(sheet.name[:MAX_SHEET_NAME]), sheet)
    workbook.save(file)


def _write_sheet(page: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    for place, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    bold = Font(bold=True)

    def cell(value: str | int | None, *, is_head: bool = False) -> Any:
        if not isinstance(value, str):
            return value
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:MAX_CELL]
        if not is_head and not text.startswith(NOT_TAKEN_AS_TEXT):
            return text or None  # a cell of its own for each takes as long again as to write it
        made = WriteOnlyCell(page, text)
        made.data_type = "s"
        if is_head:
            made.font = bold
        return made

    page.append([cell(text, is_head=True) for text in sheet.header])
    for row in sheet.rows:
        page.append([cell(value) for value in row])
