"""Asking to be written to. The answer is given before anybody looks at the address."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from hub.anonymous_forms import pending_forms
from hub.anonymous_forms.mail_limits import enqueue_to_stranger
from hub.digests import keyed_hashes
from hub.digests.models import MailPurpose, PendingSignup, SignUp, Subscriber
from hub.outbox import sealing
from hub.outbox.models import Mail

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
    pending_forms.store(PendingSignup, request.as_text())


def process_pending(limit: int = pending_forms.CHUNK) -> int:
    """Do what the stored forms ask for; see ``pending_forms.process``."""
    return pending_forms.process(
        PendingSignup, lambda text: sign_up(SignupRequest.from_text(text)), limit
    )


def sign_up(request: SignupRequest, *, now: datetime.datetime | None = None) -> Mail | None:
    """Store the request, and make a confirmation mail unless the address has had enough of them."""
    now = now or timezone.now()
    with transaction.atomic():
        subscriber = _get_or_create_subscriber(request, now)
        if not _save_request(subscriber, request, now):
            return None
        mail = Mail(
            subscriber=subscriber,
            purpose=MailPurpose.CONFIRMATION,
            created_at=now,
        )
        if enqueue_to_stranger(mail, request.address, now=now) is None:
            return None
        _begin_later(subscriber, mail.next_try_at)
        return mail


def _begin_later(subscriber: Subscriber, at: datetime.datetime) -> None:
    """The time to confirm requests in begins when their mail may leave."""
    subscriber.sign_ups.filter(created_at__lt=at).update(created_at=at)


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
    # A mail that waits for its turn is the one by which this request is confirmed, too.
    due = {"purpose": MailPurpose.CONFIRMATION, "state": Mail.State.DUE}
    if waits := subscriber.mails.filter(**due).aggregate(until=Max("next_try_at"))["until"]:
        _begin_later(subscriber, waits)
    return True
