"""Decisions of curators on rows, and what is written in consequence (``row_outcome``).

Decisions are idempotent. The defaults: new and changed rows are written; of a conflict only what no
curator wrote; rows that are perhaps duplicates, off topic, without the date that the file gave, or
hold personal data wait (``waiting_rows``), and are left out when the job is applied before anybody
has looked at them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Person
from hub.imports import validate
from hub.imports.match.record_matcher import CURATOR, NOTHING
from hub.imports.models import Import, ImportRow
from hub.imports.models.row import ImportRowQuerySet
from hub.imports.record_types import importer_for
from hub.records.models.ledger import Facts

Verdict = ImportRow.Verdict
ACCEPT, KEEP, SKIP, ALLOW, DROP = "accept", "keep", "skip", "allow", "drop"
DIFFERENT = "different"
CHUNK = 2000
NOBODY: dict[str, Any] = {"decided_by": None, "decided_at": None}
# The decisions were used by now, or the job was given up.
DECISIONS_USED = ("preparing", "applying", "applied", "rolling_back", "undoing", "undone")

# What ``row_outcome`` and a list of rows need of a row.
OUTCOME_COLUMNS = ("number", "verdict", "record_id", "row", "differences", "problems", "candidates",
                   "decision", "batch_id", "key")  # fmt: skip


@dataclass(frozen=True)
class RowOutcome:
    """What is written for a row. ``reason`` is a code for what is not written.

    ``facts``: to be set. ``values`` and ``refused``: what the source says, and of it what a curator
    refused, for ``SourceRecordState``.
    """

    write: bool
    record_id: int | None = None
    facts: Facts = field(default_factory=dict)
    values: Facts = field(default_factory=dict)
    refused: Facts = field(default_factory=dict)
    reason: str = ""


def row_outcome(row: ImportRow) -> RowOutcome:
    """What the verdict and the decisions on a row amount to now. No query.

    An unchanged row sets nothing, and yet what its source said is stored.
    """
    decision = row.decision
    if not row.verdict:
        return RowOutcome(False, reason="unchecked")
    if decision.get("row") == SKIP:
        return RowOutcome(False, row.record_id, reason=SKIP)
    duplicate = decision.get("duplicate")
    if isinstance(duplicate, dict) and duplicate.get("row"):
        return RowOutcome(False, reason="same_row")
    if row.verdict == Verdict.PROBLEM:
        return RowOutcome(False, reason=row.verdict)
    waiting_for = _waiting_reason(row, decision)
    if waiting_for:
        return RowOutcome(False, row.record_id, reason=waiting_for)
    dropped = held_back_facts(row, decision)
    values = {name: value for name, value in row.row.items() if name not in dropped}
    if row.record_id is None:
        return RowOutcome(True, None, values, values)
    return _known_outcome(row, decision, dropped, values)


def _waiting_reason(row: ImportRow, decision: dict[str, Any]) -> str:
    """Why the row waits for a person; empty if it does not."""
    is_new = row.record_id is None
    codes = {problem["code"] for problem in row.problems}
    if Verdict.PERSONAL in codes and is_new and "personal" not in decision:
        return str(Verdict.PERSONAL)
    if is_new and (dropped := held_back_facts(row, decision)):
        required = importer_for(row.batch.kind).required
        if any(not dropped.isdisjoint(field.facts) for field in required):
            return str(Verdict.PERSONAL)
    if Verdict.OFF_TOPIC in codes and is_new and decision.get("off_topic") != ALLOW:
        return str(Verdict.OFF_TOPIC)
    if row.candidates and is_new and decision.get("duplicate") != DIFFERENT:
        return str(Verdict.DUPLICATE)
    if Verdict.UNDATED in codes and is_new and decision.get("undated") != ALLOW:
        return str(Verdict.UNDATED)
    return ""


def held_back_facts(row: ImportRow, decision: dict[str, Any]) -> set[str]:
    """Facts held back for the personal data in them: all until somebody allows them."""
    decided = decision.get("personal")
    if decided == ALLOW:
        return set()
    fields = {problem["field"] for problem in row.problems if problem["code"] == Verdict.PERSONAL}
    allowed = decided if isinstance(decided, dict) else {}
    return {name for name in fields if allowed.get(name) != ALLOW}


def _known_outcome(
    row: ImportRow, decision: dict[str, Any], dropped: set[str], values: Facts
) -> RowOutcome:
    facts: Facts = {}
    refused: Facts = {}
    for difference in row.differences:
        name = difference["field"]
        if name in dropped:
            continue
        choice = _field_choice(row, difference, decision)
        if choice == ACCEPT:
            facts[name] = difference["new"]
        elif choice == KEEP:
            refused[name] = difference["new"]
    if "known_none" in facts:
        facts["known_none"] = [name for name in facts["known_none"] if name not in refused]
    if "citations" in facts and not _cite_what_is_taken(row, facts):
        del facts["citations"]
    return RowOutcome(
        bool(facts), row.record_id, facts, values, refused, "" if facts else "unchanged"
    )


def _cite_what_is_taken(row: ImportRow, facts: Facts) -> bool:
    """Leave out new sources of facts that stay as they are: they say something else than these.

    False: no new source is left.
    """
    differing = {difference["field"]: difference for difference in row.differences}
    present = differing["citations"]["old"] or []
    untouched = differing.keys() - facts.keys()
    facts["citations"] = [
        one for one in facts["citations"] if one in present or one[0] not in untouched
    ]
    return bool(facts["citations"] != present)


def _field_choice(row: ImportRow, difference: dict[str, Any], decision: dict[str, Any]) -> str:
    """accept, keep, or empty: then the record stays, and the source proposes it again."""
    choice = decision.get("fields", {}).get(difference["field"])
    if choice in (ACCEPT, KEEP):
        return str(choice)
    duplicate = decision.get("duplicate")
    if isinstance(duplicate, dict):
        adds = (
            difference["old"] in NOTHING
            or difference["field"] in importer_for(row.batch.kind).unions
        )
        return ACCEPT if "merge" in duplicate and adds else KEEP
    if decision.get("row") == ACCEPT:
        return ACCEPT
    return "" if difference["owner"] == CURATOR else ACCEPT


# Decisions. Each takes any filter of rows and returns how many of them it changed.

Rows = ImportRowQuerySet


def decide_field(rows: Rows, name: str, what: Literal["accept", "keep"], *, by: Person) -> int:
    """Take a field over from the file, or keep what the record has."""

    def set_field(decision: dict[str, Any]) -> None:
        decision.setdefault("fields", {})[name] = what

    return _decide(rows, set_field, by)


def decide_rows(rows: Rows, what: Literal["accept", "skip", "keep"], *, by: Person) -> int:
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
        decision = {name: choice for name, choice in row.decision.items() if name != "row"}
        mine = [
            difference["field"] for difference in row.differences if difference["owner"] == CURATOR
        ]
        return decision | {"fields": dict.fromkeys(mine, KEEP)}

    return _decide_each(rows, keep, by)


def decide_personal_data(
    rows: Rows, what: Literal["allow", "drop"], *, by: Person, name: str = ""
) -> int:
    """Allow texts with personal data, or leave them out; ``name``: one fact only."""

    def set_personal(decision: dict[str, Any]) -> None:
        if not name:
            decision["personal"] = what
            return
        decided = decision.get("personal")
        decision["personal"] = (decided if isinstance(decided, dict) else {}) | {name: what}

    return _decide(rows, set_personal, by)


def allow_undated(rows: Rows, *, by: Person) -> int:
    """Add new records without the date that could not be read."""
    return _decide(rows, lambda decision: decision.update(undated=ALLOW), by)


def allow_off_topic(rows: Rows, *, by: Person) -> int:
    return _decide(rows, lambda decision: decision.update(off_topic=ALLOW), by)


def mark_different(rows: Rows, *, by: Person) -> int:
    """The rows are none of the records they are like."""
    return _decide(rows, lambda decision: decision.update(duplicate=DIFFERENT), by)


def mark_same(row: ImportRow, record_id: int, *, by: Person, merge: bool = False) -> int:
    """The row is this record. ``merge``: the record takes over what it does not know yet.

    Raises ValueError for a record that was no candidate.
    """
    if record_id not in {candidate.get("record_id") for candidate in row.candidates}:
        raise ValueError(_("This record is not among the candidates."))
    target = {"merge" if merge else "same": record_id}
    if row.decision.get("duplicate") == target and row.record_id == record_id:
        return 0
    with transaction.atomic():
        job = Import.objects.select_for_update().get(pk=row.batch_id)
        validate.compare_with_records(job, {row.number: record_id})
        rows = ImportRow.objects.filter(pk=row.pk)
        return _decide(rows, lambda decision: decision.update(duplicate=target), by)


def mark_repeated(row: ImportRow, number: int, *, by: Person) -> int:
    """The row repeats an earlier row of the file and is left out.

    Raises ValueError for a row that was no candidate.
    """
    if number not in {candidate.get("row") for candidate in row.candidates}:
        raise ValueError(_("This row is not among the candidates."))
    rows = ImportRow.objects.filter(pk=row.pk)
    return _decide(rows, lambda decision: decision.update(duplicate={"row": number}), by)


def waiting_rows(rows: Rows) -> Rows:
    """Rows that wait for a person: those that ``row_outcome`` leaves out for want of a decision,
    and those in which a curator's field stands against the file and nobody has spoken of it.

    What was decided on one question of a row leaves its other questions open.
    """
    waiting = rows.with_verdict(
        Verdict.DUPLICATE, Verdict.OFF_TOPIC, Verdict.PERSONAL, Verdict.CONFLICT, Verdict.UNDATED
    ).alias(problem_text=Cast("problems", TextField()))
    taken = Q(decision__row__isnull=True) | Q(decision__row=ACCEPT)
    same = Q(decision__duplicate__same__isnull=False) | Q(decision__duplicate__merge__isnull=False)
    duplicate = ~Q(candidates=[]) & (Q(decision__duplicate__isnull=True) | same)
    off_topic = has_code(Verdict.OFF_TOPIC) & Q(decision__off_topic__isnull=True)
    personal = has_code(Verdict.PERSONAL) & Q(decision__personal__isnull=True)
    undated = has_code(Verdict.UNDATED) & Q(decision__undated__isnull=True)
    is_open = Q(record_id=None) & taken & (duplicate | off_topic | personal | undated)
    return waiting.filter(Q(decided_at=None) | is_open)


def has_code(code: str) -> Q:
    """A problem with this code is among those of the row; SQLite cannot look into a list."""
    return Q(problem_text__contains=f'"code": "{code}"') | Q(
        problem_text__contains=f'"code":"{code}"'
    )


def count_undecided(job: Import) -> int:
    """Rows that wait for a person, and are left out or keep a curator's fields until then."""
    return waiting_rows(job.rows.all()).count()


