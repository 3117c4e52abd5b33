"""From days to the outbox: who is asked by the calendar, who is reminded, whose link runs out.

A request is one transaction: what is killed in the middle left nothing, and is done by the next
run. A row of ``ConfirmationMail`` makes each mail once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from hub.curation.confirmations import confirmation_requests
from hub.curation.confirmations.asked_record import find_record, may_be_confirmed
from hub.curation.confirmations.confirmation_tasks import open_silence_task
from hub.curation.confirmations.models import LINK_WORKS, Confirmation, ConfirmationMail
from hub.curation.confirmations.silence import renew_notices
from hub.curation.contacts.models import Contact
from hub.curation.contacts.refusals import may_be_written_to
from hub.outbox.models import Mail, MailHold
from hub.outbox.retention import UNFINISHED
from hub.records.database_clock import now_in_database
from hub.records.models import Record
from hub.records.registry import record_types

DAY = datetime.timedelta(days=1)
BEFORE_REVIEW = 30 * DAY  # so long before the next review is due its maker is asked
LEAST_BETWEEN = 90 * DAY  # from one request about a record to the next that the calendar makes
Occasion = ConfirmationMail.Occasion
REMINDED_AFTER = {Occasion.FIRST: 20 * DAY, Occasion.SECOND: 40 * DAY}
CHUNK = 200
AT_ONCE = 200  # requests of the calendar in one run


def schedule_due(now: datetime.datetime | None = None, *, heed_hold: bool = True) -> int:
    """Enqueue what is due; how many mails. Idempotent. None while mail is held."""
    if heed_hold and MailHold.is_open():
        return 0
    now = now or now_in_database()
    return _remind(now) + _ask_by_calendar(timezone.localdate(now), now)


def close_run_out(now: datetime.datetime | None = None) -> int:
    """Close requests whose links have run out, and say so to readers and curators; how many."""
    now = now or now_in_database()
    due = Confirmation.objects.waiting_for_maker().filter(asked_at__lte=now - LINK_WORKS)
    return sum(_close(pk, now) for pk in list(due.values_list("pk", flat=True)[:CHUNK]))


def _close(pk: int, now: datetime.datetime) -> bool:
    with transaction.atomic():
        rows = Confirmation.objects.waiting_for_maker().filter(pk=pk)
        confirmation = rows.select_for_update(of=("self",)).select_related("contact").first()
        if confirmation is None:
            return False
        confirmation.answers.all().delete()  # what was never sent nobody reads
        record = find_record(confirmation.record_kind, confirmation.record_id)
        is_silent = record is not None and _was_read(confirmation)
        confirmation.state = (
            confirmation.State.SILENT if is_silent else confirmation.State.WITHDRAWN
        )
        confirmation.words, confirmation.whole, confirmation.ended_on = "", "", ""
        confirmation.ended_at = now
        confirmation.save()
        if record is not None and is_silent:
            open_silence_task(confirmation, record)
        renew_notices([(confirmation.record_kind, confirmation.record_id)])
    return True


def _was_read(confirmation: Confirmation) -> bool:
    """Whether it can be: not where its mail never left, nor where its contact was removed or
    refuses mail."""
    contact = confirmation.contact
    if contact is None or not may_be_written_to(contact.address_key):
        return False
    unread = (*UNFINISHED, Mail.State.FAILED)
    return not confirmation.mails.filter(occasion=Occasion.ASKED, mail__state__in=unread).exists()


# Reminders


def _remind(now: datetime.datetime) -> int:
    made = 0
    skip = connection.features.has_select_for_update_skip_locked
    for occasion, after in reversed(REMINDED_AFTER.items()):
        rows = Confirmation.objects.waiting_for_maker().filter(
            asked_at__lte=now - after, asked_at__gt=now - LINK_WORKS
        )
        keys = rows.exclude(mails__occasion=occasion).order_by("pk").values_list("pk", flat=True)
        for pk in list(keys[:CHUNK]):
            with transaction.atomic():
                locked = rows.select_for_update(skip_locked=skip, of=("self",)).filter(pk=pk)
                confirmation = locked.first()
                made += confirmation is not None and _remind_one(confirmation, occasion, now)
    return made


def _remind_one(confirmation: Confirmation, occasion: str, now: datetime.datetime) -> bool:
    """Not within a week of another mail: a site that was down for weeks sends one, and not two."""
    if confirmation.mails.filter(at__gt=now - 7 * DAY).exists():
        return False
    record = find_record(confirmation.record_kind, confirmation.record_id)
    if not confirmation_requests.is_wanted(confirmation, record):
        return False
    return confirmation_requests.enqueue(confirmation, occasion, now)


# The calendar


def _ask_by_calendar(day: datetime.date, now: datetime.datetime) -> int:
    """One request a day to an address: who makes twenty tools is not sent twenty mails at once."""
    asked_today = set(
        Confirmation.objects.filter(asked_at__gt=now - DAY, asked_by=None).values_list(
            "address_key", flat=True
        )
    )
    made = 0
    for record, contact in _due_contacts(day):
        if made >= AT_ONCE:
            break
        if contact.address_key in asked_today:
            continue
        if confirmation_requests.ask(record, contact) is not None:
            asked_today.add(contact.address_key)
            made += 1
    return made


def _due_contacts(day: datetime.date) -> Iterator[tuple[Record, Contact]]:
    contacts = Contact.objects.reachable().filter(role=Contact.Role.MAKER)
    kinds = set(contacts.order_by().values_list("record_kind", flat=True).distinct())
    for kind in sorted(kinds & set(record_types)):
        if not may_be_confirmed(kind):
            continue
        of_kind = contacts.filter(record_kind=kind)
        rows = (
            record_types[kind]
            .model.objects.published()
            .filter(pk__in=of_kind.values("record_id"), next_review_on__lte=day + BEFORE_REVIEW)
        )
        for record in rows.order_by("next_review_on", "pk").iterator(chunk_size=CHUNK):
            for contact in of_kind.filter(record_id=record.pk):
                if not _was_asked(record, contact, day):
                    yield record, contact


def _was_asked(record: Record, contact: Contact, day: datetime.date) -> bool:
    """For this review, or a short while ago, or by a link that still works."""
    due = record.next_review_on or day
    since = min(due - BEFORE_REVIEW, day - LEAST_BETWEEN)
    rows = Confirmation.objects.of_record(record.kind, record.pk).filter(contact=contact)
    return rows.filter(Q(asked_at__date__gte=since) | Q(ended_at=None)).exists()
