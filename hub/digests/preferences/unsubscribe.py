"""Leaving: at once nothing more is sent, and what was followed is gone; see also ``erasing``."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from hub.digests.models import Mail, MailItem, Subscriber, Suppression


def leave(
    subscriber: Subscriber,
    *,
    why: str = Suppression.Why.LEFT,
    now: datetime.datetime | None = None,
) -> None:
    """Stop everything, forget what was followed and sent, and remember not to write again.

    Mails that are waiting or being prepared are taken away: whoever has claimed one finds it gone
    before the dot. The row with the sealed address goes with the next sweep. Idempotent.
    """
    now = now or timezone.now()
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
        if held is None:
            return
        Suppression.objects.update_or_create(
            address_key=held.address_key, defaults={"why": why, "at": now}
        )
        if held.state != Subscriber.State.LEFT:
            held.state, held.left_at = Subscriber.State.LEFT, now
            held.save(update_fields=["state", "left_at"])
        held.subscriptions.all().delete()
        held.sign_ups.all().delete()
        forget_mails(held)


def forget_mails(subscriber: Subscriber) -> None:
    """What was told to whom is nobody's business once they have left."""
    MailItem.objects.filter(mail__subscriber=subscriber).delete()
    unsent = (Mail.State.DUE, Mail.State.CLAIMED)
    Mail.objects.filter(subscriber=subscriber, state__in=unsent).delete()
