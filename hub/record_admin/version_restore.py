"""An earlier version of a record against what stands, fact by fact, and how it comes back.

Content comes back. What curators decided about the record does not: its state stays, and so does
how and when it was checked, since nobody compared the earlier text with its sources today. A wider
circle of readers is never restored by the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.records.bulk_rows import check_keys
from hub.records.earlier_versions import KNOWN_NONE, EarlierVersion, read_version
from hub.records.facts_today import FactToday, translate_fact
from hub.records.link_tables import Facts, MissingLink
from hub.records.models import TIERS, Ledger, Record, RecordChange
from hub.records.readable_values import NOTHING
from hub.records.stored_records import StoredRecord, columns_of_facts, read_records

# Decisions about a record, which an earlier version does not bring back.
DECISIONS: Mapping[str, str | Promise] = {
    "state": gettext_lazy("Whether readers see the record is decided today."),
    "verification": gettext_lazy("The earlier text was not checked today."),
    "verified_on": gettext_lazy("The earlier text was not checked today."),
    "next_review_on": gettext_lazy("The next review follows from the last check."),
}
NEEDED_ELSEWHERE = gettext_lazy(
    "Nothing is restored yet: something else on this site needs what would go, or has what would "
    "come back, such as a name or an address. Restore fewer facts."
)
GONE_MEANWHILE = gettext_lazy(
    "Nothing is restored yet: something that this version names was removed a moment ago. Look at "
    "it again."
)


class RestoreRefused(Exception):  # noqa: N818 - the rules of today, and no fault
    """``sentences``: why nothing was restored."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@dataclass(frozen=True)
class EarlierFact:
    """A fact that differs. ``value`` is what would be written.

    ``decision``: why it does not come back, where curators decide it. ``is_grave``: it comes back
    only where somebody ticks it by itself. ``known_none``: the earlier version knew of none.
    """

    name: str
    value: Any
    known_none: bool
    notes: tuple[str, ...] = ()
    is_lost: bool = False
    decision: str = ""
    is_grave: bool = False

    @property
    def is_restorable(self) -> bool:
        return not (self.is_lost or self.decision)


@dataclass(frozen=True)
class VersionRestore:
    """``facts``: those that differ from what stands, in the order of the record's type."""

    model: type[Record]
    stored: StoredRecord
    earlier: EarlierVersion
    facts: tuple[EarlierFact, ...] = field(default=())

    @property
    def restorable(self) -> frozenset[str]:
        return frozenset(fact.name for fact in self.facts if fact.is_restorable)

    @property
    def usual(self) -> frozenset[str]:
        """What is restored unless somebody says otherwise."""
        return frozenset(one.name for one in self.facts if one.is_restorable and not one.is_grave)

    def facts_after(self, names: Collection[str]) -> Facts:
        """All facts of the record once these are restored."""
        chosen = [fact for fact in self.facts if fact.name in names and fact.is_restorable]
        known_none = set(self.stored.facts[KNOWN_NONE])
        for fact in chosen:
            (known_none.add if fact.known_none else known_none.discard)(fact.name)
        order = [*self.stored.facts[KNOWN_NONE], *sorted(known_none)]
        in_order = [name for name in dict.fromkeys(order) if name in known_none]
        after = self.stored.facts | {fact.name: fact.value for fact in chosen}
        # A scheme without a term is no fact at all.
        schemes = self.model.record_type.schemes
        after = {name: value for name, value in after.items() if value or name not in schemes}
        return after | {KNOWN_NONE: in_order}


def compare_with_version(
    model: type[Record], stored: StoredRecord, number: int
) -> VersionRestore | None:
    """None where the history does not hold this version."""
    earlier = read_version(model, stored, number)
    if earlier is None:
        return None
    declared = [*model.record_type.by_name, *earlier.facts]
    order = {name: place for place, name in enumerate(dict.fromkeys(declared))}
    facts = sorted(_differing_facts(model, stored, earlier), key=lambda fact: order[fact.name])
    return VersionRestore(model, stored, earlier, tuple(facts))


