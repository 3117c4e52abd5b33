"""From a file to rows in the database, in chunks that can be gone on with."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from hub.imports.copy_from import copy_rows
from hub.imports.models import Import, ImportRow
from hub.imports.read.detected_format import Sniffed
from hub.imports.read.sandbox import RawRow, reading, sniff_file

text_of = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
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
    if connection.vendor == "postgresql":
        _copy(batch, rows)
    else:
        ImportRow.objects.bulk_create(
            ImportRow(batch=batch, number=row.number, cells=row.cells, problems=problems_of(row))
            for row in rows
        )
    batch.rows_read += len(rows)
    batch.at_number = rows[-1].number
    return len(rows)


def problems_of(row: RawRow) -> list[dict[str, str]]:
    return [
        {"column": "", "value": "", "sentence": one.sentence, "code": one.code}
        for one in row.problems
    ]


BLANK = {
    "key": "", "row": "{}", "verdict": "", "differences": "[]", "candidates": "[]",
    "decision": "{}", "prepared": "f",
}  # fmt: skip


def _copy(batch: Import, rows: list[RawRow]) -> None:
    """By COPY: five times as fast as INSERT."""
    columns, rest, pk = (
        ("import_id", "number", "cells", "problems", *BLANK),
        BLANK.values(),
        str(batch.pk),
    )
    texts = (
        (
            pk,
            str(row.number),
            text_of(row.cells),
            text_of(problems_of(row)) if row.problems else "[]",
            *rest,
        )
        for row in rows
    )
    copy_rows(ImportRow, columns, texts)
