"""Adding, removing and finding the contacts of records."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hub.curation.contacts.models import Contact, ContactQuerySet
from hub.curation.contacts.refusals import address_key, is_refused
from hub.outbox import sealing
from hub.outbox.addresses import UnusableAddressError, parse_address
from hub.records.database_clock import now_in_database

Role = Contact.Role


def contact_role(record_kind: str) -> str:
    """Who is asked about a record: of a recommendation those to whom it is addressed."""
    return Role.ADDRESSEE if record_kind == "recommendation" else Role.MAKER


def add_contact(
    record_kind: str,
    record_id: int,
    *,
    role: str,
    address: str,
    page: str,
    by: Any,
    language: str = "en",
) -> Contact:
    """Enter a contact. ``page``: the public page on which the body itself publishes the address.

    Raises ValidationError, by field, where the address is none, refused mail, or is entered.
    """
    try:
        parsed = parse_address(address)
    except UnusableAddressError:
        sentence = _("We cannot send e-mail to this address. Check it letter by letter.")
        raise ValidationError({"address": sentence}) from None
    if not page:
        sentence = _("Name the page on which the organisation publishes this address.")
        raise ValidationError({"page": sentence})
    if is_refused(parsed):
        sentence = _("Whoever has this address asked not to be written to. Enter another one.")
        raise ValidationError({"address": sentence})
    try:
        with transaction.atomic():
            return Contact.objects.create(
                record_kind=record_kind,
                record_id=record_id,
                role=role,
                address=sealing.seal(parsed),
                address_key=address_key(parsed),
                page=page,
                language=language,
                added_by=by,
                added_at=now_in_database(),
            )
    except IntegrityError:
        sentence = _("This address is entered for the record in this role already.")
        raise ValidationError({"address": sentence}) from None


def contacts_of(record_kind: str, record_id: int, role: str = "") -> ContactQuerySet:
    """All of a record's contacts; ``.reachable()`` are those that may be written to."""
    rows = Contact.objects.of_record(record_kind, record_id)
    return rows.filter(role=role) if role else rows


def remove_contact(pk: int) -> bool:
    """Take a contact out, with its address; whether there was one. A refusal stays."""
    deleted, _by_table = Contact.objects.filter(pk=pk).delete()
    return bool(deleted)


def note_bounce(pk: int) -> None:
    """Its mail came back: nothing more is written to it until somebody enters it again."""
    Contact.objects.filter(pk=pk, unreachable_at=None).update(unreachable_at=now_in_database())
