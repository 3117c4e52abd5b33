"""Rows that are part of other rows of the same file: those are written down before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from hub.imports.apply.planner import DecidedRow
from hub.imports.models import Import, ImportRow, JournalEntry
from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts

LEFT_OUT = "left_out"
DEEP = 2**32  # ``Import.at_number`` holds the depth above this, and the row's number below it


def next_parts(batch: Import, most: int) -> list[ImportRow]:
    """The next rows that are part of others, each behind the one that it is part of."""
    depth, number = divmod(batch.at_number, DEEP)
    rows = ImportRow.objects.filter(batch=batch).defer("cells")
    while True:
        found = list(rows.filter(depth=depth, number__gt=number).in_order()[:most]) if depth else []
        if found:
            return found
        deeper = rows.filter(depth__gt=depth).order_by("depth").values_list("depth", flat=True)
        following = deeper.first()
        if following is None:
            return []
        depth, number = following, 0


def mark_of(row: ImportRow) -> int:
    """Where preparing stands once this row was dealt with."""
    return row.depth * DEEP + row.number


def with_parents(
    batch: Import, asked: Sequence[DecidedRow], kind: RecordImporter
) -> list[DecidedRow]:
    """The rows with the keys of what they are part of.

    A new one whose parent was left out is left out as well, and says so.
    """
    fact = kind.above.fact
    numbers = {-number for one in asked if (number := _number(one.values, fact)) < 0}
    if not numbers:
        return list(asked)
    keys = keys_of(batch, kind, numbers)
    found, lost = [], []
    for one in asked:
        pk = keys.get(-_number(one.values, fact))
        if _number(one.values, fact) >= 0:
            found.append(one)
        elif pk is not None:
            found.append(_replaced(one, fact, pk))
        elif one.record_id is not None:
            found.append(_replaced(one, fact, None))
        else:
            lost.append(one.row)
    _leave_out(batch, lost, fact)
    return found


def _number(facts: Facts, fact: str) -> int:
    value = facts.get(fact)
    return value if isinstance(value, int) else 0


def _replaced(one: DecidedRow, fact: str, pk: int | None) -> DecidedRow:
    def right(facts: Facts) -> Facts:
        if _number(facts, fact) >= 0:
            return facts
        rest = {name: value for name, value in facts.items() if name != fact}
        return rest if pk is None else rest | {fact: pk}

    return one._replace(facts=right(one.facts), values=right(one.values), kept=right(one.kept))


def keys_of(batch: Import, kind: RecordImporter, numbers: Collection[int]) -> dict[int, int]:
    """The records of rows of the file: those that were there, and those that the journal makes."""
    rows = ImportRow.objects.filter(batch=batch, number__in=numbers)
    found: dict[int, int] = {}
    meant: dict[int, int] = {}
    for number, pk, decision in rows.values_list("number", "record_id", "decision"):
        same = decision.get("duplicate")
        if pk is not None:
            found[number] = pk
        else:
            meant[number] = same["row"] if isinstance(same, dict) and "row" in same else number
    wanted, made = set(meant.values()), dict(_made(batch, kind))
    return found | {one: made[row] for one, row in meant.items() if row in wanted & made.keys()}


def _made(batch: Import, kind: RecordImporter) -> Iterator[tuple[int, int]]:
    lines = JournalEntry.objects.going(JournalEntry.Way.THERE).filter(
        batch=batch, table=kind.model._meta.label_lower, op=JournalEntry.Op.INSERT
    )
    for numbers, records in lines.values_list("numbers", "records"):
        yield from zip(numbers, records, strict=True)


def _leave_out(batch: Import, rows: Sequence[ImportRow], fact: str) -> None:
    sentence = _("Row %(row)d, which this one is part of, was left out, and so was this one.")
    for row in rows:
        told = sentence % {"row": -_number(row.row, fact)}
        others = [one for one in row.problems if one.get("code") != LEFT_OUT]
        row.problems = [*others, {"column": "", "value": "", "sentence": told, "code": LEFT_OUT}]
        counts = Counter(batch.counts)
        counts.subtract([row.verdict])
        row.verdict = ImportRow.Verdict.PROBLEM
        counts.update([str(row.verdict)])
        batch.counts = {verdict: count for verdict, count in counts.items() if count}
    ImportRow.objects.bulk_update(rows, ["problems", "verdict"], batch_size=200)
