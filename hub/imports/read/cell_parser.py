"""The rows of a sheet by openpyxl's parser; what is wrong in a cell concerns that cell alone."""

from collections.abc import Generator, Iterator
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import (
    DATA_TAG,
    FORMULA_TAG,
    INLINE_STRING,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)

# What openpyxl raises where the words of one cell are not of the kind that the cell says.
CELL_ERRORS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class _SharedStrings:
    """Texts that cells name by their place; one before the first is no text."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        return self._texts[place]


class CellParser(WorkSheetParser):
    """Tells of each cell whether it is a formula, and whether its result is stored.

    What is wrong in a cell concerns that cell: its value is None, and its words are "unreadable".
    """

    def parse(self) -> Generator[Any, None, None]:
        """The rows, and nothing that stands around them."""
        for _event, element in iterparse(self.source, forbid_dtd=True):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag == DATA_TAG:
                return

    def parse_row(self, row: Any) -> Any:
        try:
            return super().parse_row(row)
        except CELL_ERRORS:  # a number that is none: it is the row below the one before
            row.attrib.pop("r", None)
            return super().parse_row(row)

    def parse_cell(self, element: Any) -> dict[str, Any]:
        before = self.col_counter
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except CELL_ERRORS:
            cell = self._parse_again(element, before)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            cell["formula"] = (formula.text or "").strip()
            stored = element.find(VALUE_TAG)
            cell["has_result"] = stored is not None and (
                bool(stored.text) or element.get("t") == "str"
            )
        return cell

    def _parse_again(self, element: Any, before: int) -> dict[str, Any]:
        """A cell without a style that is none; with words that are not of its kind: without them.

        One whose place is none is unreadable too, and stands behind the cell before.
        """
        self.col_counter = before
        if not str(element.get("s", "0")).isdecimal():
            del element.attrib["s"]
            return self.parse_cell(element)
        kind = element.get("t", "n")
        inner = element.find(INLINE_STRING if kind == "inlineStr" else VALUE_TAG)
        words = "".join(inner.itertext()) if inner is not None else ""
        column = before + 1
        if place := element.get("r"):
            try:
                column = coordinate_to_tuple(place)[1]
            except CELL_ERRORS:
                kind = "r"
        self.col_counter = column
        cell = {"row": self.row_counter, "column": column, "data_type": kind, "style_id": 0}
        if kind == "inlineStr":  # only what says how it looks is wrong
            return cell | {"value": words}
        return cell | {"value": None, "unreadable": words}


def parse_rows(workbook: Any, worksheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Number and cells of each row of a sheet, as openpyxl describes them."""
    with worksheet._get_source() as source:
        parser = CellParser(
            source,
            _SharedStrings(worksheet._shared_strings),
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        yield from parser.parse()
