"""Chunks of rows: validated in their order, written back, reset, compared with chosen records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Count, QuerySet

from hub.imports.map import ParsedRow
from hub.imports.models import Import, ImportRow
from hub.imports.read.messages import NOTES
from hub.imports.validate.row_validator import RowValidator
from hub.records.garbage_collection import garbage_collection_paused

CHUNK = 1000  # rows; a chunk is one short transaction
MAX_CHARACTERS = 10_000_000  # of their cells: a worker holds several copies of them
ROWS_FETCHED = 100

# Codes of the problems that validation finds; the others were found when the file was read.
OF_CELLS = ("cell", "word", "field", "row", "missing", "contradiction")
OF_OTHERS = (
    "key_twice",
    "slug_taken",
    "former_slug",
    "name_taken",
    "personal",
    "off_topic",
    "undated",
    "organisation",
    "cell_left_out",
    "markup",
    "part_of_cell",
    "both_kept",
    "assessed",
    "left_out",
)
VALIDATION_CODES = frozenset((*OF_CELLS, *OF_OTHERS))


def unvalidated(rows: QuerySet[ImportRow], limit: int | None = None) -> list[ParsedRow]:
    """The first of these rows that have no verdict yet.

    With a ``limit`` also no more than ``MAX_CHARACTERS`` of cells, but one row at least.
    """
    first = rows.filter(verdict="").order_by("number")[:limit]
    values = first.values_list("pk", "number", "cells", "problems")
    parsed: list[ParsedRow] = []
    left = MAX_CHARACTERS
    for pk, number, cells, remarks in values.iterator(chunk_size=ROWS_FETCHED):
        left -= sum(len(cell if isinstance(cell, str) else str(cell)) for cell in cells.values())
        if left < 0 and parsed and limit is not None:
            break
        row = ParsedRow(pk, number, cells)
        for remark in remarks:
            (row.notes if remark.get("code") in NOTES else row.problems).append(remark)
        parsed.append(row)
    return parsed


def validate_chunk(job: Import, size: int = CHUNK, compared: Collection[int] | None = None) -> int:
    """Validate the next rows and save the job's counters. The number of rows; 0: none are left.

    Inside a transaction of the caller, who holds the job's lock. ``compared``: the numbers of the
    rows that one may repeat; None: all.
    """
    rows = unvalidated(job.rows.all(), size)
    if not rows:
        return 0
    with garbage_collection_paused():
        RowValidator(job, compared).validate(rows)
        save_rows(rows)
    counts = Counter(job.counts)
    counts.update(str(row.verdict) for row in rows)
    job.counts = dict(counts)
    job.rows_checked += len(rows)
    job.save(update_fields=["counts", "rows_checked"])
    return len(rows)


def reset_rows(job: Import, numbers: Collection[int] | None = None) -> int:
    """Remove the verdicts of these rows (None: of all); decisions stay. How many rows.

    For records that were changed since the validation, and for another mapping.
    """
    rows = job.rows.exclude(verdict="")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    removed = Counter(dict(rows.values_list("verdict").annotate(Count("pk")).order_by()))
    for row in rows.exclude(problems=[]).only("pk", "problems").iterator(chunk_size=CHUNK):
        remaining = [
            problem for problem in row.problems if problem.get("code") not in VALIDATION_CODES
        ]
        if remaining != row.problems:
            job.rows.filter(pk=row.pk).update(problems=remaining)
    rows.update(verdict="")
    counts = Counter(job.counts)
    counts.subtract(removed)
    job.counts = {verdict: count for verdict, count in counts.items() if count}
    job.rows_checked -= removed.total()
    job.save(update_fields=["counts", "rows_checked"])
    return removed.total()


def compare_with_records(job: Import, records: dict[int, int]) -> None:
    """Validate rows against the records that a curator says they are: row number -> primary key."""
    stored_rows = job.rows.filter(number__in=records).order_by("number")
    rows = [
        ParsedRow(
            row.pk,
            row.number,
            row.cells,
            candidates=row.candidates,
            notes=[remark for remark in row.problems if remark.get("code") in NOTES],
        )
        for row in stored_rows
    ]
    if not rows:
        return
    candidates = {row.pk: row.candidates for row in rows}
    RowValidator(job).validate(rows, records)
    counts = Counter(job.counts)
    counts.subtract(row.verdict for row in stored_rows)
    counts.update(str(row.verdict) for row in rows)
    for row in rows:
        row.candidates = row.candidates or candidates[row.pk]
    save_rows(rows)
    job.counts = {verdict: count for verdict, count in counts.items() if count}
    job.save(update_fields=["counts"])


TABLE = ImportRow._meta.db_table
JSON_COLUMNS = ("row", "differences", "problems", "candidates")
TEXT_COLUMNS = ("key", "verdict")
COLUMNS = (*JSON_COLUMNS, *TEXT_COLUMNS, "record_id", "version", "depth")

POSTGRESQL = f"""
    UPDATE {TABLE} AS r SET {", ".join(f'"{name}" = x."{name}"' for name in COLUMNS)}
    FROM jsonb_to_recordset(%s::jsonb) AS x(
        id bigint, {", ".join(f'"{name}" jsonb' for name in JSON_COLUMNS)},
        {", ".join(f'"{name}" text' for name in TEXT_COLUMNS)},
        record_id bigint, version integer, depth smallint)
    WHERE r.id = x.id
"""  # noqa: S608  # nosec  # names of our own columns
SQLITE = f"""
    UPDATE {TABLE} SET {", ".join(f'"{name}" = x.value ->> ' + f"'$.{name}'" for name in COLUMNS)}
    FROM json_each(%s) AS x WHERE {TABLE}.id = x.value ->> '$.id'
"""  # noqa: S608  # nosec


def save_rows(rows: Sequence[ParsedRow]) -> None:
    """Write what validation found into the stored rows: one statement for a chunk."""
    values = [
        {
            "id": row.pk,
            "key": row.key,
            "row": row.facts,
            "verdict": row.verdict,
            "record_id": row.record_id,
            "version": row.version,
            "depth": row.depth,
            "differences": row.differences,
            "problems": row.problems + row.notes,
            "candidates": row.candidates,
        }
        for row in rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [json.dumps(values)])
        else:
            cursor.execute(SQLITE, [json.dumps(values)])
