"""Which row of a table holds its headings, which rows describe columns, and titles of groups."""

import re
import unicodedata
from collections.abc import Sequence

# Row number as a person counts, and cells.
Line = tuple[int, list[str]]
# The corners of merged cells, from 1: first row, first column, last row, last column.
Merge = tuple[int, int, int, int]

# A title above the headings fills fewer cells than they do.
MIN_FILLED_SHARE = 0.6
# Of the cells of a row: with so many that name fields it is a second row of headings.
MIN_KNOWN_SHARE = 0.6

# Rows below the headings among which one may describe the columns.
MAX_DESCRIPTIONS = 3

# https://hxlstandard.org/standard/1-1final/tagging/: "#org+name", "#date +start".
TAG = re.compile(r"#[a-z]\w*(?:\s*\+\s*[a-z]\w*)*", re.IGNORECASE)
# The third row of an export of Qualtrics.
QUESTION_KEY = '{"ImportId":'
BRACKETED = re.compile(r"[(\[<{][^()\[\]<>{}]*[)\]>}]")
# What a row of units, types or duties says below the headings, folded.
UNITS = frozenset(
    (
        "text", "free text", "short text", "long text", "string", "varchar", "integer", "int",
        "number", "numeric", "decimal", "float", "boolean", "bool", "yes no", "yes or no",
        "true false", "date", "datetime", "timestamp", "time", "url", "uri", "link", "email",
        "single choice", "multiple choice", "select one", "select multiple", "dropdown", "list",
        "id", "uuid", "required", "mandatory", "optional", "recommended", "unit", "units", "usd",
        "eur", "gbp", "percent", "per cent", "km", "years", "year", "months", "days", "hours",
        "persons", "people", "dd mm yyyy", "mm dd yyyy", "yyyy mm dd", "yyyy mm", "yyyy", "iso",
        "iso 3166", "iso2", "iso3", "texte", "texte libre", "nombre", "entier", "booleen",
        "obligatoire", "facultatif", "oui non", "annee", "texto", "texto libre", "numero", "entero",
        "fecha", "booleano", "obligatorio", "opcional", "si no", "sim nao", "inteiro", "zahl",
        "ganzzahl", "datum", "pflicht", "pflichtfeld", "ja nein", "jahr", "текст", "число", "дата",
        "год", "обязательно", "необязательно", "да нет", "نص", "رقم", "تاريخ", "نعم لا", "الزامي",
        "اختياري", "文本", "数字", "日期", "必填", "选填",
    )
)  # fmt: skip


def fold_heading(text: str) -> str:
    """What spellings of one heading share: small letters without accents, words one blank apart."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


def heading_place(
    first: Sequence[Line], known: frozenset[str], merges: Sequence[Merge] = (), *, chosen: int = 0
) -> int:
    """The place of the row of headings among the first filled lines.

    ``chosen``: its number, as a person says it; else the first row that is filled like a row of
    headings, unless only a later one names fields; above a row of tags, where there is one.
    """
    numbers = [number for number, _cells in first]
    if chosen in numbers:
        return numbers.index(chosen)
    tags = next((place for place, line in enumerate(first) if is_tag_row(line[1])), 0)
    first = first[:tags] or first
    place = _filled_place(first)
    if len(first) > place + 1 and _continues_below(first[place], first[place + 1], merges):
        return place + 1
    return place if _count_known(first[place][1], known) else _known_place(first, known, place)


def _filled_place(first: Sequence[Line]) -> int:
    """Cells beyond the usual width do not count: a row with too many is no row of headings."""
    lengths = sorted(len(cells) for _number, cells in first)
    lengths = [length for length in lengths if length > 1] or lengths
    usual = lengths[(len(lengths) - 1) // 2]
    filled = [sum(1 for cell in cells[:usual] if cell.strip()) for _number, cells in first]
    enough = max(filled) * MIN_FILLED_SHARE
    return next(place for place, count in enumerate(filled) if count >= enough)


def _known_place(first: Sequence[Line], known: frozenset[str], default: int) -> int:
    """The first row that names fields more than it does anything else."""
    for place, (_number, cells) in enumerate(first):
        if _names_fields(cells, known):
            return place
    return default


def _count_known(cells: Sequence[str], known: frozenset[str]) -> int:
    return sum(fold_heading(cell) in known for cell in cells if cell.strip())


def _names_fields(cells: Sequence[str], known: frozenset[str]) -> bool:
    filled = sum(1 for cell in cells if cell.strip())
    count = _count_known(cells, known)
    return count > 1 and count >= filled * MIN_KNOWN_SHARE


# Rows that describe columns


def is_tag_row(cells: Sequence[str]) -> bool:
    """Whether a row is one of HXL tags."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(TAG.fullmatch(cell) for cell in filled)


