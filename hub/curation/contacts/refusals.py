"""Who is not to be written to: kept by keyed hash, also after the address is gone."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction

from events.reporting import retention as focal_points
from hub.curation.contacts.models import Contact, RefusedContact
from hub.outbox.addresses import normalise
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.keyed_hash import keyed_hash
from hub.records.removal_journal import Removal, RemovalKind


def address_key(address: str) -> str:
    """By which a contact is found again: 64 hexadecimal digits."""
    return keyed_hash("contact", normalise(address))


def may_be_written_to(key: str) -> bool:
    """Whether the owner of the address with this ``address_key`` has not refused mail.

    To be asked before each mail leaves (``MailKind.is_wanted``).
    """
    return bool(key) and not RefusedContact.objects.filter(address_key=key).exists()


def is_refused(address: str) -> bool:
    """Whether its owner refused mail, here or as the focal point of a reporting round."""
    return not may_be_written_to(address_key(address)) or focal_points.is_erased(address)


def refuse(key: str) -> bool:
    """Write to this address no more, for whatever record it stands; whether that is new.

    The addresses are erased. Mails that wait are not wanted any more, and are not sent.
    """
    if not key or not may_be_written_to(key):
        return False
    removal_journal.write(RemovalKind.CONTACT, [key])
    return _refuse(key, now_in_database())


def apply(removals: Iterable[Removal]) -> int:
    """Refuse again what the journal of removals says, in a database that is older; how many."""
    times = {
        key: removal.at
        for removal in removals
        if removal.what == RemovalKind.CONTACT
        for key in removal.keys
    }
    return sum(_refuse(key, at) for key, at in sorted(times.items()))


def erase_addresses(keys: Collection[str]) -> int:
    """The sealed addresses of contacts with these hashes; of how many."""
    return Contact.objects.filter(address_key__in=keys).exclude(address="").update(address="")


def _refuse(key: str, at: datetime.datetime) -> bool:
    with transaction.atomic():
        _row, is_new = RefusedContact.objects.get_or_create(address_key=key, defaults={"at": at})
        erase_addresses([key])
    return is_new
