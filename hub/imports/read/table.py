"""Lines of cells with their headings, alike for text tables, workbooks and lists in JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from .heading_rows import (
    Line,
    Merge,
    count_descriptions,
    heading_place,
    join_group_titles,
)
from .limits import MAX_COLUMNS, MAX_HEADING, MAX_ROWS, MAX_SHEET, FileRefused

# What is wrong with a row, or with one of its cells: code, heading or "", and the value.
Remark = tuple[str, str, str]
ReadRow = tuple[int, Any, list[Remark]]

SAMPLE_ROWS = 30
# What a person is shown of the start of a file: lines, cells of each, characters of each.
SHOWN_LINES, SHOWN_CELLS, SHOWN_CHARACTERS = 15, 12, 60
# What spreadsheet programs write into a cell whose formula fails.
ERROR_CELLS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!",
     "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#ERROR!", "Err:502", "Err:504",
     "Err:508", "Err:509", "Err:511", "Err:522")
)  # fmt: skip


@dataclass
class Table:
    """A file's headings and rows. ``rows``: number, cells, remarks; read once.

    ``layout``, for a person and for the map of columns: "heading_row", "first_lines", the
    "descriptions" of columns by heading, rows "left_out" because they describe columns, headings
    that stand "twice", "lists" of a JSON document and the "list" that was read, "notes": codes
    of what is not read, and the number of "private_entries" of a calendar, which are not read.
    """

    headings: list[str]
    rows: Iterable[ReadRow]
    layout: dict[str, Any] = field(default_factory=dict)


def split_headings(
    lines: Iterator[Line],
    *,
    is_text: bool,
    heading_row: int = 0,
    known: frozenset[str] = frozenset(),
    merges: Sequence[Merge] = (),
) -> Table:
    """The headings, and the rows below them. Raises FileRefused, also while the rows are read.

    Lines without any content are left out and keep their number. ``is_text``: a short row is a
    problem, since only a workbook stores no empty cells. ``heading_row``: as a person chose it.
    ``known``: headings of fields, folded.
    """
    first = _first_lines(lines, heading_row)
    place = heading_place(first, known, merges, chosen=heading_row)
    own, groups = first[place][1], join_group_titles(first, place, merges)
    below = first[place + 1 :]
    count = count_descriptions(below, own, known)
    described, below = below[:count], below[count:]
    headings, twice = name_columns(groups or own, below)
    if not below:
        raise FileRefused("headings_only")
    layout = {
        "heading_row": first[place][0],
        "first_lines": shown_lines(first),
        "descriptions": _by_heading(
            headings, [*([own] if groups else []), *(cells for _number, cells in described)]
        ),
        "left_out": [number for number, _cells in described],
        "twice": twice,
    }
    table_rows = _TableRows(headings, own, is_text=is_text)
    return Table(headings, table_rows.read(chain(below, lines)), layout)


def _first_lines(lines: Iterator[Line], heading_row: int) -> list[Line]:
    """Those among which the headings are looked for; with a chosen row of them, up to it."""
    first = list(islice((line for line in lines if is_filled(line[1])), SAMPLE_ROWS))
    while heading_row and first and first[-1][0] <= heading_row:
        more = next((line for line in lines if is_filled(line[1])), None)
        if more is None:
            break
        first.append(more)
    if not first:
        raise FileRefused("empty")
    if heading_row and heading_row not in (number for number, _cells in first):
        raise FileRefused("no_such_row", row=heading_row)
    return first


def is_filled(cells: list[str]) -> bool:
    """Whether any cell holds more than spaces."""
    return any(map(str.strip, cells))


def shown_lines(lines: Sequence[Line]) -> list[list[Any]]:
    return [
        [number, [str(cell)[:SHOWN_CHARACTERS] for cell in cells[:SHOWN_CELLS]]]
        for number, cells in lines[:SHOWN_LINES]
    ]


def _by_heading(headings: list[str], described: Sequence[list[str]]) -> dict[str, str]:
    """What is said of each column, line by line."""
    texts: dict[str, list[str]] = {}
    for cells in described:
        for heading, cell in zip(headings, cells, strict=False):
            if cell.strip() and cell.strip() != heading:
                texts.setdefault(heading, []).append(" ".join(cell.split())[:MAX_HEADING])
    return {heading: "\n".join(said) for heading, said in texts.items()}


def name_columns(cells: list[str], below: Sequence[Line] = ()) -> tuple[list[str], dict[str, str]]:
    """Headings without line breaks, each once, and those that were changed for it.

    A column without a heading is called by its letter; behind the last heading only where a cell
    below has content. A heading that stands before already has its letter behind it.
    """
    names = [" ".join(cell.split()) for cell in cells]
    filled = max(
        (place + 1 for _number, row in below for place, cell in enumerate(row[: len(names)])
         if cell.strip()),
        default=0,
    )  # fmt: skip
    while len(names) > filled and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", most=MAX_COLUMNS)
    headings: dict[str, str] = {}
    twice: dict[str, str] = {}
    for place, name in enumerate(names):
        letter = column_letter(place)
        if len(name) > MAX_HEADING:
            raise FileRefused("long_heading", column=letter, most=MAX_HEADING)
        unique = name or f"({letter})"
        while unique.casefold() in headings:
            twice[f"{unique} ({letter})"] = headings[name.casefold()] if name else unique
            unique = f"{unique} ({letter})"
        headings[unique.casefold()] = unique
    return list(headings.values()), twice


def storable(text: str) -> str:
    """Without zero bytes and lone surrogates, which no database holds."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def part_name(name: str) -> str:
    """Of a sheet or a list, as it is shown, stored and chosen: on one line, at most ``MAX_SHEET``
    letters; "()" where nothing is left."""
    return " ".join(storable(name).split())[:MAX_SHEET].strip() or "()"


