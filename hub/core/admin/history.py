"""A record's history: every revision with what it changed, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.core.models import Publishable, Revision

if TYPE_CHECKING:
    from hub.core.admin.record import RecordAdmin

MOST_SHOWN = 100


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A revision and its differences; ``made``: the record was made by it."""

    revision: Revision
    differences: list[Difference]
    made: bool


def steps(admin: RecordAdmin, record: Publishable) -> list[Step]:
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
            Difference(
                label.get(name, name), words(name, before.get(name)), words(name, after.get(name))
            )
            for name in revision.changed
            if before.get(name) not in (None, "", []) or after.get(name) not in (None, "", [])
        ]
        found.append(Step(revision, differences, revision.before is None))
        after = before
    return found
