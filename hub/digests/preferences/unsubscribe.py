"""Leaving: at once nothing more is sent, and what was followed is gone; see also ``retention``."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from hub.digests.models import MailItem, Subscriber, Subscription, Suppression
from hub.outbox.models import Mail

UNSENT = (Mail.State.DUE, Mail.State.CLAIMED)


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
