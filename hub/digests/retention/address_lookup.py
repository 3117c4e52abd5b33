"""An administrator's question about one address. Nobody can list addresses, and each is logged."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hub.digests import keyed_hashes
from hub.digests.models import AddressLookup, Subscriber, Suppression
from hub.digests.preferences.unsubscribe import unsubscribe

LOOKED, ERASED = "looked", "erased"  # values of ``AddressLookup.did``


@dataclass(frozen=True)
class LookupAnswer:
    """What is known of an address; what it follows is not. ``state`` is empty: no row of it.

    ``suppressed``: why it is not written to, empty where it may be.
    """

    state: str = ""
    since: datetime.datetime | None = None
    frequency: str = ""
    follows: int = 0
    suppressed: str = ""


def look_up(address: str, *, by: Any, reason: str, erase: bool = False) -> LookupAnswer:
    """Look one address up, and make it leave where ``erase``; logged before it is answered.

    ``reason`` is kept: it must not name the address.
    """
    key = keyed_hashes.address_key(address)
    with transaction.atomic():
        AddressLookup.objects.create(
            by=by, address_key=key, reason=reason, did=ERASED if erase else LOOKED
        )
        subscriber = Subscriber.objects.filter(address_key=key).first()
        if subscriber is not None and erase:
            unsubscribe(subscriber)
            subscriber.refresh_from_db()
        return _answer(subscriber, _suppression(address))


def _suppression(address: str) -> Suppression | None:
    """That of the address itself before one under its name by IDNA 2003."""
    keys = keyed_hashes.suppression_keys(address)
    suppressions = {
        row.address_key: row for row in Suppression.objects.filter(address_key__in=keys)
    }
    return next((suppressions[key] for key in keys if key in suppressions), None)


def _answer(subscriber: Subscriber | None, suppression: Suppression | None) -> LookupAnswer:
    why = str(suppression.get_why_display()) if suppression else ""
    if subscriber is None:
        return LookupAnswer(suppressed=why)
    return LookupAnswer(
        state=str(subscriber.get_state_display()),
        since=subscriber.confirmed_at or subscriber.created_at,
        frequency=str(subscriber.get_frequency_display()),
        follows=subscriber.subscriptions.count(),
        suppressed=why,
    )
