"""What is not kept: requests that nobody confirmed, those who left, old counts."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from hub.digests.models import ConfirmationCount, PendingSignup, SignUp, Subscriber
from hub.digests.preferences.unsubscribe import delete_mails
from hub.digests.signup.confirmation import REQUEST_LIFETIME
from hub.outbox import retention

COUNTS_KEPT = datetime.timedelta(days=366)
CHUNK = 200


def sweep(*, now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; the number of subscribers erased. Idempotent."""
    now = now or timezone.now()
    PendingSignup.objects.filter(at__lte=now - REQUEST_LIFETIME).delete()
    SignUp.objects.filter(created_at__lte=now - REQUEST_LIFETIME).delete()
    ConfirmationCount.objects.filter(last_at__lte=now - COUNTS_KEPT).delete()
    erased = 0
    while erased_now := _erase_chunk():
        erased += erased_now
    # At once, and not with the next sweep of the outbox: their files hold addresses in clear.
    retention.sweep(now=now)
    return erased


def _erase_chunk() -> int:
    """Those who left, and those who never confirmed and have no request left."""
    left = Subscriber.objects.filter(state=Subscriber.State.LEFT)
    never = Subscriber.objects.filter(state=Subscriber.State.UNCONFIRMED, sign_ups__isnull=True)
    keys = [*left.values_list("pk", flat=True)[:CHUNK], *never.values_list("pk", flat=True)[:CHUNK]]
    return sum(_erase(key) for key in keys)


def _erase(pk: int) -> bool:
    """The row itself; a mail that was sent stays, as a count, without anybody it was sent to."""
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(pk=pk).first()
        if subscriber is None or subscriber.is_confirmed:
            return False
        if subscriber.state == Subscriber.State.UNCONFIRMED and subscriber.sign_ups.exists():
            return False
        delete_mails(subscriber)
        subscriber.delete()
    return True
