"""What subscribers change by the link in their mails."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from hub.digests.matching.filters import UnusableFilterError, parse
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


def change_places(subscriber: Subscriber, wanted: Mapping[int, bool]) -> list[str]:
    """Set for subscriptions with words, by key, whether these count in names and texts only.

    The names of those that stay as they are, because the same is followed in that way already.
    """
    unchanged = []
    for subscription in subscriber.subscriptions.filter(pk__in=wanted):
        try:
            saved = parse(subscription.kind, subscription.query, texts_only=wanted[subscription.pk])
        except UnusableFilterError:
            continue  # what can no longer be read stays as it is
        if not saved.searches or saved.query == subscription.query:
            continue
        same = subscriber.subscriptions.filter(kind=saved.kind, query=saved.query)
        if same.exclude(pk=subscription.pk).exists():
            unchanged.append(saved.title)
            continue
        subscription.query, subscription.title = saved.query, saved.title
        subscription.save(update_fields=["query", "title"])
    return unchanged
