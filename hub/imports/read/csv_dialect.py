"""The dialect of a text table: delimiter, quotation mark, escapes, blanks before quotation marks.

It is judged by how the start of the file reads: without stray quotation marks, and with as many
cells in each line. Where two dialects read alike, the plainer one is taken.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import product
from typing import Any

DELIMITERS = (",", ";", "\t", "|")
# Excel's own first line that names the delimiter.
SEP_PREFIX = "sep="
SAMPLE_SIZE = 64 * 1024
LINE_BREAKS = re.compile(r"\r\n?")


@dataclass(frozen=True)
class Dialect:
    """``escape``: the mark before a literal quotation mark or delimiter, "" where it is doubled."""

    delimiter: str
    quote: str = '"'
    escape: str = ""
    skips_blanks: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """The cells of each line. Raises csv.Error; ``strict``: also for stray quotation marks."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
            skipinitialspace=self.skips_blanks,
            strict=strict,
        )


def find_dialect(sample: str, delimiter: str = "") -> Dialect:
    """The dialect of a file that begins so; ``delimiter``: the one that was chosen, if any."""
    is_cut = len(sample) >= SAMPLE_SIZE
    lines = _whole_lines(LINE_BREAKS.sub("\n", sample).lstrip("\ufeff"), is_cut=is_cut)
    first, _break, rest = lines.partition("\n")
    named = first.strip()[len(SEP_PREFIX) :][:1]
    if first.strip().casefold().startswith(SEP_PREFIX):
        lines = rest
        delimiter = delimiter or (named if named in DELIMITERS else "\t" if not named else "")
    best = [
        _best_quoting(lines, mark, is_cut=is_cut)
        for mark in ((delimiter,) if delimiter else DELIMITERS)
    ]
    return max(best, key=lambda rated: rated[0])[1]


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    return find_dialect(sample).delimiter


def _whole_lines(text: str, *, is_cut: bool) -> str:
    cut = text.rfind("\n") if is_cut else -1
    return text[: cut + 1] if cut > 0 else text


def _best_quoting(lines: str, delimiter: str, *, is_cut: bool) -> tuple[tuple[float, int], Dialect]:
    """How evenly the lines are cut by a delimiter, with the quoting that reads them best."""
    ratings = [
        (_rate(lines, dialect, is_cut=is_cut), dialect) for dialect in _candidates(lines, delimiter)
    ]
    rating, dialect = max(ratings, key=lambda rated: rated[0][:3])
    return (rating[1], rating[3]), dialect


def _candidates(lines: str, delimiter: str) -> Iterator[Dialect]:
    """The usual dialect first, then those for which there is a sign in the lines."""
    mark = re.escape(delimiter)
    quotes = ['"']
    if re.search(rf"(?:^|{mark}) *'", lines, re.MULTILINE):
        quotes.append("'")
    has_escapes = any(f"\\{sign}" in lines for sign in (*quotes, delimiter))
    for quote, escape in product(quotes, ("", "\\") if has_escapes else ("",)):
        yield Dialect(delimiter, quote, escape)
        if f"{delimiter} {quote}" in lines or f"{delimiter}  {quote}" in lines:
            yield Dialect(delimiter, quote, escape, skips_blanks=True)


def _rate(lines: str, dialect: Dialect, *, is_cut: bool) -> tuple[bool, float, int, int]:
    """Well formed; the share of lines of the commonest width; wrapped cells, fewer first; width."""
    is_well_formed = _is_well_formed(lines, dialect, is_cut=is_cut)
    try:
        rows = [cells for cells in dialect.reader(StringIO(lines, newline="")) if cells]
    except csv.Error:
        return False, 0.0, 0, 0
    wide = [len(cells) for cells in rows if len(cells) > 1]
    wrapped = _wrapped(rows, dialect)
    if not wide:
        return is_well_formed, 0.0, -wrapped, 0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return is_well_formed, wide.count(common) / len(rows), -wrapped, common


def _is_well_formed(lines: str, dialect: Dialect, *, is_cut: bool) -> bool:
    reader: Any = dialect.reader(StringIO(lines, newline=""), strict=True)
    try:
        for _cells in reader:
            pass
    except csv.Error as error:
        return is_cut and "end of data" in str(error)
    return True


def _wrapped(rows: list[list[str]], dialect: Dialect) -> int:
    """Cells that still stand within marks: double ones behind a blank, or single ones as headings
    have them, too. A lone word in single quotation marks is quoted by its author."""
    count = sum(
        cell[:1] == " " and len(cell.strip()) > 1 and cell.strip()[0] == cell.strip()[-1] == mark
        for cells in rows
        for cell in cells
        for mark in ('"', "'")
    )
    if rows and dialect.quote != "'" and all(map(_is_in_single_quotes, rows[0])):
        count += sum(map(_is_in_single_quotes, (cell for cells in rows for cell in cells)))
    return count


def _is_in_single_quotes(cell: str) -> bool:
    text = cell.strip()
    return len(text) > 1 and text[0] == text[-1] == "'"
