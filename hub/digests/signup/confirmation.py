"""Confirming: only now is anything changed for an address."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from hub.digests import sealed_addresses
from hub.digests.models import (
    ConfirmationCount,
    Mail,
    SignUp,
    Subscriber,
    Subscription,
    Suppression,
)

WAITS = datetime.timedelta(hours=72)
MOST_FOLLOWED = 100


def waiting(subscriber: Subscriber, *, now: datetime.datetime | None = None) -> list[SignUp]:
    """The requests that can still be confirmed, oldest first."""
    since = (now or timezone.now()) - WAITS
    return list(subscriber.sign_ups.filter(created_at__gt=since))


def confirm(
    subscriber: Subscriber, chosen: Collection[int], *, now: datetime.datetime | None = None
) -> int:
    """Follow the chosen requests (keys of ``SignUp``), drop the others; how many were confirmed.

    Whoever follows ``MOST_FOLLOWED`` filters follows no more of them: those requests go on waiting.
    The manner of writing becomes that of the newest chosen. The address leaves the suppression
    list: its owner has just asked for it. Nothing chosen changes nothing but dropping.
    """
    now = now or timezone.now()
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if subscriber.state == Subscriber.State.LEFT:
            return 0
        wanted = [one for one in waiting(subscriber, now=now) if one.pk in set(chosen)]
        followed = [asked for asked in wanted if _follow(subscriber, asked, now)]
        too_many = {one.pk for one in wanted} - {one.pk for one in followed}
        subscriber.sign_ups.exclude(pk__in=too_many).delete()
        if not followed:
            return 0
        _begin(subscriber, followed[-1], now)
        _allow(subscriber)
        return len(followed)


def _follow(subscriber: Subscriber, asked: SignUp, now: datetime.datetime) -> bool:
    same = {"subscriber": subscriber, "kind": asked.kind, "query": asked.query}
    wanted = {"whats": asked.whats, "title": asked.title, "paused": False}
    known = Subscription.objects.filter(**same).update(**wanted)
    if not known and subscriber.subscriptions.count() >= MOST_FOLLOWED:
        return False
    if not known:
        Subscription.objects.create(**same, **wanted, created_at=now)
    return True


def _begin(subscriber: Subscriber, asked: SignUp, now: datetime.datetime) -> None:
    """Active, in the manner asked for. What happened before now is no news to who begins now."""
    if subscriber.state != Subscriber.State.ACTIVE:
        subscriber.begin(now)
    subscriber.confirmed_at = subscriber.confirmed_at or now
    for name in ("frequency", "language", "time_zone", "discreet"):
        setattr(subscriber, name, getattr(asked, name))
    subscriber.save()


def _allow(subscriber: Subscriber) -> None:
    Suppression.objects.filter(address_key=subscriber.address_key).delete()
    Mail.objects.filter(
        subscriber=subscriber, purpose=Mail.Purpose.CONFIRMATION, state=Mail.State.DUE
    ).delete()
    key = sealed_addresses.limit_key(sealed_addresses.open_address(subscriber.address))
    ConfirmationCount.objects.filter(limit_key=key).update(in_all=0)
