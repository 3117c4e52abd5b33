"""Text tables: CSV with any of the common delimiters, by the standard module."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

from .limits import MAX_CELL, MAX_LINE, FileRefused
from .table import Line, ReadRow, split_headings

DELIMITERS = (",", ";", "\t", "|")
BYTE_ORDER_MARK = "\ufeff"
# Excel's own first line that names the delimiter.
SEP_PREFIX = "sep="


def read_csv(path: Path, encoding: str, delimiter: str) -> tuple[list[str], Iterator[ReadRow]]:
    """Headings and rows. Raises FileRefused, also while the rows are read."""
    return split_headings(_lines(path, encoding, delimiter), short_is_problem=True)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(MAX_CELL)
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_bounded(file), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                if number == 1 and cells and cells[0].casefold().startswith(SEP_PREFIX):
                    continue
                yield number, cells
        except csv.Error as problem:
            raise FileRefused("long_cell", row=number + 1, most=MAX_CELL) from problem
        except UnicodeError as problem:
            raise FileRefused("wrong_encoding", row=number + 1, encoding=encoding) from problem
        except _LongLine as problem:
            raise FileRefused("long_cell", row=number + 1, most=MAX_CELL) from problem


class _LongLine(Exception):  # noqa: N818
    pass


def _bounded(file: TextIO) -> Iterator[str]:
    """Lines, none of which is too long: a cell of 60 MB is never in memory.

    A byte order mark is left out, also where a person or a profile named a plain encoding.
    """
    first = file.readline(MAX_LINE + 1).removeprefix(BYTE_ORDER_MARK)
    if len(first) > MAX_LINE:
        raise _LongLine
    yield first.replace("\0", "")
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise _LongLine
        # PostgreSQL stores no zero bytes in texts.
        yield line.replace("\0", "") if "\0" in line else line


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    first = sample.split("\n", 1)[0].strip()
    if first.casefold().startswith(SEP_PREFIX) and first[len(SEP_PREFIX) :][:1] in DELIMITERS:
        return first[len(SEP_PREFIX)]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = [
            len(cells) for cells in csv.reader(StringIO(sample), delimiter=delimiter) if cells
        ]
    except csv.Error:
        return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(common) / len(widths), common
