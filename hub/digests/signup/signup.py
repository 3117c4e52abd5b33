"""Asking to be written to. The answer is given before anybody looks at the address."""

from __future__ import annotations

import datetime
import json
import logging
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from hub.digests import keyed_hashes
from hub.digests.models import ConfirmationCount, MailPurpose, PendingSignup, SignUp, Subscriber
from hub.outbox import sealing
from hub.outbox.models import Mail

log = logging.getLogger(__name__)

MIN_CONFIRMATION_INTERVAL = datetime.timedelta(hours=24)
MAX_CONFIRMATION_MAILS = 3  # until a confirmation
CHUNK = 100  # forms that one task processes
MAX_WAITING_REQUESTS = 20  # of one address: more nobody reads through before confirming


@dataclass(frozen=True)
class DeliveryPreferences:
    """How somebody wants to be written to: the same for all that they follow."""

    frequency: str
    language: str
    time_zone: str
    discreet: bool

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SignupRequest:
    """An address, what it wants to follow, and how."""

    address: str
    kind: str
    query: str
    title: str
    whats: tuple[str, ...]
    preferences: DeliveryPreferences

    def __repr__(self) -> str:
        """Never the address: this is what a log or an error would show."""
        return f"<SignupRequest {self.kind}>"

    def as_text(self) -> str:
        """As JSON, whose names stay: it waits in the database, sealed."""
        values = asdict(self)
        values["manner"] = values.pop("preferences")
        return json.dumps(values)

    @classmethod
    def from_text(cls, text: str) -> Self:
        values = json.loads(text)
        preferences = DeliveryPreferences(**values.pop("manner"))
        return cls(**{**values, "whats": tuple(values["whats"]), "preferences": preferences})


def submit(request: SignupRequest) -> None:
    """Store a form, sealed: one row, whoever it is from, in the same time for everybody."""
    PendingSignup.objects.create(sealed=sealing.seal(request.as_text()))


def process_pending(limit: int = CHUNK) -> int:
    """Do what the stored forms ask for, oldest first; the number that were processed.

    Each in a transaction of its own: one that cannot be read (a key is missing from DIGEST_KEYS)
    stops no other, is tried again, and dropped at the age of 72 hours (``retention.erasure``).
    """
    processed = 0
    # All of them: a hundred that cannot be read shall not stand in the way of who comes after.
    for pk in list(PendingSignup.objects.values_list("pk", flat=True)):
        if processed >= limit:
            break
        try:
            processed += _process(pk)
        except Exception as problem:  # noqa: BLE001 - the others shall not wait for this one
            log.error("A form was not taken in: %s", type(problem).__name__)
    return processed


def _process(pk: int) -> bool:
    with transaction.atomic():
        # None where another worker has locked it.
        pending = PendingSignup.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if pending is None:
            return False
        sign_up(SignupRequest.from_text(sealing.unseal(pending.sealed)))
        pending.delete()
    return True


def sign_up(request: SignupRequest, *, now: datetime.datetime | None = None) -> Mail | None:
    """Store the request, and make a confirmation mail unless the address has had enough of them."""
    now = now or timezone.now()
    with transaction.atomic():
        subscriber = _get_or_create_subscriber(request, now)
        if not _save_request(subscriber, request, now):
            return None
        if not _count_confirmation_mail(keyed_hashes.limit_key(request.address), now):
            return None
        return Mail.objects.create(
            subscriber=subscriber,
            purpose=MailPurpose.CONFIRMATION,
            created_at=now,
            next_try_at=now,
        )


def _get_or_create_subscriber(request: SignupRequest, now: datetime.datetime) -> Subscriber:
    """The row of the address, locked; whoever has left and comes back is somebody new."""
    key = keyed_hashes.address_key(request.address)
    subscriber = Subscriber.objects.select_for_update().filter(address_key=key).first()
    if subscriber is not None and subscriber.state != Subscriber.State.LEFT:
        _reseal_unreadable(subscriber, request.address)
        return subscriber
    if subscriber is not None:
        subscriber.delete()
    subscriber = Subscriber(
        address=sealing.seal(request.address),
        address_key=key,
        created_at=now,
        **request.preferences.as_fields(),
    )
    try:
        with transaction.atomic():
            subscriber.save()
    except IntegrityError:  # two forms at once
        return Subscriber.objects.select_for_update().get(address_key=key)
    return subscriber


def _reseal_unreadable(subscriber: Subscriber, address: str) -> None:
    """Where the key was lost that sealed it, its owner has just typed the address again."""
    try:
        sealing.unseal(subscriber.address)
    except sealing.SealedError:
        subscriber.address = sealing.seal(address)
        subscriber.save(update_fields=["address"])


def _save_request(subscriber: Subscriber, request: SignupRequest, now: datetime.datetime) -> bool:
    """As a row, if not too many wait. The same filter again replaces the first request."""
    others = subscriber.sign_ups.exclude(kind=request.kind, query=request.query)
    if others.count() >= MAX_WAITING_REQUESTS:
        return False
    fields: dict[str, Any] = {"title": request.title, "whats": list(request.whats)}
    SignUp.objects.update_or_create(
        subscriber=subscriber,
        kind=request.kind,
        query=request.query,
        defaults={**fields, **request.preferences.as_fields(), "created_at": now},
    )
    return True


def _count_confirmation_mail(limit_key: str, now: datetime.datetime) -> bool:
    """Count one more confirmation mail, if it is allowed: decided by the database, in one step."""
    _count, created = ConfirmationCount.objects.get_or_create(
        limit_key=limit_key, defaults={"first_at": now, "last_at": now, "in_all": 1}
    )
    if created:
        return True
    allowed = ConfirmationCount.objects.filter(
        limit_key=limit_key,
        last_at__lte=now - MIN_CONFIRMATION_INTERVAL,
        in_all__lt=MAX_CONFIRMATION_MAILS,
    )
    return bool(allowed.update(last_at=now, in_all=F("in_all") + 1))
