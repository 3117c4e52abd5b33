"""An administrator's question about one address. Nobody can list addresses, and each is logged."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hub.digests import sealed_addresses
from hub.digests.models import AddressLookup, Subscriber, Suppression
from hub.digests.preferences.unsubscribe import leave

LOOKED, ERASED = "looked", "erased"


@dataclass(frozen=True)
class LookupAnswer:
    """What is known of an address; what it follows is not told. ``state`` is empty: no row of it.

    ``suppressed``: why it is not written to, empty where it may be.
    """

    state: str = ""
    since: datetime.datetime | None = None
    frequency: str = ""
    follows: int = 0
    suppressed: str = ""


def ask(address: str, *, by: Any, reason: str, erase: bool = False) -> LookupAnswer:
    """Look one address up, and make it leave where ``erase``; written down before it is answered.

    ``reason`` is kept: it must not name the address.
    """
    key = sealed_addresses.address_key(address)
    with transaction.atomic():
        AddressLookup.objects.create(
            by=by, address_key=key, reason=reason, did=ERASED if erase else LOOKED
        )
        found = Subscriber.objects.filter(address_key=key).first()
        if found is not None and erase:
            leave(found)
            found.refresh_from_db()
        return _answer(found, Suppression.objects.filter(address_key=key).first())


def _answer(found: Subscriber | None, suppressed: Suppression | None) -> LookupAnswer:
    why = str(suppressed.get_why_display()) if suppressed else ""
    if found is None:
        return LookupAnswer(suppressed=why)
    return LookupAnswer(
        state=str(found.get_state_display()),
        since=found.confirmed_at or found.created_at,
        frequency=str(found.get_frequency_display()),
        follows=found.subscriptions.count(),
        suppressed=why,
    )
