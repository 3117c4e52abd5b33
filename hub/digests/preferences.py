"""What subscribers change by the link in their mails, leaving included; see also ``retention``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone

from hub.digests.matching.filters import UnusableFilterError, parse
from hub.digests.models import MailItem, Subscriber, Subscription, Suppression
from hub.digests.signup.signup import DeliveryPreferences
from hub.outbox.models import Mail
from hub.records import removal_journal

UNSENT = (Mail.State.DUE, Mail.State.CLAIMED)
# The IANA database has other areas too; they are former names of these.
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


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


def unsubscribe(
    subscriber: Subscriber,
    *,
    why: str = Suppression.Why.LEFT,
    now: datetime.datetime | None = None,
) -> None:
    """Stop everything, erase what was followed and sent, and remember not to write again.

    Mails that are waiting or being prepared are taken away: whoever has claimed one finds it gone
    before the dot. The row with the sealed address goes with the next sweep. Idempotent.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
        if locked is None:
            return
        removal_journal.write(
            removal_journal.RemovalKind.SUBSCRIBER,
            [locked.address_key],
            [removal_journal.membership_key(locked.pk)],
        )
        Suppression.objects.update_or_create(
            address_key=locked.address_key, defaults={"why": why, "at": now}
        )
        if locked.state != Subscriber.State.LEFT:
            locked.state, locked.left_at = Subscriber.State.LEFT, now
            locked.save(update_fields=["state", "left_at"])
        locked.subscriptions.all().delete()
        locked.sign_ups.all().delete()
        delete_mails(locked)


def unfollow(subscriber: Subscriber, pk: int, *, now: datetime.datetime | None = None) -> bool:
    """Stop following one filter. True where it was the last: then the address has left too."""
    with transaction.atomic():
        locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        Subscription.objects.filter(pk=pk, subscriber=locked).delete()
        if locked.subscriptions.exists():
            return False
        unsubscribe(locked, now=now)
        return True


def delete_mails(subscriber: Subscriber) -> None:
    """What was sent to whom is nobody's business once they have left."""
    MailItem.objects.filter(mail__subscriber=subscriber).delete()
    Mail.objects.filter(subscriber=subscriber, state__in=UNSENT).delete()


@lru_cache(maxsize=1)
def time_zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """To choose from: (area, ((zone, place), ...)) in alphabetical order, zones as in IANA."""
    by_area: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for zone in sorted(available_timezones()):
        area, _slash, place = zone.partition("/")
        if area in by_area and place:
            by_area[area].append((zone, place.replace("_", " ").replace("/", ": ")))
    return tuple((area, tuple(places)) for area, places in by_area.items())


@lru_cache(maxsize=1)
def known_time_zones() -> frozenset[str]:
    return frozenset({"UTC", *(zone for _area, places in time_zones() for zone, _place in places)})
