"""Text tables: CSV with any of the common delimiters and dialects, by the standard module."""

import csv
import re
from collections.abc import Iterator
from typing import IO

from .csv_dialect import SAMPLE_SIZE, SEP_PREFIX, Dialect, find_dialect
from .heading_rows import Line
from .limits import MAX_CELL, MAX_LINE, FileRefused
from .source_file import SourceFile
from .table import Table, split_headings

BYTE_ORDER_MARK = "\ufeff"


def read_csv(
    path: SourceFile,
    encoding: str,
    delimiter: str,
    *,
    heading_row: int = 0,
    known: frozenset[str] = frozenset(),
) -> Table:
    """Headings and rows. Raises FileRefused, also while the rows are read."""
    lines = _lines(path, encoding, _dialect(path, encoding, delimiter))
    return split_headings(lines, is_text=True, heading_row=heading_row, known=known)


def _dialect(path: SourceFile, encoding: str, delimiter: str) -> Dialect:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        return find_dialect(file.read(SAMPLE_SIZE), delimiter)


def _lines(path: SourceFile, encoding: str, dialect: Dialect) -> Iterator[Line]:
    csv.field_size_limit(MAX_CELL)
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        record = _Record(dialect)
        reader = dialect.reader(record.count(_bounded(file, dialect.delimiter)))
        try:
            for number, cells in enumerate(reader, start=1):
                if record.is_open and record.lines > 1:  # only the end of the file leaves it so
                    raise FileRefused("open_quotation", row=number)
                record.begin()
                if number == 1 and cells and cells[0].casefold().startswith(SEP_PREFIX):
                    continue
                yield number, cells
        except csv.Error as problem:
            raise FileRefused("long_cell", row=number + 1, most=MAX_CELL) from problem
        except UnicodeError as problem:
            raise FileRefused("wrong_encoding", row=number + 1, encoding=encoding) from problem
        except _LongLine as problem:
            raise FileRefused("long_cell", row=number + 1, most=MAX_CELL) from problem


class _Record:
    """How many lines the record that is being read has, and whether a quotation mark is open."""

    def __init__(self, dialect: Dialect) -> None:
        self.quote, self.escaped = dialect.quote, dialect.escape + dialect.quote
        self.begin()

    def begin(self) -> None:
        self.lines, self.quotes = 0, 0

    def count(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self.lines += 1
            self.quotes += line.count(self.quote)
            if self.escaped != self.quote:
                self.quotes -= line.count(self.escaped)
            yield line

    @property
    def is_open(self) -> bool:
        return self.quotes % 2 == 1


class _LongLine(Exception):  # noqa: N818
    pass


def _bounded(file: IO[str], delimiter: str) -> Iterator[str]:
    """Lines, none of which is too long: a cell of 60 MB is never in memory.

    A byte order mark is left out, also where a person or a profile named a plain encoding, and so
    is the mark by which databases write that a cell is empty.
    """
    mark = re.escape(delimiter)
    null = re.compile(rf"(?:^|(?<={mark}))\\N(?={mark}|[\r\n]|$)")
    first = True
    while line := file.readline(MAX_LINE + 1):
        if first:
            line, first = line.removeprefix(BYTE_ORDER_MARK), False
        if len(line) > MAX_LINE:
            raise _LongLine
        if "\\N" in line:
            line = null.sub("", line)
        # PostgreSQL stores no zero bytes in texts.
        yield line.replace("\0", "") if "\0" in line else line
