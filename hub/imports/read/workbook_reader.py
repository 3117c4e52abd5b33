"""Workbooks (XLSX), by openpyxl in its read-only mode."""

import datetime
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from .archive import check_archive
from .errors import Unreadable
from .limits import MOST_CELL, MOST_COLUMNS
from .table import LOOKED_AT, Line, Row, letter, under_headings

# The rows of Excel's own sheet; what numbers them higher was not made by it.
LAST_ROW = 1_048_576
# Sheets of a workbook among which the fullest is looked for.
MOST_LOOKED_AT = 10


def sheets_of(path: Path) -> tuple[list[str], str]:
    """Names of the sheets a person sees, and the one whose start is fullest. Raises Unreadable."""
    check_archive(path)
    book = _opened(path)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    names = [sheet.title for sheet in shown or book.worksheets]
    return names, max(names[:MOST_LOOKED_AT], key=lambda name: _filled(book[name]), default="")


def _filled(sheet: Any) -> int:
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), LOOKED_AT)
    return sum(1 for row in rows for value in row if value is not None)


def read_workbook(path: Path, sheet: str) -> tuple[list[str], Iterator[Row]]:
    """Headings and rows of one sheet. Raises Unreadable, also while the rows are read."""
    check_archive(path)
    return under_headings(_lines(path, sheet), short_is_wrong=False)


def _opened(path: Path) -> Workbook:
    """As a file, since openpyxl judges a path by its name. Formulas stay the text typed."""
    return load_workbook(path.open("rb"), read_only=True, keep_links=False, data_only=False)


def _lines(path: Path, sheet: str) -> Iterator[Line]:
    book = _opened(path)
    if sheet and sheet not in book.sheetnames:
        raise Unreadable("no_such_sheet", sheet=sheet)
    found = book[sheet] if sheet else next(iter(book.worksheets), None)
    if found is None or not hasattr(found, "reset_dimensions"):
        raise Unreadable("empty")
    # What the sheet says of its own size is often wrong, and sometimes meant to be.
    found.reset_dimensions()
    rows = found.iter_rows(values_only=True)
    for number, values in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise Unreadable("too_many_rows", most=LAST_ROW)
        if any(value is not None for value in values):
            yield number, _texts(number, values)


def _texts(number: int, values: tuple[Any, ...]) -> list[str]:
    texts = [value if type(value) is str else text_of(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS)
    for place, text in enumerate(texts):
        if len(text) > MOST_CELL:
            raise Unreadable("long_cell_at", row=number, column=letter(place), most=MOST_CELL)
    return [text.replace("\0", "") if "\0" in text else text for text in texts]


def text_of(value: Any) -> str:
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
