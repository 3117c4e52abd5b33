"""The tables of a snapshot as CSV: one for each kind of record, each row with the licence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hub.lists.spec import list_specs

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know UTF-8
LICENCE = "licence_of_data"  # the last column, so that a file that lies alone says it, too
ENDING = ".csv"


def table_name(kind: str) -> str:
    """As the list of the kind is called in addresses."""
    return list_specs[kind].route if kind in list_specs else kind


def file_name(kind: str) -> str:
    return f"{table_name(kind)}{ENDING}"


def packed_rows(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def head_row(header: Sequence[str]) -> bytes:
    """What stands at the beginning of a file."""
    return BYTE_ORDER_MARK.encode() + packed_rows([header])


def read_rows(path: Path) -> Iterator[list[str]]:
    """The row of headings first."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        csv.writer(file, lineterminator="\r\n").writerows(rows)
