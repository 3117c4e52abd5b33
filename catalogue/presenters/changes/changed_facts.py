"""What a change changed: each fact before it, after it and by now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models.deployment import SAFETY as SAFETY_OF_NOTES
from catalogue.models.tool import SAFETY as SAFETY_OF_TOOLS
from catalogue.presenters.changes.fact_values import (
    fact_values,
    is_many,
    is_prose,
    is_title,
    read_names,
)
from catalogue.presenters.changes.link_entries import FactValue, Names
from catalogue.presenters.changes.revision_facts import FactVersions, read_versions
from hub.records.fields import Label, RecordType
from hub.records.models import CONFIRMED, Change, Record
from hub.records.models.record import NOT_NEWS
from hub.records.registry import record_types
from hub.web.localization import localize_date

What = Change.What
CHUNK = 500
# Kinds of change that are told fact by fact.
FACTUAL = frozenset(
    {
        What.UPDATED,
        What.SAFETY,
        What.ENDED,
        What.MOVED,
        What.CANCELLED,
        What.POSTPONED,
        What.FOLLOW_UP,
    }
)
CHECKS = frozenset({"verification", "verified_on"})  # told as one
KNOWN_NONE = "known_none"
# Dates that say nothing of the record itself, only that somebody looked at it.
DULL_DATES = frozenset({"verified_on", "status_checked_on"})
TOLD_APART = CHECKS | DULL_DATES | {KNOWN_NONE}
UNTOLD = NOT_NEWS | {"state", "position"}
# Of these texts no word is left out: whoever acts on a half of one may be hurt.
SAFETY_FACTS = SAFETY_OF_TOOLS | SAFETY_OF_NOTES | {"warning_signs"}


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact before and after a change, in words of the page; empty: not known.

    ``many``: a list, told by what came and what went. ``prose``: a text. ``title``: what the record
    is called. ``current``: the values by now. ``known_none``: a source says now that there is none.
    ``statement``, ``was``: where it has a sentence of its own.
    """

    name: str
    label: str
    before: tuple[FactValue, ...] = ()
    after: tuple[FactValue, ...] = ()
    current: tuple[FactValue, ...] = ()
    many: bool = False
    prose: bool = False
    title: bool = False
    known_none: bool = False
    statement: str = ""
    was: str = ""


def read_changed_facts(changes: Iterable[Change]) -> dict[int, tuple[ChangedFact, ...]]:
    """By the key of a change, in the order of the declaration, dates of checking last.

    Nothing for changes without a revision. Two queries for each kind of record, and one for each
    table of links and each kind of record that the changed facts name.
    """
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        if change.what in FACTUAL and change.kind in record_types:
            by_kind.setdefault(change.kind, []).append(change)
    facts: dict[int, tuple[ChangedFact, ...]] = {}
    for kind, of_kind in by_kind.items():
        remaining = iter(of_kind)
        while chunk := list(islice(remaining, CHUNK)):
            facts |= _of_kind(record_types[kind], chunk)
    return facts


def is_dull(change: Change) -> bool:
    """Whether nothing but dates of checking changed."""
    facts = set(change.facts) - UNTOLD
    return change.what == What.UPDATED and bool(facts) and facts <= DULL_DATES


def fact_label(record_type: RecordType, name: str) -> str:
    """What a fact is called at the beginning of a sentence; empty for what is not told."""
    declared = record_type.by_name.get(name)
    if declared is not None and declared.visibility != Record.Visibility.PUBLIC:
        return ""
    label = str(record_type.news_label(name))
    return label[:1].upper() + label[1:]


def _of_kind(
    record_type: RecordType, changes: Sequence[Change]
) -> dict[int, tuple[ChangedFact, ...]]:
    versions = read_versions(record_type, changes)
    changed = {name for change in changes if change.pk in versions for name in change.facts}
    names = read_names(record_type, changed, versions.values())
    facts = {}
    for change in changes:
        if change.pk in versions:
            of_change, version = set(change.facts), versions[change.pk]
            facts[change.pk] = (
                *_differences(record_type, of_change, version, names),
                *_known_none(record_type, of_change, version),
                *_checks(of_change, version),
            )
    return facts


def _differences(
    record_type: RecordType, changed: Collection[str], versions: FactVersions, names: Names
) -> Iterator[ChangedFact]:
    for name in _in_order(record_type, set(changed) - TOLD_APART - UNTOLD):
        label = fact_label(record_type, name)
        old, new, now = (fact_values(record_type, name, facts, names) for facts in versions)
        if label and old != new:
            yield ChangedFact(
                name,
                label,
                old,
                new,
                now,
                many=is_many(record_type, name),
                prose=is_prose(record_type, name),
                title=is_title(record_type, name),
                known_none=not new and name in (versions.after.get(KNOWN_NONE) or ()),
            )


def _in_order(record_type: RecordType, facts: Collection[str]) -> list[str]:
    """As declared, what safety depends on first."""
    order = {name: place for place, name in enumerate(record_type.by_name)}

    def sort_key(name: str) -> tuple[bool, int, str]:
        return name not in SAFETY_FACTS, order.get(name, len(order)), name

    return sorted(facts, key=sort_key)


def _known_none(
    record_type: RecordType, facts: Collection[str], versions: FactVersions
) -> Iterator[ChangedFact]:
    """What a source says that there is none of. Facts with a value, now or before, say it alone."""
    before, after, _now = versions
    if KNOWN_NONE not in facts:
        return
    old, new = (
        tuple(
            FactValue(label, label)
            for fact in version.get(KNOWN_NONE) or ()
            if not (before.get(fact) or after.get(fact))
            if (label := fact_label(record_type, fact))
        )
        for version in (before, after)
    )
    if old != new:
        yield ChangedFact(KNOWN_NONE, "", old, new, many=True)


def _checks(facts: Collection[str], versions: FactVersions) -> Iterator[ChangedFact]:
    """Who stands behind the record now, and since when; then when its status was looked at."""
    before, after, _now = versions
    new = after.get("verification") or ""
    statement = str(CHECK_STATEMENTS.get(new, ""))
    if statement and not CHECKS.isdisjoint(facts):
        old, day = before.get("verification"), after.get("verified_on")
        was = str(Record.Verification(old).label) if old else ""
        if old == new:
            was = localize_date(before["verified_on"]) if before.get("verified_on") else ""
        dated = statement
        if day and new in CONFIRMED:
            dated = _("%(statement)s on %(day)s") % {
                "statement": statement,
                "day": localize_date(day),
            }
        yield ChangedFact("verification", statement, statement=dated, was=was)
    if "status_checked_on" in facts and (day := after.get("status_checked_on")):
        looked = before.get("status_checked_on")
        statement = _("Its status was last checked on %(day)s") % {"day": localize_date(day)}
        was = localize_date(looked) if looked else ""
        yield ChangedFact("status_checked_on", statement, statement=statement, was=was)


CHECK_STATEMENTS: dict[str, Label] = {
    Record.Verification.UNREVIEWED: gettext_lazy("It no longer counts as checked"),
    Record.Verification.SOURCE_CHECKED: gettext_lazy("It was checked against its sources"),
    Record.Verification.OWNER_CONFIRMED: gettext_lazy("Its owner confirmed it"),
    Record.Verification.PRACTITIONER_CONFIRMED: gettext_lazy("A practitioner confirmed it"),
    Record.Verification.STALE: gettext_lazy("It was last checked too long ago to rely on"),
    Record.Verification.DISPUTED: gettext_lazy("It is disputed: a part of it may be wrong"),
}
