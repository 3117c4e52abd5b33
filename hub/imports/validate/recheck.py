"""Rows that are to be checked once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Count

from hub.imports.models import Import
from hub.imports.validate.chunk_validator import CHUNK, ChunkValidator
from hub.imports.validate.row_parser import ParsedRow
from hub.imports.validate.row_store import save

# Codes of the problems that the check finds; the others were found when the file was read.
OF_CELLS = ("cell", "field", "row", "missing", "contradiction")
OF_OTHERS = (
    "key_twice",
    "slug_taken",
    "former_slug",
    "personal",
    "off_topic",
    "organisation",
    "left_out",
)
FOUND_HERE = frozenset((*OF_CELLS, *OF_OTHERS))


def again(batch: Import, numbers: Collection[int] | None = None) -> int:
    """Forget what was found out of these rows (of all: None); decisions stay. How many rows.

    For records that were changed since the check, and for another mapping.
    """
    rows = batch.rows.exclude(verdict="")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    gone = Counter(dict(rows.values_list("verdict").annotate(Count("pk")).order_by()))
    for row in rows.exclude(problems=[]).only("pk", "problems").iterator(chunk_size=CHUNK):
        left = [one for one in row.problems if one.get("code") not in FOUND_HERE]
        if left != row.problems:
            batch.rows.filter(pk=row.pk).update(problems=left)
    rows.update(verdict="", prepared=False)
    counts = Counter(batch.counts)
    counts.subtract(gone)
    batch.counts = {verdict: count for verdict, count in counts.items() if count}
    batch.rows_checked -= gone.total()
    batch.save(update_fields=["counts", "rows_checked"])
    return gone.total()


def against(batch: Import, records: dict[int, int]) -> None:
    """Compare rows with the records that a curator says they are: row number -> primary key."""
    found = batch.rows.filter(number__in=records).order_by("number")
    rows = [ParsedRow(row.pk, row.number, row.cells, candidates=row.candidates) for row in found]
    if not rows:
        return
    shown = {row.pk: row.candidates for row in rows}
    ChunkValidator(batch).check(rows, records)
    counts = Counter(batch.counts)
    counts.subtract(row.verdict for row in found)
    counts.update(str(row.verdict) for row in rows)
    for row in rows:
        row.candidates = row.candidates or shown[row.pk]
    save(rows)
    batch.counts = {verdict: count for verdict, count in counts.items() if count}
    batch.save(update_fields=["counts"])
