"""What makes a restored database safe to run, in one transaction.

Since the backup was taken people have left, records were withdrawn and mails were sent, of which it
knows nothing. So removals are applied first; what may have been sent is uncertain, and mail waits
for a person; nobody is signed in; and a new epoch voids all that was made of the site before.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q

from events.reporting import reminders, restored_requests
from hub.accounts import password_requests
from hub.backup import journal_check
from hub.backup.manifest import BackupError
from hub.curation.confirmations import confirmation_requests
from hub.curation.confirmations import retention as confirmation_retention
from hub.curation.confirmations import schedule as confirmation_schedule
from hub.curation.contacts import refusals
from hub.curation.drafts import preview_links, set_times
from hub.curation.purging import restored_purges
from hub.curation.questions import restored_questions
from hub.curation.redaction import restored_redactions
from hub.curation.suggestions import retention as suggestion_retention
from hub.digests.digest import schedule
from hub.digests.models import Subscriber, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.signup import signup
from hub.imports import notifications
from hub.outbox import hold, key_marker
from hub.records import removal_journal
from hub.records.models import Ledger, Record, RecordChange, Revision, SearchState
from hub.records.registry import record_types
from hub.records.removal_journal import (
    CLOCKS_DIFFER,
    Removal,
    RemovalKind,
    membership_key,
    record_keys,
    revision_key,
)
from hub.records.stored_records import read_records

REASON = "Withdrawn once already, after the backup was taken that the site was restored from."
EMPTY_JOURNAL = (
    "The journal of removals is EMPTY. Whoever has left since is written to again, and what was "
    "withdrawn is public, unless nobody has and nothing was."
)
CHUNK = 200

# Of what differs by a revision that withdraws a record, at least one.
WITHDRAWS = frozenset({"state", "visibility"})

Removals = Mapping[str, Sequence[Removal]]  # by each of their keys, oldest first


@dataclass
class Changes:
    """What was changed. ``hidden``: a line for each record that is public no longer.

    ``notes``: how many events the journal holds, backups too; ``newest``: the time of the last one.
    """

    left: int = 0
    hidden: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    notes: int = 0
    newest: datetime.datetime | None = None
    requests: int = 0
    contacts: int = 0
    questions: int = 0
    confirmations: int = 0
    suggestions: int = 0
    purged: int = 0
    redacted: int = 0
    preview_links: int = 0
    set_times: int = 0
    uncertain: int = 0
    sessions: int = 0

    def lines(self) -> Iterator[str]:
        if not (self.notes or self.unreadable):
            yield f"LOOK YOURSELF: in {removal_journal.describe_place()}: {EMPTY_JOURNAL}"
        elif self.newest:
            yield f"The newest note in the journal of removals: {self.newest:%Y-%m-%d %H:%M} UTC."
        yield f"Subscribers who had left since, and have left again: {self.left}."
        yield f"Records that were withdrawn since, and are in review now: {len(self.hidden)}."
        yield from (f"  {line}" for line in self.hidden)
        if self.hidden:
            yield (
                "  If one of them was published again before the backup, within 15 minutes of its "
                "withdrawal, nothing tells it from the others: publish it once more."
            )
        if self.unreadable:
            yield f"Notes of removals that cannot be read, so LOOK YOURSELF: {len(self.unreadable)}"
            yield from (f"  {name}" for name in self.unreadable)
        yield f"Requests to report that had ended since, and have ended again: {self.requests}."
        yield f"Contacts of records who had refused mail since, and get none: {self.contacts}."
        yield f"Questions that had ended, and words and addresses that were due: {self.questions}."
        yield f"Requests to makers that had ended since, and end again: {self.confirmations}."
        yield f"Texts that were taken out for good since, and are taken out again: {self.purged}."
        yield f"Persons and passages that were removed since, and are again: {self.redacted}."
        yield f"Suggestions whose texts or addresses were due to be erased: {self.suggestions}."
        yield f"Links to drafts for people outside, which work no longer: {self.preview_links}."
        yield f"Times set for publishing or withdrawing, on the desk now: {self.set_times}."
        yield f"E-mails of which nobody knows whether they were sent: {self.uncertain}."
        yield f"People who were signed in, and have to sign in again: {self.sessions}."
        yield "Accounts, passwords and roles are those of the backup: look through them."


def make_safe(*, verify_journal: bool = False) -> Changes:
    """Do all of it, or nothing. Run again, it changes only what has happened since.

    Raises BackupError where the keys are not those of the database, and, with ``verify_journal``,
    where the journal of removals is not.
    """
    if problems := key_marker.problems():
        raise BackupError(
            f"{problems[0]} With other keys nobody who has left is recognised, and no form is read."
        )
    if verify_journal:  # before what the journal says stands in the database
        journal_check.verify_for_database()
    with transaction.atomic(), removal_journal.suspended():
        # First: it locks the row that every change of a record raises, and nothing that is derived
        # on the way is kept under a key of before.
        SearchState.begin_epoch()
        changes = apply_removals()
        _decide_what_was_due()
        changes.suggestions = suggestion_retention.sweep()
        confirmation_retention.sweep()
        changes.preview_links = preview_links.revoke_all()
        changes.set_times = set_times.distrust_all()
        changes.uncertain = hold.hold_all().uncertain
        changes.sessions, _by_model = Session.objects.all().delete()
    return changes


def apply_removals() -> Changes:
    """Have those leave who left, and hide what was withdrawn, by the journal. Idempotent."""
    removals, unreadable = removal_journal.read()
    changes = Changes(unreadable=unreadable)
    with transaction.atomic(), removal_journal.suspended():
        changes.left = _remove_subscribers(_by_key(removals, RemovalKind.SUBSCRIBER))
        withdrawals = _by_key(removals, RemovalKind.RECORD)
        for record_type in record_types.values():
            changes.hidden += _hide_records(record_type.model, withdrawals)
        changes.requests = restored_requests.apply(removals)
        changes.contacts = refusals.apply(removals)
        changes.questions = restored_questions.apply(removals)
        changes.confirmations = confirmation_requests.withdraw_removed(removals)
        changes.purged = restored_purges.apply(removals)
        changes.redacted = restored_redactions.apply(removals)
    changes.notes = len(removals)
    changes.newest = removals[-1].at if removals else None
    return changes


def _decide_what_was_due() -> None:
    """Mails that were only to be decided on may have been sent as well: decide, to mark them."""
    while signup.process_pending() or password_requests.process_pending():
        pass
    notifications.enqueue_due()
    reminders.schedule_due(heed_hold=False)
    confirmation_schedule.schedule_due(heed_hold=False)
    # Also where the backup was taken while mail was held: it may have been released since.
    schedule.schedule_due(seconds=math.inf, heed_hold=False)


def _by_key(removals: Iterable[Removal], what: RemovalKind) -> Removals:
    """``removals``: oldest first."""
    by_key: dict[str, list[Removal]] = {}
    for removal in removals:
        for key in removal.keys if removal.what == what else ():
            by_key.setdefault(key, []).append(removal)
    return by_key


def _remove_subscribers(removals: Removals) -> int:
    keys, removed = sorted(removals), 0
    for first in range(0, len(keys), CHUNK):
        some = keys[first : first + CHUNK]
        back = set()
        for subscriber in Subscriber.objects.filter(address_key__in=some):
            last = removals[subscriber.address_key][-1]
            if _has_come_back(subscriber, last):
                back.add(subscriber.address_key)
            elif subscriber.state != Subscriber.State.LEFT:
                unsubscribe(subscriber, now=last.at)
                removed += 1
        Suppression.objects.bulk_create(
            (
                Suppression(address_key=key, why=Suppression.Why.LEFT, at=removals[key][-1].at)
                for key in some
                if key not in back
            ),
            ignore_conflicts=True,
        )
    return removed


def _has_come_back(subscriber: Subscriber, last: Removal) -> bool:
    """Whether they confirmed after they had left: by the clocks, or surely in another row."""
    if subscriber.confirmed_at is None:
        return False
    if subscriber.confirmed_at > last.at + CLOCKS_DIFFER:
        return True
    is_another = bool(last.rows) and membership_key(subscriber.pk) not in last.rows
    return is_another and subscriber.confirmed_at > last.at


def _hide_records(model: Any, removals: Removals) -> list[str]:
    """A line for each record that was hidden."""
    keys, lines = [], []
    for pk, slug, created_at in (
        model._default_manager.published().order_by("pk").values_list("pk", "slug", "created_at")
    ):
        named = {
            removal
            for key in record_keys(model.kind, pk, slug)
            for removal in removals.get(key, ())
            if created_at <= removal.at + CLOCKS_DIFFER
        }
        if named and _must_be_hidden(model.kind, pk, named):
            keys.append(pk)
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


def _must_be_hidden(kind: str, pk: int, removals: Collection[Removal]) -> bool:
    """Whether one of the withdrawals is not known to the database, nor undone in it since.

    What it knows was undone in it: the record is public. Of the others only the clocks tell, and
    what was published again within ``CLOCKS_DIFFER`` of its withdrawal is hidden.
    """
    revisions = Revision.objects.filter(kind=kind, record_id=pk, before__isnull=False)
    was_public = Q(
        before__state=Record.State.PUBLISHED.value,
        before__visibility=Record.Visibility.PUBLIC.value,
    )
    known = {
        revision_key(kind, pk, version)
        for version, changed in revisions.filter(was_public).values_list("version", "changed")
        if WITHDRAWS.intersection(changed)
    }
    published = revisions.exclude(was_public).aggregate(last=Max("at"))["last"]
    return any(
        not known & removal.rows and not (published and published > removal.at + CLOCKS_DIFFER)
        for removal in removals
    )
