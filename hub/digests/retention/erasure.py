"""What is not kept: requests that nobody confirmed, those who left, old mails, old counts."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from hub.digests.models import ConfirmationCount, Mail, PendingSignup, SignUp, Subscriber
from hub.digests.preferences.unsubscribe import forget_mails, leave
from hub.digests.sending.file_transport import drop_files_of_nobody
from hub.digests.signup.confirmation import WAITS

COUNTS_KEPT = datetime.timedelta(days=366)
MAILS_KEPT = datetime.timedelta(days=90)
CHUNK = 200  # rows of one transaction: SQLite lets nobody else write meanwhile


def suppress(subscriber: Subscriber, why: str) -> None:
    """An address that does not exist, or whose owner complained: as if it had left."""
    leave(subscriber, why=why)


def sweep(*, now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; the number of subscribers erased. Idempotent."""
    now = now or timezone.now()
    PendingSignup.objects.filter(at__lte=now - WAITS).delete()
    SignUp.objects.filter(created_at__lte=now - WAITS).delete()
    ConfirmationCount.objects.filter(last_at__lte=now - COUNTS_KEPT).delete()
    _drop_mails(now)
    gone = 0
    while erased := _erase_some():
        gone += erased
    drop_files_of_nobody()
    return gone


def _erase_some() -> int:
    """Those who left, and those who never confirmed and have no request left."""
    left = Subscriber.objects.filter(state=Subscriber.State.LEFT)
    never = Subscriber.objects.filter(state=Subscriber.State.UNCONFIRMED, sign_ups__isnull=True)
    pks = [*left.values_list("pk", flat=True)[:CHUNK], *never.values_list("pk", flat=True)[:CHUNK]]
    gone = 0
    for pk in pks:
        gone += _erase(pk)
    return gone


def _erase(pk: int) -> bool:
    """The row itself; a mail that was sent stays, as a count, without anybody it was sent to."""
    with transaction.atomic():
        held = Subscriber.objects.select_for_update().filter(pk=pk).first()
        if held is None or held.state in (Subscriber.State.ACTIVE, Subscriber.State.PAUSED):
            return False
        if held.state == Subscriber.State.UNCONFIRMED and held.sign_ups.exists():
            return False
        forget_mails(held)
        held.delete()
    return True


def _drop_mails(now: datetime.datetime) -> None:
    """Old mails with what they carried. What an operator has still to decide on stays."""
    old = Mail.objects.filter(created_at__lte=now - MAILS_KEPT)
    settled = old.filter(state=Mail.State.SENT) | old.filter(subscriber__isnull=True)
    while pks := list(settled.values_list("pk", flat=True)[:CHUNK]):
        Mail.objects.filter(pk__in=pks).delete()
