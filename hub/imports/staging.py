"""From a file to rows in the database, in chunks that can be gone on with."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from hub.imports.models import Import, ImportRow
from hub.imports.read.detected_format import Sniffed
from hub.imports.read.sandbox import RawRow, reading, sniff_file
from hub.records.bulk_rows import insert_rows

MOST_ROWS = 25_000  # read in one step, and the time that it may take
MOST_SECONDS = 20.0
WRITTEN_AT_ONCE = {"postgresql": 5_000, "sqlite": 200}


@contextmanager
def local_path(batch: Import) -> Iterator[Path]:
    """The file on this machine; a copy of it where the storage is elsewhere."""
    try:
        yield Path(batch.file.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, batch.file.open("rb") as stored:
            shutil.copyfileobj(stored, copy)
            copy.flush()
            yield Path(copy.name)


def find_out(batch: Import) -> bool:
    """Note what kind of file it is, where nobody said so; whether that is certain.

    Raises UnreadableFile.
    """
    with local_path(batch) as path:
        found = sniff_file(path)
    certain = found.certain or bool(batch.encoding)
    batch.format = found.format
    batch.encoding = batch.encoding or found.encoding
    batch.delimiter = batch.delimiter or found.delimiter
    batch.sheet = batch.sheet or found.sheet
    return certain


def stage_next(batch: Import) -> bool:
    """Write the next rows, in a transaction of the caller's; False at the end of the file.

    ``at_number`` is the last row that is there: reading begins anew behind it.
    Raises UnreadableFile.
    """
    until, rows = time.monotonic() + MOST_SECONDS, 0
    held: list[RawRow] = []
    most = WRITTEN_AT_ONCE[connection.vendor]
    with (
        local_path(batch) as path,
        reading(path, sniffed_of(batch), after=batch.at_number) as found,
    ):
        batch.headings = found.headings
        for some in found.batches():
            held += some
            if len(held) >= most:
                rows += _write(batch, held)
                held = []
                # SQLite lets one process write at a time: a step is one short transaction.
                if rows >= MOST_ROWS or time.monotonic() > until or connection.vendor == "sqlite":
                    return True
    _write(batch, held)
    return False


def sniffed_of(batch: Import) -> Sniffed:
    return Sniffed(
        format=batch.format,
        encoding=batch.encoding,
        delimiter=batch.delimiter,
        sheet=batch.sheet,
        sheets=(batch.sheet,) if batch.sheet else (),
    )


def _write(batch: Import, rows: list[RawRow]) -> int:
    if not rows:
        return 0
    insert_rows(
        ImportRow,
        [
            {"batch_id": batch.pk, "number": row.number, "cells": row.cells,
             "problems": problems_of(row)}
            for row in rows
        ],
    )  # fmt: skip
    batch.rows_read += len(rows)
    batch.at_number = rows[-1].number
    return len(rows)


def problems_of(row: RawRow) -> list[dict[str, str]]:
    return [
        {"column": "", "value": "", "sentence": one.sentence, "code": one.code}
        for one in row.problems
    ]