def _differing_facts(
    model: type[Record], stored: StoredRecord, earlier: EarlierVersion
) -> Iterator[EarlierFact]:
    now_none = set(stored.facts[KNOWN_NONE])
    then_none = set(earlier.facts.get(KNOWN_NONE, now_none) or ())
    names = dict.fromkeys([*earlier.facts, *sorted(now_none ^ then_none)])
    for name in names:
        if name == KNOWN_NONE:
            continue
        now = stored.facts.get(name)
        then = earlier.facts.get(name, now)
        none_differs = (name in now_none) != (name in then_none)
        if _is_same(then, now) and not none_differs:
            continue
        today = translate_fact(model, stored.pk, name, then, stored.facts)
        if _is_same(today.value, now) and not none_differs:
            today.is_lost = True  # what differs cannot be written any more
        if today.notes or not today.is_lost:
            yield _fact_of(name, today, stored.facts, name in then_none)


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other or (one in NOTHING and other in NOTHING))


def _fact_of(name: str, today: FactToday, now: Facts, known_none: bool) -> EarlierFact:
    notes, is_grave = list(today.notes), False
    if name == "visibility" and TIERS.index(today.value) < TIERS.index(now[name]):
        notes.append(_("More people could read the record. Tick it only if you mean that."))
        is_grave = True
    return EarlierFact(
        name, today.value, known_none, tuple(dict.fromkeys(notes)), today.is_lost,
        str(DECISIONS.get(name, "")), is_grave,
    )  # fmt: skip


def restore_facts(restore: VersionRestore, names: Collection[str], *, by: Any, reason: str) -> int:
    """Write these facts as a new version, and return its number. Within a transaction of its own.

    The record must be locked by the caller. Raises RestoreRefused where the rules of today or what
    else is stored speak against it.
    """
    change = RecordChange(restore.facts_after(names), restore.stored)
    _check_columns(restore, change.after, names)
    try:
        with transaction.atomic():
            ledger = Ledger(by=by.pk if by else None, reason=reason)
            for _change, problems in ledger.write(restore.model, [change]):
                raise RestoreRefused(problems)
            ledger.close()
            check_keys()
    except MissingLink as missing:
        raise RestoreRefused([str(GONE_MEANWHILE)]) from missing
    except (IntegrityError, DataError) as problem:
        raise RestoreRefused([str(NEEDED_ELSEWHERE)]) from problem
    return change.version if change.changed else restore.stored.version


def _check_columns(restore: VersionRestore, after: Facts, names: Collection[str]) -> None:
    """What forms would say of the record's own row. Raises RestoreRefused."""
    model = restore.model
    record = model._default_manager.get(pk=restore.stored.pk)
    changed = {*names, KNOWN_NONE} | ({"language"} if "text_language" in names else set())
    for name, value in columns_of_facts(model, after).items():
        if name in changed:
            setattr(record, name, value)
    others = {
        column.name for column in model._meta.concrete_fields if column.attname not in changed
    }
    try:
        record.full_clean(exclude=others, validate_constraints=False)
        record.validate_constraints()
    except ValidationError as problem:
        raise RestoreRefused(list(_sentences(model, problem))) from problem


def _sentences(model: type[Record], problem: ValidationError) -> Iterator[str]:
    labels = {column.name: str(column.verbose_name) for column in model._meta.concrete_fields}
    if not hasattr(problem, "error_dict"):
        yield from problem.messages
        return
    for name, messages in problem.message_dict.items():
        for message in messages:
            yield f"{capfirst(labels[name])}: {message}" if name in labels else message


def read_record(model: type[Record], pk: int, *, lock: bool) -> StoredRecord | None:
    """The record as it is stored; locked, nobody else changes it until the transaction ends."""
    return read_records(model, [pk], lock=lock).get(pk)
