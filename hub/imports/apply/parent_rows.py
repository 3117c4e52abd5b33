"""Rows that are part of other rows of the same file: those are written before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow
from hub.imports.record_types import RecordImporter
from hub.imports.review.decisions import RowOutcome
from hub.records.models import Revision
from hub.records.models.ledger import Facts

if TYPE_CHECKING:
    from hub.imports.apply.chunk_writer import Decided

LEFT_OUT = "left_out"


def with_parents(job: Import, rows: Sequence[Decided], importer: RecordImporter) -> list[Decided]:
    """The rows with the keys of what they are part of, which is written by now.

    A new one whose parent was left out is left out as well, and says so.
    """
    fact = importer.above.fact
    numbers = {-number for _row, result in rows if (number := _number(result.values, fact)) < 0}
    if not numbers:
        return list(rows)
    keys = keys_of(job, importer, numbers)
    complete, orphans = [], []
    sentence = _("Row %(row)d, which this one is part of, was left out, and so was this one.")
    for row, result in rows:
        number = _number(result.values, fact)
        pk = keys.get(-number)
        if number >= 0:
            complete.append((row, result))
        elif pk is not None or result.record_id is not None:
            complete.append((row, _with_parent(result, fact, pk)))
        else:
            orphans.append((row, sentence % {"row": -number}, LEFT_OUT))
    mark_left_out(job, orphans)
    return complete


def _number(facts: Facts, fact: str) -> int:
    """Below zero: that of a row of the file."""
    value = facts.get(fact)
    return value if isinstance(value, int) else 0


def _with_parent(result: RowOutcome, fact: str, pk: int | None) -> RowOutcome:
    def resolved(facts: Facts) -> Facts:
        if _number(facts, fact) >= 0:
            return facts
        rest = {name: value for name, value in facts.items() if name != fact}
        return rest if pk is None else rest | {fact: pk}

    return replace(
        result,
        facts=resolved(result.facts),
        values=resolved(result.values),
        refused=resolved(result.refused),
    )


def keys_of(job: Import, importer: RecordImporter, numbers: Collection[int]) -> dict[int, int]:
    """The records of rows of the file: those that were there, and those that this import made."""
    rows = ImportRow.objects.filter(batch=job, number__in=numbers)
    keys: dict[int, int] = {}
    meant: dict[int, int] = {}
    for number, pk, decision in rows.values_list("number", "record_id", "decision"):
        same = decision.get("duplicate")
        if pk is not None:
            keys[number] = pk
        else:
            meant[number] = same["row"] if isinstance(same, dict) and "row" in same else number
    made = _made(job, importer, set(meant.values()))
    return keys | {number: made[row] for number, row in meant.items() if row in made}


def _made(job: Import, importer: RecordImporter, numbers: Collection[int]) -> dict[int, int]:
    """The records that this import made of these rows: found by the slugs that it gave them."""
    rows = ImportRow.objects.filter(batch=job, number__in=numbers, record_id=None)
    # A row with a problem has no slug, whatever else of it could be read.
    slugs = {
        row["slug"]: number
        for number, row in rows.values_list("number", "row")
        if row and "slug" in row
    }
    records = importer.model._default_manager.filter(slug__in=slugs)
    keys = {pk: slugs[slug] for pk, slug in records.values_list("pk", "slug")}
    ours = Revision.objects.filter(kind=importer.name, run=job.run, version=1, record_id__in=keys)
    return {keys[pk]: pk for pk in ours.values_list("record_id", flat=True)}


def mark_left_out(job: Import, rows: Iterable[tuple[ImportRow, str, str]]) -> None:
    """Make problems of rows that were to be written: with a sentence, and its code."""
    changed = []
    counts = Counter(job.counts)
    for row, sentence, code in rows:
        others = [problem for problem in row.problems if problem.get("code") != code]
        row.problems = [
            *others, {"column": "", "value": "", "sentence": sentence, "code": code}
        ]  # fmt: skip
        counts.subtract([row.verdict])
        row.verdict = ImportRow.Verdict.PROBLEM
        counts.update([str(row.verdict)])
        changed.append(row)
    job.counts = {verdict: count for verdict, count in counts.items() if count}
    ImportRow.objects.bulk_update(changed, ["problems", "verdict"], batch_size=200)
