"""What subscribers change by the link in their mails."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from hub.digests.models import Subscriber, Subscription
from hub.digests.preferences.unsubscribe import leave
from hub.digests.signup.signup_request import DeliveryPreferences


def change_manner(subscriber: Subscriber, manner: DeliveryPreferences) -> None:
    for name, value in manner.as_fields().items():
        setattr(subscriber, name, value)
    subscriber.save(update_fields=list(manner.as_fields()))


def pause(subscriber: Subscriber) -> None:
    Subscriber.objects.active().filter(pk=subscriber.pk).update(state=Subscriber.State.PAUSED)


def resume(subscriber: Subscriber, *, now: datetime.datetime | None = None) -> None:
    """Go on from now: what happened during the pause is not sent."""
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if held.state == Subscriber.State.PAUSED:
            held.begin(now or timezone.now())
            held.save()


def change_news(subscriber: Subscriber, wanted: Mapping[int, Sequence[str]]) -> None:
    """Set the kinds of news of subscriptions, by key; none at all is a pause of that one."""
    for one in subscriber.subscriptions.filter(pk__in=wanted):
        whats = list(wanted[one.pk])
        one.paused = not whats
        one.whats = whats or one.whats
        one.save(update_fields=["whats", "paused"])


def leave_one(subscriber: Subscriber, pk: int, *, now: datetime.datetime | None = None) -> bool:
    """Stop following one filter. True where it was the last: then the address has left too."""
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        Subscription.objects.filter(pk=pk, subscriber=held).delete()
        if held.subscriptions.exists():
            return False
        leave(held, now=now)
        return True
