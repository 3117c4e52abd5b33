"""What is kept of addresses: erasure, sealing with a newer key, an administrator's look-up of one.

Erased are requests that nobody confirmed, those who left and old counts. Nobody can list addresses,
and each look-up is logged.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from events.reporting import retention as focal_points
from hub.accounts.models import PasswordRequest
from hub.anonymous_forms import mail_limits, pending_forms, throttle
from hub.digests import keyed_hashes
from hub.digests.models import (
    AddressLookup,
    PendingSignup,
    SignUp,
    Subscriber,
    Suppression,
)
from hub.digests.preferences import delete_mails, unsubscribe
from hub.digests.signup.confirmation import confirmable
from hub.outbox import key_marker, retention, sealing
from hub.outbox.sealed_field import resealers, sealed_columns

CHUNK = 200
PAUSE_SECONDS = 0.05  # SQLite lets one write at a time
LOOKED, ERASED = "looked", "erased"  # values of ``AddressLookup.did``


def sweep(*, now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; the number of subscribers erased. Idempotent."""
    now = now or timezone.now()
    for form in (PendingSignup, PasswordRequest):
        pending_forms.erase_unreadable(form, now)
    SignUp.objects.exclude(pk__in=confirmable(now).values("pk")).delete()
    mail_limits.erase_old_counts(now)
    throttle.erase_unused(now)
    erased = 0
    while erased_now := _erase_chunk():
        erased += erased_now
    # At once, and not with the next sweep of the outbox: their files hold addresses in clear.
    retention.sweep(now=now)
    return erased


def _erase_chunk() -> int:
    """Those who left, and those who never confirmed and have no request left."""
    left = Subscriber.objects.filter(state=Subscriber.State.LEFT)
    never = Subscriber.objects.filter(state=Subscriber.State.UNCONFIRMED, sign_ups__isnull=True)
    keys = [*left.values_list("pk", flat=True)[:CHUNK], *never.values_list("pk", flat=True)[:CHUNK]]
    return sum(_erase(key) for key in keys)


def _erase(pk: int) -> bool:
    """The row itself; a mail that was sent stays, as a count, without anybody it was sent to."""
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(pk=pk).first()
        if subscriber is None or subscriber.is_confirmed:
            return False
        if subscriber.state == Subscriber.State.UNCONFIRMED and subscriber.sign_ups.exists():
            return False
        delete_mails(subscriber)
        subscriber.delete()
    return True


def seal_again() -> tuple[int, int]:
    """Seal whatever is sealed, in every room, with the newest key.

    The number that were sealed, and of those that no key opens, which stay as they are. May be
    killed and run again at any time.
    """
    sealed = unreadable = 0
    for model, field in sealed_columns():
        rows = model._default_manager.exclude(**{field: ""}).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            done, failed = _reseal_chunk(model, field, keys[first : first + CHUNK])
            sealed, unreadable = sealed + done, unreadable + failed
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
    for seal_texts_again in resealers.values():
        done, failed = seal_texts_again()
        sealed, unreadable = sealed + done, unreadable + failed
    key_marker.seal_again()
    return sealed, unreadable


def _reseal_chunk(model: type[models.Model], field: str, keys: list[int]) -> tuple[int, int]:
    unreadable = 0
    with transaction.atomic():
        # A message that was sent meanwhile has been erased.
        rows = model._default_manager.select_for_update().filter(pk__in=keys)
        resealed = []
        for row in rows.exclude(**{field: ""}):
            try:
                setattr(row, field, sealing.reseal(getattr(row, field)))
                resealed.append(row)
            except sealing.SealedError:
                unreadable += 1
        model._default_manager.bulk_update(resealed, [field])
    return len(resealed), unreadable


@dataclass(frozen=True)
class LookupAnswer:
    """What is known of an address; what it follows is not. ``state`` is empty: no row of it.

    ``suppressed``: why it is not written to, empty where it may be. ``asked``: requests to report
    that are kept with it, or were until it was ``erased`` just now. ``is_asked_no_more``: its owner
    had it erased, and nobody enters it as a focal point.
    """

    state: str = ""
    since: datetime.datetime | None = None
    frequency: str = ""
    follows: int = 0
    suppressed: str = ""
    asked: int = 0
    is_asked_no_more: bool = False
    erased: bool = False


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
        asked = focal_points.erase_focal_point(address) if erase else None
        if asked is None:
            asked = focal_points.count_requests(address)
        return replace(
            _answer(subscriber, _suppression(address)),
            asked=asked,
            is_asked_no_more=focal_points.is_erased(address),
            erased=erase,
        )


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
