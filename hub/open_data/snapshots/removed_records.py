"""Records that must not be in any snapshot any more, though they were public when it was made.

What this site still says to have removed (archived, and public: status 410) stays in the snapshots
of the days on which it was public: they are how things were. What it does not admit to have had
(taken down for danger, withdrawn to a narrower circle or to a draft) goes from all of them, and so
do records out of which a text was taken for good since.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from hub.curation.purging.models import PurgeRequest
from hub.open_data.snapshots import line_file
from hub.records.models import Record, Revision
from hub.records.models.ledger import is_public
from hub.records.registry import record_types
from hub.web.atom_feed import feed_identity

# A look every few minutes sees each change more than once; all of it is looked at each night.
LATELY = datetime.timedelta(minutes=30)
SHOWN_BY = ("state", "visibility")


def may_stay(kind: str) -> frozenset[str]:
    """The identities of all records of a kind that may be in snapshots."""
    records = record_types[kind].model._default_manager
    archived = records.filter(state=Record.State.ARCHIVED, visibility=Record.Visibility.PUBLIC)
    keys = set(records.published().order_by().values_list("pk", flat=True))
    keys.update(archived.order_by().values_list("pk", flat=True))
    return frozenset(feed_identity(kind, key) for key in keys)


def identities_to_remove(folder: Path, made_at: datetime.datetime | None = None) -> set[str]:
    """Of the records in the lines of a folder. ``made_at``: when they were read, if not now."""
    staying = {kind: may_stay(kind) for kind in record_types}
    purged = set(_purged_since(made_at)) if made_at else set()
    found = set()
    for line in line_file.read_lines(folder / line_file.NAME):
        kind, identity = line_file.head_of(line)
        if identity in purged or identity not in staying.get(kind, frozenset()):
            found.add(identity)
    return found


def _purged_since(at: datetime.datetime) -> Iterator[str]:
    done = PurgeRequest.objects.filter(outcome=PurgeRequest.Outcome.DONE, decided_at__gte=at)
    for kind, key in done.values_list("record_kind", "record_id"):
        yield feed_identity(kind, key)


def newest_removal(now: datetime.datetime) -> datetime.datetime | None:
    """When lately something ceased to be public, or a text was taken out; None where nothing was."""
    times = [
        at
        for at, before, changed in Revision.objects.filter(
            at__gte=now - LATELY, before__isnull=False
        ).values_list("at", "before", "changed")
        if not set(SHOWN_BY).isdisjoint(changed) and is_public(before)
    ]
    purges = PurgeRequest.objects.filter(
        outcome=PurgeRequest.Outcome.DONE, decided_at__gte=now - LATELY
    )
    times += purges.values_list("decided_at", flat=True)
    return max(times, default=None)
