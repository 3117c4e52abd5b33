"""Asking to be written to. The answer is given before anybody looks at the address."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from hub.digests import sealed_addresses
from hub.digests.models import ConfirmationCount, Mail, PendingSignup, SignUp, Subscriber
from hub.digests.signup.signup_request import SignupRequest

log = logging.getLogger(__name__)

BETWEEN_MAILS = datetime.timedelta(hours=24)
MOST_MAILS = 3  # until a confirmation
CHUNK = 100  # forms that one task looks at
MOST_WAITING = 20  # requests of one address: more nobody reads through before confirming


def post(wish: SignupRequest) -> None:
    """Take a form in, sealed: one row, whoever it is from, in the same time for everybody."""
    PendingSignup.objects.create(sealed=sealed_addresses.seal(wish.as_text()))


def take_in(most: int = CHUNK) -> int:
    """Do what the forms ask for that were taken in, oldest first; the number that were looked at.

    Each in a transaction of its own: one that cannot be read (a key is missing from DIGEST_KEYS)
    stops no other, is tried again, and dropped at the age of 72 hours (``erasing``).
    """
    taken = 0
    # All of them: a hundred that cannot be read shall not stand in the way of who comes after.
    for pk in list(PendingSignup.objects.values_list("pk", flat=True)):
        if taken >= most:
            break
        try:
            taken += _take_one(pk)
        except Exception as problem:  # noqa: BLE001 - the others shall not wait for this one
            log.error("A form was not taken in: %s", type(problem).__name__)
    return taken


def _take_one(pk: int) -> bool:
    with transaction.atomic():
        # Held by another worker: it is being looked at.
        posted = PendingSignup.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if posted is None:
            return False
        sign_up(SignupRequest.from_text(sealed_addresses.unseal(posted.sealed)))
        posted.delete()
    return True


def sign_up(wish: SignupRequest, *, now: datetime.datetime | None = None) -> Mail | None:
    """Note the request, and make a confirmation mail unless the address has had enough of them."""
    now = now or timezone.now()
    with transaction.atomic():
        subscriber = _subscriber(wish, now)
        if not _note(subscriber, wish, now):
            return None
        if not _may_be_written_to(sealed_addresses.limit_key(wish.address), now):
            return None
        return Mail.objects.create(
            subscriber=subscriber,
            purpose=Mail.Purpose.CONFIRMATION,
            created_at=now,
            next_try_at=now,
        )


def _subscriber(wish: SignupRequest, now: datetime.datetime) -> Subscriber:
    """The row of the address, locked; whoever has left and comes back is somebody new."""
    key = sealed_addresses.address_key(wish.address)
    found = Subscriber.objects.select_for_update().filter(address_key=key).first()
    if found is not None and found.state == Subscriber.State.LEFT:
        found.delete()
        found = None
    if found is not None:
        _seal_anew_where_closed(found, wish.address)
        return found
    made = Subscriber(
        address=sealed_addresses.seal_address(wish.address),
        address_key=key,
        created_at=now,
        **wish.manner.as_fields(),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # two forms at once
        return Subscriber.objects.select_for_update().get(address_key=key)
    return made


def _seal_anew_where_closed(subscriber: Subscriber, address: str) -> None:
    """Where the key was lost that sealed it, its owner has just typed the address again."""
    try:
        sealed_addresses.open_address(subscriber.address)
    except sealed_addresses.SealedError:
        subscriber.address = sealed_addresses.seal_address(address)
        subscriber.save(update_fields=["address"])


def _note(subscriber: Subscriber, wish: SignupRequest, now: datetime.datetime) -> bool:
    """The request as a row. The same filter asked for again replaces the first request."""
    others = subscriber.sign_ups.exclude(kind=wish.kind, query=wish.query)
    if others.count() >= MOST_WAITING:
        return False
    asked: dict[str, Any] = {"title": wish.title, "whats": list(wish.whats), "created_at": now}
    asked |= wish.manner.as_fields()
    SignUp.objects.update_or_create(
        subscriber=subscriber, kind=wish.kind, query=wish.query, defaults=asked
    )
    return True


def _may_be_written_to(limit_key: str, now: datetime.datetime) -> bool:
    """Count one more confirmation mail, if it is allowed: decided by the database, in one step."""
    _made, new = ConfirmationCount.objects.get_or_create(
        limit_key=limit_key, defaults={"first_at": now, "last_at": now, "in_all": 1}
    )
    if new:
        return True
    allowed = ConfirmationCount.objects.filter(
        limit_key=limit_key, last_at__lte=now - BETWEEN_MAILS, in_all__lt=MOST_MAILS
    )
    return bool(allowed.update(last_at=now, in_all=F("in_all") + 1))
