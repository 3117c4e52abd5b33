"""Lines of cells with their headings, alike for text tables and workbooks."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from .limits import MAX_COLUMNS, MAX_HEADING, MAX_ROWS, FileRefused

# Row number as a person counts, cells, and codes of what is wrong with the row.
Line = tuple[int, list[str]]
ReadRow = tuple[int, list[str], list[str]]

SAMPLE_ROWS = 30
# A title above the headings fills fewer cells than they do.
MIN_FILLED_SHARE = 0.6


def split_headings(
    lines: Iterator[Line], *, short_is_problem: bool
) -> tuple[list[str], Iterator[ReadRow]]:
    """The headings, and the rows below them. Raises FileRefused, also while the rows are read.

    Lines without any content are left out and keep their number. A workbook stores no empty cells,
    so only in a text table a short row is wrong.
    """
    first = list(islice((line for line in lines if is_filled(line[1])), SAMPLE_ROWS))
    if not first:
        raise FileRefused("empty")
    place = _heading_place(first)
    headings = name_columns(first[place][1])
    if len(first) == place + 1:
        raise FileRefused("headings_only")
    rest = chain(first[place + 1 :], lines)
    return headings, _rows(rest, len(headings), short_is_problem)


def is_filled(cells: list[str]) -> bool:
    """Whether any cell holds more than spaces."""
    return any(map(str.strip, cells))


def _heading_place(first: list[Line]) -> int:
    """Cells beyond the usual width do not count: a row with too many is no row of headings."""
    lengths = sorted(len(cells) for _number, cells in first)
    lengths = [length for length in lengths if length > 1] or lengths
    usual = lengths[(len(lengths) - 1) // 2]
    filled = [sum(1 for cell in cells[:usual] if cell.strip()) for _number, cells in first]
    enough = max(filled) * MIN_FILLED_SHARE
    return next(place for place, count in enumerate(filled) if count >= enough)


def name_columns(cells: list[str]) -> list[str]:
    """Headings without line breaks; a column without one is called by its letter."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", most=MAX_COLUMNS)
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if len(name) > MAX_HEADING:
            raise FileRefused("long_heading", column=column_letter(place), most=MAX_HEADING)
        if name and name.casefold() in places:
            first = column_letter(places[name.casefold()])
            raise FileRefused(
                "same_headings", heading=name, first=first, second=column_letter(place)
            )
        places[name.casefold()] = place
    return [name or f"({column_letter(place)})" for place, name in enumerate(names)]


def column_letter(place: int) -> str:
    """A, B ... Z, AA, as spreadsheets name columns."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _rows(lines: Iterable[Line], width: int, short_is_problem: bool) -> Iterator[ReadRow]:
    count = 0
    for number, cells in lines:
        if not is_filled(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise FileRefused("too_many_rows", most=MAX_ROWS)
        cell_count = len(cells)
        if cell_count == width:
            yield number, cells, []
        elif cell_count > width:
            yield number, cells[:width], ["too_many_cells"] if is_filled(cells[width:]) else []
        else:
            wrong = ["too_few_cells"] if short_is_problem else []
            yield number, cells + [""] * (width - cell_count), wrong
