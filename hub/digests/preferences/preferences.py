"""What subscribers change by the link in their mails."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from hub.digests.models import Subscriber
from hub.digests.signup.signup import DeliveryPreferences


def change_delivery(subscriber: Subscriber, preferences: DeliveryPreferences) -> None:
    """How often, in which language and zone, and whether discreetly."""
    for name, value in preferences.as_fields().items():
        setattr(subscriber, name, value)
    subscriber.save(update_fields=list(preferences.as_fields()))


def pause(subscriber: Subscriber) -> None:
    Subscriber.objects.active().filter(pk=subscriber.pk).update(state=Subscriber.State.PAUSED)


def resume(subscriber: Subscriber, *, now: datetime.datetime | None = None) -> None:
    """Go on from now: what happened during the pause is not sent."""
    with transaction.atomic():
        locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if locked.state == Subscriber.State.PAUSED:
            locked.activate(now or timezone.now())
            locked.save()


def change_news(subscriber: Subscriber, wanted: Mapping[int, Sequence[str]]) -> None:
    """Set the kinds of news of subscriptions, by key; none at all is a pause of that one."""
    for subscription in subscriber.subscriptions.filter(pk__in=wanted):
        whats = list(wanted[subscription.pk])
        subscription.paused = not whats
        subscription.whats = whats or subscription.whats
        subscription.save(update_fields=["whats", "paused"])
