"""Lines of cells with their headings, alike for text tables and workbooks."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from .errors import Unreadable
from .limits import MOST_COLUMNS, MOST_HEADING, MOST_ROWS

# Row number as a person counts, cells, and codes of what is wrong with the row.
Line = tuple[int, list[str]]
Row = tuple[int, list[str], list[str]]

LOOKED_AT = 30
# A title above the headings fills fewer cells than they do.
PART_FILLED = 0.6


def under_headings(
    lines: Iterator[Line], *, short_is_wrong: bool
) -> tuple[list[str], Iterator[Row]]:
    """The headings, and the rows below them. Raises Unreadable, also while the rows are read.

    Lines without any content are left out and keep their number. A workbook stores no empty cells,
    so only in a text table a short row is wrong.
    """
    first = list(islice((line for line in lines if is_filled(line[1])), LOOKED_AT))
    if not first:
        raise Unreadable("empty")
    place = _heading_place(first)
    headings = name_columns(first[place][1])
    if len(first) == place + 1:
        raise Unreadable("headings_only")
    rest = chain(first[place + 1 :], lines)
    return headings, _rows(rest, len(headings), short_is_wrong)


def is_filled(cells: list[str]) -> bool:
    """Whether any cell holds more than spaces."""
    return any(map(str.strip, cells))


def _heading_place(first: list[Line]) -> int:
    """Cells beyond the usual width do not count: a row with too many is no row of headings."""
    lengths = sorted(len(cells) for _number, cells in first)
    lengths = [length for length in lengths if length > 1] or lengths
    usual = lengths[(len(lengths) - 1) // 2]
    filled = [sum(1 for cell in cells[:usual] if cell.strip()) for _number, cells in first]
    enough = max(filled) * PART_FILLED
    return next(place for place, count in enumerate(filled) if count >= enough)


def name_columns(cells: list[str]) -> list[str]:
    """Headings without line breaks; a column without one is called by its letter."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS)
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if len(name) > MOST_HEADING:
            raise Unreadable("long_heading", column=letter(place), most=MOST_HEADING)
        if name and name.casefold() in places:
            first = letter(places[name.casefold()])
            raise Unreadable("same_headings", heading=name, first=first, second=letter(place))
        places[name.casefold()] = place
    return [name or f"({letter(place)})" for place, name in enumerate(names)]


def letter(place: int) -> str:
    """A, B ... Z, AA, as spreadsheets name columns."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _rows(lines: Iterable[Line], width: int, short_is_wrong: bool) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        if not is_filled(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        found = len(cells)
        if found == width:
            yield number, cells, []
        elif found > width:
            yield number, cells[:width], ["too_many_cells"] if is_filled(cells[width:]) else []
        else:
            wrong = ["too_few_cells"] if short_is_wrong else []
            yield number, cells + [""] * (width - found), wrong
