"""What makes a restored database safe to run, in one transaction.

Since the backup was taken people have left, records were withdrawn and mails were sent, of which it
knows nothing. So removals are applied first; what may have been sent is uncertain, and mail waits
for a person; nobody is signed in; and a new epoch voids all that was made of the site before.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from hub.accounts import password_requests
from hub.digests.digest import schedule
from hub.digests.models import Subscriber, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.signup import signup
from hub.imports import notifications
from hub.outbox import hold
from hub.records import removal_journal
from hub.records.models import Ledger, Record, RecordChange, Revision, SearchState
from hub.records.registry import record_types
from hub.records.removal_journal import Removal, RemovalKind, record_keys
from hub.records.stored_records import read_records

# Events have the clock of the machine that noted them. Who came back within it is left out.
CLOCKS_DIFFER = datetime.timedelta(minutes=15)
REASON = "Withdrawn once already, after the backup was taken that the site was restored from."
CHUNK = 200

LastRemovals = Mapping[str, datetime.datetime]  # by key, when it was removed last


@dataclass
class Changes:
    """What was changed. ``hidden``: a line for each record that is public no longer."""

    left: int = 0
    hidden: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    uncertain: int = 0
    sessions: int = 0

    def lines(self) -> Iterator[str]:
        yield f"Subscribers who had left since, and have left again: {self.left}."
        yield f"Records that were withdrawn since, and are in review now: {len(self.hidden)}."
        yield from (f"  {line}" for line in self.hidden)
        if self.unreadable:
            yield f"Notes of removals that cannot be read, so LOOK YOURSELF: {len(self.unreadable)}"
            yield from (f"  {name}" for name in self.unreadable)
        yield f"E-mails of which nobody knows whether they were sent: {self.uncertain}."
        yield f"People who were signed in, and have to sign in again: {self.sessions}."
        yield "Accounts, passwords and roles are those of the backup: look through them."


def make_safe() -> Changes:
    """Do all of it, or nothing. Run again, it changes only what has happened since."""
    with transaction.atomic(), removal_journal.suspended():
        changes = apply_removals()
        _decide_what_was_due()
        changes.uncertain = hold.hold_all().uncertain
        changes.sessions, _by_model = Session.objects.all().delete()
        SearchState.begin_epoch()
    return changes


def apply_removals() -> Changes:
    """Have those leave who left, and hide what was withdrawn, by the journal. Idempotent."""
    removals, unreadable = removal_journal.read()
    changes = Changes(unreadable=unreadable)
    with transaction.atomic(), removal_journal.suspended():
        changes.left = _remove_subscribers(_last(removals, RemovalKind.SUBSCRIBER))
        last = _last(removals, RemovalKind.RECORD)
        for record_type in record_types.values():
            changes.hidden += _hide_records(record_type.model, last)
    return changes


def _decide_what_was_due() -> None:
    """Mails that were only to be decided on may have been sent as well: decide, to mark them."""
    while signup.process_pending() or password_requests.process_pending():
        pass
    notifications.enqueue_due()
    schedule.schedule_due(seconds=math.inf)


def _last(removals: Iterable[Removal], what: RemovalKind) -> LastRemovals:
    """``removals``: oldest first."""
    return {key: removal.at for removal in removals if removal.what == what for key in removal.keys}


def _remove_subscribers(last: LastRemovals) -> int:
    keys, removed = sorted(last), 0
    for first in range(0, len(keys), CHUNK):
        some = keys[first : first + CHUNK]
        back = set()
        for subscriber in Subscriber.objects.filter(address_key__in=some):
            at = last[subscriber.address_key]
            if subscriber.confirmed_at and subscriber.confirmed_at > at + CLOCKS_DIFFER:
                back.add(subscriber.address_key)
            elif subscriber.state != Subscriber.State.LEFT:
                unsubscribe(subscriber, now=at)
                removed += 1
        Suppression.objects.bulk_create(
            (
                Suppression(address_key=key, why=Suppression.Why.LEFT, at=last[key])
                for key in some
                if key not in back
            ),
            ignore_conflicts=True,
        )
    return removed


def _hide_records(model: Any, last: LastRemovals) -> list[str]:
    """A line for each record that was hidden."""
    due = {
        pk: at
        for pk, slug, created_at in model._default_manager.published().values_list(
            "pk", "slug", "created_at"
        )
        if (at := _removed_at(last, record_keys(model.kind, pk, slug)))
        and created_at <= at + CLOCKS_DIFFER
    }
    due = {pk: at for pk, at in due.items() if not _is_published_since(model.kind, pk, at)}
    keys, lines = sorted(due), []
    for first in range(0, len(keys), CHUNK):
        stored = read_records(model, keys[first : first + CHUNK], lock=True).values()
        ledger = Ledger(reason=REASON, news=False)
        # What the journal names must not stay public, whatever else a rule of today says of it.
        ledger.write(
            model,
            [
                RecordChange(record.facts | {"state": Record.State.IN_REVIEW.value}, record)
                for record in stored
            ],
            refuse=False,
        )
        ledger.close()
        lines += [
            f"{model.kind} {row.pk}: {model.title_of(row.facts)} ({row.slug})" for row in stored
        ]
    return lines


def _removed_at(last: LastRemovals, keys: Iterable[str]) -> datetime.datetime | None:
    return max((last[key] for key in keys if key in last), default=None)


def _is_published_since(kind: str, pk: int, at: datetime.datetime) -> bool:
    """Whether a curator has made it public again after it was withdrawn."""
    later = Revision.objects.filter(kind=kind, record_id=pk, at__gt=at + CLOCKS_DIFFER)
    hidden_before = ~Q(before__state=Record.State.PUBLISHED.value) | ~Q(
        before__visibility=Record.Visibility.PUBLIC.value
    )
    return later.filter(hidden_before, before__isnull=False).exists()