def column_letter(place: int) -> str:
    """A, B ... Z, AA, as spreadsheets name columns."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _TableRows:
    """The rows below the headings, each as wide as these."""

    def __init__(self, headings: list[str], own: list[str], *, is_text: bool) -> None:
        self.headings, self.own, self.is_text = headings, [cell.strip() for cell in own], is_text

    def read(self, lines: Iterable[Line]) -> Iterator[ReadRow]:
        width = len(self.headings)
        count = 0
        for number, cells in lines:
            if not is_filled(cells):
                continue
            count += 1
            if count > MAX_ROWS:
                raise FileRefused("too_many_rows", most=MAX_ROWS)
            cell_count = len(cells)
            remarks: list[Remark] = []
            if cell_count > width:
                remarks = self._beyond(cells)
                cells = cells[:width]
            elif cell_count < width:
                remarks = [("too_few_cells", "", "")] if self.is_text else []
                cells = cells + [""] * (width - cell_count)
            if not ERROR_CELLS.isdisjoint(cells):
                cells = self._without_errors(cells, remarks)
            if cells[0] == self.own[0] and self._repeats_headings(cells):
                remarks = [("headings_again", "", "")]
            yield number, cells, remarks

    def _beyond(self, cells: list[str]) -> list[Remark]:
        """Cells behind the last heading. In a text they are the row's own fault, unless the line
        of headings is as wide."""
        width = len(self.headings)
        if self.is_text and is_filled(cells[max(width, len(self.own)) :]):
            return [("too_many_cells", "", "")]
        return [
            ("cell_without_heading", f"({column_letter(place)})", cell)
            for place, cell in enumerate(cells[width:], start=width)
            if cell.strip()
        ]

    def _without_errors(self, cells: list[str], remarks: list[Remark]) -> list[str]:
        remarks += [
            ("error_cell", heading, cell)
            for heading, cell in zip(self.headings, cells, strict=True)
            if cell in ERROR_CELLS
        ]
        return ["" if cell in ERROR_CELLS else cell for cell in cells]

    def _repeats_headings(self, cells: list[str]) -> bool:
        """The headings of the next page of a list that was printed."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        return len(filled) > 1 and filled == [cell for cell in self.own if cell]
