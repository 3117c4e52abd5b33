"""What a curator decided, and what is done with a row in consequence.

Deciding twice is deciding once.

What nobody decided is done like this: new and changed rows are written; of a conflict only what no
curator wrote; rows that are perhaps duplicates, off topic, or hold personal data wait, and are left
out when the import is applied before anybody has looked at them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Person
from hub.imports import validate
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.imports.validate.differences import CURATOR, NOTHING
from hub.records.models.ledger import Facts

Verdict = ImportRow.Verdict
ACCEPT, KEEP, SKIP, ALLOW, DROP = "accept", "keep", "skip", "allow", "drop"
DIFFERENT = "different"
CHUNK = 2000
# What was decided is written down by now, or done, or given up.
TOO_LATE = ("preparing", "applying", "applied", "rolling_back", "undoing", "undone")


@dataclass(frozen=True)
class RowOutcome:
    """What is to be done with a row. ``why`` is a code for what is not written.

    ``facts``: to be set; ``values``: what the source is remembered to have said; ``kept``: what it
    proposed and a curator refused.
    """

    write: bool
    record_id: int | None = None
    facts: Facts = field(default_factory=dict)
    values: Facts = field(default_factory=dict)
    kept: Facts = field(default_factory=dict)
    why: str = ""


def outcome(row: ImportRow) -> RowOutcome:
    """What the verdict and the decisions on a row amount to now. No query.

    An unchanged row writes nothing, and yet its source is remembered to have said it.
    """
    decision = row.decision
    if row.verdict in ("", Verdict.PROBLEM):
        return RowOutcome(False, why=row.verdict or "unchecked")
    if decision.get("row") == SKIP:
        return RowOutcome(False, row.record_id, why=SKIP)
    duplicate = decision.get("duplicate")
    if isinstance(duplicate, dict) and duplicate.get("row"):
        return RowOutcome(False, why="same_row")
    held = _held(row, decision)
    if held:
        return RowOutcome(False, row.record_id, why=held)
    dropped = _dropped(row, decision)
    values = {name: value for name, value in row.row.items() if name not in dropped}
    if row.record_id is None:
        return RowOutcome(True, None, values, values)
    return _of_known(row, decision, dropped, values)


def _held(row: ImportRow, decision: dict[str, Any]) -> str:
    """Why the row waits for a person; empty if it does not."""
    is_new = row.record_id is None
    codes = {one["code"] for one in row.problems}
    if Verdict.PERSONAL in codes and is_new and "personal" not in decision:
        return str(Verdict.PERSONAL)
    dropped = _dropped(row, decision) if is_new else set()
    if dropped and dropped & importer_for(row.batch.kind).required_facts:
        return str(Verdict.PERSONAL)
    if Verdict.OFF_TOPIC in codes and is_new and decision.get("off_topic") != ALLOW:
        return str(Verdict.OFF_TOPIC)
    if row.candidates and is_new and decision.get("duplicate") != DIFFERENT:
        return str(Verdict.DUPLICATE)
    return ""


def _dropped(row: ImportRow, decision: dict[str, Any]) -> set[str]:
    """Facts held back for the personal data in them: all until somebody allows them."""
    said = decision.get("personal")
    if said == ALLOW:
        return set()
    fields = {one["field"] for one in row.problems if one["code"] == Verdict.PERSONAL}
    allowed = said if isinstance(said, dict) else {}
    return {name for name in fields if allowed.get(name) != ALLOW}


def _of_known(
    row: ImportRow, decision: dict[str, Any], dropped: set[str], values: Facts
) -> RowOutcome:
    facts: Facts = {}
    kept: Facts = {}
    for one in row.differences:
        name = one["field"]
        if name in dropped:
            continue
        said = _said_of(row, one, decision)
        if said == ACCEPT:
            facts[name] = one["new"]
        elif said == KEEP:
            kept[name] = one["new"]
    if "known_none" in facts:
        facts["known_none"] = [name for name in facts["known_none"] if name not in kept]
    return RowOutcome(bool(facts), row.record_id, facts, values, kept, "" if facts else "unchanged")


def _said_of(row: ImportRow, one: dict[str, Any], decision: dict[str, Any]) -> str:
    """accept, keep, or nothing: then the record stays, and the source will propose it again."""
    said = decision.get("fields", {}).get(one["field"])
    if said in (ACCEPT, KEEP):
        return str(said)
    duplicate = decision.get("duplicate")
    if isinstance(duplicate, dict):
        adds = one["old"] in NOTHING or one["field"] in importer_for(row.batch.kind).unions
        return ACCEPT if "merge" in duplicate and adds else KEEP
    if decision.get("row") == ACCEPT:
        return ACCEPT
    return "" if one["owner"] == CURATOR else ACCEPT


# Decisions. Each takes rows by their numbers, or any filter of them, and says how many it changed.

Rows = QuerySet[ImportRow]


def of_field(rows: Rows, name: str, what: Literal["accept", "keep"], *, by: Person) -> int:
    """Take a field over from the file, or keep what the record has."""

    def set_field(decision: dict[str, Any]) -> None:
        decision.setdefault("fields", {})[name] = what

    return _decide(rows, set_field, by)


def of_rows(rows: Rows, what: Literal["accept", "skip", "keep"], *, by: Person) -> int:
    """Take rows over with all their fields, keep what the records have, or leave the rows out."""

    def set_row(decision: dict[str, Any]) -> None:
        decision.pop("fields", None)
        if what == KEEP:
            decision.pop("row", None)
        else:
            decision["row"] = what

    if what != KEEP:
        return _decide(rows, set_row, by)

    def keep(row: ImportRow) -> dict[str, Any]:
        decision = {name: said for name, said in row.decision.items() if name != "row"}
        mine = [one["field"] for one in row.differences if one["owner"] == CURATOR]
        return decision | {"fields": dict.fromkeys(mine, KEEP)}

    return _decide_each(rows, keep, by)


def of_personal(rows: Rows, what: Literal["allow", "drop"], *, by: Person, name: str = "") -> int:
    """Let texts with personal data in, or leave them out; ``name``: one fact only."""

    def set_personal(decision: dict[str, Any]) -> None:
        if not name:
            decision["personal"] = what
            return
        said = decision.get("personal")
        decision["personal"] = (said if isinstance(said, dict) else {}) | {name: what}

    return _decide(rows, set_personal, by)


def allow_off_topic(rows: Rows, *, by: Person) -> int:
    return _decide(rows, lambda decision: decision.update(off_topic=ALLOW), by)


def different(rows: Rows, *, by: Person) -> int:
    """The rows are none of the records they are like."""
    return _decide(rows, lambda decision: decision.update(duplicate=DIFFERENT), by)


def same(row: ImportRow, record_id: int, *, by: Person, merge: bool = False) -> int:
    """The row is this record. ``merge``: what the record does not know yet is taken over from it.

    Raises ValueError for a record that was no candidate.
    """
    if record_id not in {one.get("record_id") for one in row.candidates}:
        raise ValueError(_("This record is not among the candidates."))
    wanted = {"merge" if merge else "same": record_id}
    if row.decision.get("duplicate") == wanted and row.record_id == record_id:
        return 0
    with transaction.atomic():
        batch = Import.objects.select_for_update().get(pk=row.batch_id)
        validate.against(batch, {row.number: record_id})
        rows = ImportRow.objects.filter(pk=row.pk)
        return _decide(rows, lambda decision: decision.update(duplicate=wanted), by)


def same_as_row(row: ImportRow, number: int, *, by: Person) -> int:
    """The row repeats an earlier row of the file and is left out.

    Raises ValueError for a row that was no candidate.
    """
    if number not in {one.get("row") for one in row.candidates}:
        raise ValueError(_("This row is not among the candidates."))
    rows = ImportRow.objects.filter(pk=row.pk)
    return _decide(rows, lambda decision: decision.update(duplicate={"row": number}), by)


def undecided(batch: Import) -> int:
    """Rows that wait for a person, and would be left out if the import were applied now."""
    waiting = batch.rows.with_verdict(
        Verdict.DUPLICATE, Verdict.OFF_TOPIC, Verdict.PERSONAL, Verdict.CONFLICT
    )
    return waiting.filter(decided_at=None).count()


def take_back(rows: Rows, *, by: Person) -> int:
    """Forget what was decided."""
    return _decide(rows, lambda decision: decision.clear(), by)


def _decide(rows: Rows, change: Callable[[dict[str, Any]], Any], by: Person) -> int:
    def changed(row: ImportRow) -> dict[str, Any]:
        decision = {
            name: dict(said) if isinstance(said, dict) else said
            for name, said in row.decision.items()
        }
        change(decision)
        return decision

    return _decide_each(rows, changed, by)


def _decide_each(rows: Rows, decided: Callable[[ImportRow], dict[str, Any]], by: Person) -> int:
    """Write down decisions that are not there yet, with who made them and when.

    Rows that are decided alike are written together: a filter may have 100,000 of them.
    """
    now, count = timezone.now(), 0
    pks = list(rows.filter(prepared=False).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            held = ImportRow.objects.filter(pk__in=pks[start : start + CHUNK])
            alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
            # With the import, so that none is applied between the look at it and the decision.
            held = held.exclude(batch__state__in=TOO_LATE).select_related("batch")
            wanted = held.select_for_update(of=("self", "batch"), no_key=True)
            wanted = wanted.only("decision", "differences", "batch__state")
            for row in wanted.order_by("pk"):
                decision = decided(row)
                if decision != row.decision:
                    key = json.dumps(decision, sort_keys=True)
                    alike.setdefault(key, (decision, []))[1].append(row.pk)
            for decision, changed in alike.values():
                ImportRow.objects.filter(pk__in=changed).update(
                    decision=decision, decided_by=by, decided_at=now
                )
                count += len(changed)
    return count