def clear_decisions(rows: Rows, *, by: Person) -> int:
    """Remove all decisions on the rows."""
    return _decide(rows, lambda decision: decision.clear(), by)


def _decide(rows: Rows, change: Callable[[dict[str, Any]], Any], by: Person) -> int:
    def changed_decision(row: ImportRow) -> dict[str, Any]:
        decision = {
            name: dict(choice) if isinstance(choice, dict) else choice
            for name, choice in row.decision.items()
        }
        change(decision)
        return decision

    return _decide_each(rows, changed_decision, by)


def _decide_each(rows: Rows, decided: Callable[[ImportRow], dict[str, Any]], by: Person) -> int:
    """Store decisions that differ from the stored ones, with who made them and when.

    Rows with the same decision are updated together: a filter may have 100,000 of them.
    """
    now, count = timezone.now(), 0
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            chunk = ImportRow.objects.filter(pk__in=pks[start : start + CHUNK])
            by_decision: dict[str, tuple[dict[str, Any], list[int]]] = {}
            # The job is locked too, so that it is not applied while its rows are decided on.
            chunk = chunk.exclude(batch__state__in=DECISIONS_USED).select_related("batch")
            locked = chunk.select_for_update(of=("self", "batch"), no_key=True)
            locked = locked.only("decision", "differences", "batch__state")
            for row in locked.order_by("pk"):
                decision = decided(row)
                if decision != row.decision:
                    key = json.dumps(decision, sort_keys=True)
                    by_decision.setdefault(key, (decision, []))[1].append(row.pk)
            for decision, pks_of_decision in by_decision.values():
                # What was taken back was not decided: the row waits again.
                who = {"decided_by": by, "decided_at": now} if decision else NOBODY
                ImportRow.objects.filter(pk__in=pks_of_decision).update(decision=decision, **who)
                count += len(pks_of_decision)
    return count
