"""A record as one of its versions had it, read from the revisions that came after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.records.link_tables import Facts
from hub.records.models.revision import Revision
from hub.records.stored_records import StoredRecord, blank_facts

if TYPE_CHECKING:
    from hub.records.models.record import Record

KNOWN_NONE = "known_none"


@dataclass(frozen=True)
class EarlierVersion:
    """``facts``: those that another version may have changed since, by name.

    ``retired``: names of facts that it had and that no record of its kind has today.
    """

    number: int
    facts: Facts
    retired: tuple[str, ...] = ()


def facts_left_by(revisions: Collection[Revision]) -> dict[int, Facts]:
    """What these revisions of one kind of record left, by record: what the next revision of each
    holds from before. Records of which it is the newest are left out: it left what stands.
    """
    next_of = {revision.record_id: revision.version + 1 for revision in revisions}
    later = Revision.objects.filter(
        kind__in={revision.kind for revision in revisions},
        record_id__in=next_of,
        version__in=set(next_of.values()),
    )
    return {
        revision.record_id: revision.before
        for revision in later
        if revision.version == next_of[revision.record_id] and revision.before
    }


def read_version(model: type[Record], stored: StoredRecord, number: int) -> EarlierVersion | None:
    """An earlier version of a record; None where the history does not hold it.

    The value that a fact had is what the first revision that changed it afterwards holds of it.
    What no revision changed, or none says of how it was, counts as unchanged.
    """
    if not 1 <= number < stored.version:
        return None
    revisions = list(
        Revision.objects.filter(kind=model.kind, record_id=stored.pk, version__gt=number)
        .order_by("version")
        .only("version", "before", "changed")
    )
    if not revisions or revisions[0].version != number + 1 or revisions[0].before is None:
        return None
    facts: Facts = {}
    for name, value in _values_before(model, revisions, stored.version):
        facts.setdefault(name, value)
    names = fact_names(model)
    known = {name: value for name, value in facts.items() if name in names}
    return EarlierVersion(number, known, tuple(sorted(facts.keys() - known.keys())))


def _values_before(
    model: type[Record], revisions: Sequence[Revision], version: int
) -> Iterator[tuple[str, Any]]:
    """Facts with what they were, those of the earliest revision first.

    A scheme that was changed and does not stand among the facts before had no term.
    """
    for revision in revisions:
        before = revision.before or {}
        for name in revision.changed:
            if name in before:
                yield name, before[name]
            elif name in model.record_type.schemes:
                yield name, []
    if len(revisions) != version - revisions[0].version + 1:
        # Some of the revisions between are gone, and nobody knows what they changed.
        yield from (revisions[0].before or {}).items()


def fact_names(model: type[Record]) -> frozenset[str]:
    """Names of all facts that a record of this kind may have."""
    return frozenset((*blank_facts(model), *model.record_type.schemes))
