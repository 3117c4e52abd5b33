"""A record's history: every revision with what it changed, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.records.models import Record, Revision

if TYPE_CHECKING:
    from hub.record_admin.record import RecordAdmin

MOST_SHOWN = 100


@dataclass(frozen=True)
class FactDifference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryStep:
    """A revision and its differences; ``made``: the record was made by it."""

    revision: Revision
    differences: list[FactDifference]
    made: bool


def steps(admin: RecordAdmin, record: Record) -> list[HistoryStep]:
    """The newest revisions first. What a revision made is what the next one found."""
    revisions = list(
        Revision.objects.filter(kind=record.kind, record_id=record.pk)
        .select_related("by")
        .order_by("-version")[:MOST_SHOWN]
    )
    label, words = admin.fact_labels(), admin.fact_reader()
    after, found = record.facts(), []
    for revision in revisions:
        before = revision.before or {}
        differences = [
            FactDifference(
                label.get(name, name), words(name, before.get(name)), words(name, after.get(name))
            )
            for name in revision.changed
            if before.get(name) not in (None, "", []) or after.get(name) not in (None, "", [])
        ]
        found.append(HistoryStep(revision, differences, revision.before is None))
        after = before
    return found
