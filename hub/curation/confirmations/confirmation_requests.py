"""What becomes of a request: made, mailed, withdrawn, refused, run out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from hub.curation.confirmations.asked_record import may_be_confirmed
from hub.curation.confirmations.models import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationMail,
)
from hub.curation.confirmations.silence import renew_notices
from hub.curation.contacts import refusals
from hub.curation.contacts.address_book import contact_role, contacts_of
from hub.curation.contacts.models import Contact
from hub.outbox import queue
from hub.outbox.models import Mail
from hub.outbox.sealing import reseal
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.models import Record
from hub.records.removal_journal import CLOCKS_DIFFER, Removal, RemovalKind, confirmation_key

PURPOSE = "maker"
State, Occasion = Confirmation.State, ConfirmationMail.Occasion


def ask(record: Record, contact: Contact, *, by: Any = None) -> Confirmation | None:
    """Have a contact asked about a public record; None where that is done, or not to be done."""
    if not (record.is_public and may_be_confirmed(record.kind)):
        return None
    try:
        with transaction.atomic():
            row = Contact.objects.reachable().filter(pk=contact.pk).first()
            if row is None:
                return None
            confirmation = Confirmation.objects.create(
                record_kind=record.kind,
                record_id=record.pk,
                contact=row,
                address_key=row.address_key,
                language=row.language,
                asked_at=now_in_database(),
                asked_by=by,
            )
            enqueue(confirmation, Occasion.ASKED)
    except IntegrityError:
        return None  # asked in another window at this moment, or a link that still works
    return confirmation


def ask_makers(record: Record, *, by: Any) -> list[Confirmation]:
    """Have all asked who answer for the record and can be reached; those that were."""
    contacts = contacts_of(record.kind, record.pk, contact_role(record.kind)).reachable()
    return list(filter(None, (ask(record, contact, by=by) for contact in contacts)))


def enqueue(confirmation: Confirmation, occasion: str, at: datetime.datetime | None = None) -> bool:
    """Enqueue the mail of an occasion, within a transaction; whether it was not before."""
    contact = confirmation.contact
    if contact is None or not contact.address:
        return False
    row, is_new = ConfirmationMail.objects.get_or_create(
        confirmation=confirmation, occasion=occasion, defaults={"at": at or now_in_database()}
    )
    if is_new:
        row.mail = queue.enqueue(Mail(purpose=PURPOSE, address=reseal(contact.address)))
        row.save(update_fields=["mail"])
    return is_new


def is_wanted(confirmation: Confirmation, record: Record | None) -> bool:
    """Whether its contact may still be written to about it."""
    contact = confirmation.contact
    return (
        record is not None
        and confirmation.takes_answers()
        and contact is not None
        and contact.unreachable_at is None
        and refusals.may_be_written_to(confirmation.address_key)
    )


def withdraw(keys: Iterable[int]) -> int:
    """Close these where nobody has decided yet: their links end, and mails that wait go.

    What was never sent is deleted: nobody was to read it.
    """
    with transaction.atomic():
        rows = Confirmation.objects.filter(pk__in=list(keys), ended_at=None)
        pks = list(rows.select_for_update().order_by("pk").values_list("pk", "nonce"))
        for pk, nonce in pks:
            removal_journal.write(RemovalKind.CONFIRMATION, [confirmation_key(pk, nonce)])
        closed = [pk for pk, _nonce in pks]
        Mail.objects.filter(confirmation_mail__confirmation__in=closed).take_back()
        unsent = Confirmation.objects.filter(pk__in=closed, state=State.ASKED)
        ConfirmationAnswer.objects.filter(confirmation__in=unsent).delete()
        unsent.update(words="", whole="", ended_on="")
        return Confirmation.objects.filter(pk__in=closed).update(
            state=State.WITHDRAWN, ended_at=now_in_database()
        )


def refuse(confirmation: Confirmation) -> bool:
    """Write to its contact no more, about whatever record; whether that is new.

    Requests that wait for an answer of the same address are withdrawn; answers that came stay.
    """
    key = confirmation.address_key
    key = key or (confirmation.contact.address_key if confirmation.contact else "")
    with transaction.atomic():
        is_new = refusals.refuse(key)
        rows = Confirmation.objects.of_address(key)
        withdraw(rows.waiting_for_maker().values_list("pk", flat=True))
        Mail.objects.filter(confirmation_mail__confirmation__in=rows).update(address="")
        renew_notices(rows.values_list("record_kind", "record_id").order_by().distinct())
    return is_new


def withdraw_removed(removals: Iterable[Removal]) -> int:
    """Close what the journal of removals says, in a database that is older than it; how many."""
    ended: dict[str, datetime.datetime] = {
        key: removal.at
        for removal in removals
        if removal.what == RemovalKind.CONFIRMATION
        for key in removal.keys
    }
    if not ended:
        return 0
    rows = Confirmation.objects.filter(ended_at=None).values_list("pk", "nonce", "asked_at")
    due = [
        pk
        for pk, nonce, asked_at in rows
        if (at := ended.get(confirmation_key(pk, nonce))) and asked_at <= at + CLOCKS_DIFFER
    ]
    return withdraw(due)