def count_descriptions(
    below: Sequence[Line], headings: Sequence[str], known: frozenset[str]
) -> int:
    """How many of the rows below the headings describe the columns, and are no records."""
    first = [cells for _number, cells in below[:MAX_DESCRIPTIONS]]
    marked = [place + 1 for place, cells in enumerate(first) if _is_marked(cells)]
    count = max(marked, default=0)
    while count < len(first) and describes_columns(first[count], headings, known):
        count += 1
    return count


def _is_marked(cells: Sequence[str]) -> bool:
    """A row that says by each of its cells that it is for programs; so are the rows above it."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return is_tag_row(filled) or all(cell.startswith(QUESTION_KEY) for cell in filled)


def describes_columns(cells: Sequence[str], headings: Sequence[str], known: frozenset[str]) -> bool:
    """Whether a row says what the columns are: tags, units, types, keys of questions, or the
    headings once more, in another language or as a program calls them."""
    if _is_marked(cells):
        return True
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2:
        return False
    if all(BRACKETED.fullmatch(cell) or fold_heading(cell) in UNITS for cell in filled):
        return True
    names = known | {fold_heading(heading) for heading in headings}
    return len(filled) * 2 > len(headings) and _names_fields(filled, names)


# Titles of groups of columns


def _continues_below(upper: Line, lower: Line, merges: Sequence[Merge]) -> bool:
    """Whether the headings go on in the next row: below the title of a group stand those of its
    columns, and nothing stands below the others."""
    if any(row == upper[0] and last == lower[0] for row, _column, last, _end in merges):
        return True
    (number, titles), (below, names) = upper, lower
    if below != number + 1 or len(names) > len(titles):
        return False
    width = len(titles)
    filled = [bool(cell.strip()) for cell in titles]
    named = [bool(cell.strip()) for cell in [*names, *[""] * width][:width]]
    in_group = [
        not filled[place] or (place + 1 < width and not filled[place + 1]) for place in range(width)
    ]
    return any(in_group) and filled[0] and not all(in_group) and named == in_group


def join_group_titles(
    first: Sequence[Line], place: int, merges: Sequence[Merge] = ()
) -> list[str] | None:
    """Headings with the titles of their groups before them; None where no groups stand above.

    Groups are merged cells of a workbook, or titles above headings that stand twice or are empty.
    """
    number, names = first[place]
    if not place or first[place - 1][0] != number - 1:
        return None
    above = first[place - 1][1]
    spans = {(column, end) for row, column, _last, end in merges if row == number - 1}
    titles = _spread(above, len(names), spans)
    if sum(1 for cell in above if cell.strip()) < 2 or not any(titles[: len(names)]):
        return None
    width = max(len(names), len(above))
    names = [*names, *[""] * (width - len(names))]
    titles = [*titles, *[""] * (width - len(titles))]
    has_groups = any(end > column for column, end in spans)
    folded = [fold_heading(name) for name in names if name.strip()]
    is_unclear = len(set(folded)) < len(folded) or any(
        not name.strip() and title for name, title in zip(names, titles, strict=True)
    )
    if not (has_groups or is_unclear):
        return None
    return [_joined(title, name) for title, name in zip(titles, names, strict=True)]


def _spread(above: Sequence[str], width: int, spans: set[tuple[int, int]]) -> list[str]:
    """The title above each column: as far as its cells are merged, else up to the next one."""
    ends = dict(spans)
    titles: list[str] = []
    until, title = 0, ""
    for column in range(1, max(width, len(above)) + 1):
        own = above[column - 1].strip() if column <= len(above) else ""
        if own:
            title, until = own, ends.get(column, column if spans else width)
        titles.append(title if column <= until else "")
    return titles


def _joined(title: str, name: str) -> str:
    title, name = " ".join(title.split()), " ".join(name.split())
    if not title or not name or fold_heading(title) == fold_heading(name):
        return name or title
    return f"{title} {name}"
