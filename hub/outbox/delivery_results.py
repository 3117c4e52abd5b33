"""What became of an attempt to deliver a mail, and what follows from it for its row."""

from __future__ import annotations

import datetime
import enum
import logging
import time
from collections import defaultdict
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, QuerySet, When
from django.db.models.functions import Least, Now

from hub.outbox.lease import Lease
from hub.outbox.mail_kinds import kind_of, registered
from hub.outbox.models import Mail

log = logging.getLogger(__name__)

# A database that restarts: what the server replied is known only here.
DATABASE_PATIENCE_SECONDS = 30.0


class DeliveryStatus(enum.Enum):
    SENT = "sent"
    AGAIN = "again"  # a definite no for now, or a connection that broke before the dot
    REFUSED = "refused"  # a definite no for good
    BOUNCED = "bounced"  # refused, because there is no such address
    UNCERTAIN = "uncertain"  # no reply after the dot: nobody can know (RFC 1047)


@dataclass(frozen=True)
class DeliveryResult:
    """``reply``: what may be kept of the server's last line, without any address."""

    status: DeliveryStatus
    reply: str = ""


class TransportUnavailableError(Exception):
    """The mail server takes nothing from us just now; no mail is at fault. Says why, in short."""


@dataclass(frozen=True)
class RetryPolicy:
    """When a mail is tried again, by the number of attempts so far, and for how long."""

    delays_minutes: tuple[int, ...]
    give_up_after: datetime.timedelta

    def delay(self, mail: Mail) -> datetime.timedelta:
        """Spread by ten per cent: what failed together does not come back together."""
        minutes = self.delays_minutes[min(max(mail.attempts, 1), len(self.delays_minutes)) - 1]
        return datetime.timedelta(minutes=minutes * (0.9 + mail.pk % 21 / 100))


# Servers that greylist want five minutes or so.
RETRY = RetryPolicy((1, 5, 15, 30, 60, 120, 240), datetime.timedelta(hours=24))


def record_result(lease: Lease, result: DeliveryResult) -> None:
    """Write down what became of an attempt, once the database can be reached."""
    deadline = time.monotonic() + DATABASE_PATIENCE_SECONDS
    while True:
        try:
            _record(lease, result)
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            break
    if result.status is not DeliveryStatus.SENT:
        log.warning("mail %d: %s", lease.mail.pk, result.status.value)


def _record(lease: Lease, result: DeliveryResult) -> None:
    rows = Mail.objects.filter(
        pk=lease.mail.pk, token=lease.token, state__in=[Mail.State.CLAIMED, Mail.State.SENDING]
    )
    if result.status is DeliveryStatus.SENT:
        updated = mark_sent(rows, reply=result.reply)
    else:
        with transaction.atomic():
            updated = _record_problem(rows, lease.mail, result)
    if not updated and result.status in (DeliveryStatus.SENT, DeliveryStatus.REFUSED):
        _note_late_reply(lease, result)
    if updated and result.status is DeliveryStatus.BOUNCED:
        # After the commit: whoever leaves locks the subscriber first, and then the mails.
        kind_of(lease.mail).handle_bounce(lease.mail)


def mark_sent(rows: QuerySet[Mail], **fields: str) -> int:
    """Sent now, and a sealed message erased; the number of rows."""
    return rows.update(
        state=Mail.State.SENT, token=None, sent_at=Now(), sealed_message="", **fields
    )


def _record_problem(rows: QuerySet[Mail], mail: Mail, result: DeliveryResult) -> int:
    """The number of rows that were still ours: one or none."""
    if result.status is DeliveryStatus.AGAIN:
        return retry(rows, mail, result.reply)
    if result.status is DeliveryStatus.UNCERTAIN:
        return mark_uncertain(rows, result.reply)
    return mark_failed(rows, result.reply)


def first_counted_try() -> Case:
    """``first_try_at`` of a row of which an attempt has been counted: of the first that was.

    Before that a server that took nothing at all may have been tried for days.
    """
    return Case(When(attempts__lte=1, then=Now()), default=F("first_try_at"))


def tried_too_long(rows: QuerySet[Mail]) -> QuerySet[Mail]:
    return rows.filter(attempts__gt=1, first_try_at__lte=Now() - RETRY.give_up_after)


def retry(rows: QuerySet[Mail], mail: Mail, reply: str) -> int:
    """Back into the queue, later each time, until a day after the first attempt."""
    if failed := mark_failed(tried_too_long(rows), reply):
        return failed
    last = ExpressionWrapper(
        first_counted_try() + RETRY.give_up_after, output_field=DateTimeField()
    )
    later = ExpressionWrapper(Now() + RETRY.delay(mail), output_field=DateTimeField())
    return rows.update(
        state=Mail.State.DUE,
        token=None,
        lease_until=None,
        heartbeat_at=None,
        next_try_at=Least(later, last),
        first_try_at=first_counted_try(),
        reply=reply,
    )


def mark_failed(rows: QuerySet[Mail], reply: str) -> int:
    """Never tried again by itself."""
    return _end(rows, Mail.State.FAILED, reply)


def mark_uncertain(rows: QuerySet[Mail], reply: str) -> int:
    """Nobody can know whether it arrived, and it is not sent again by itself.

    Some kinds are sent again under the same Message-ID instead, a few times.
    """
    retried = 0
    for kind in registered():
        if kind.max_unanswered_attempts <= 1:
            continue
        attempts_left = {"attempts__lt": kind.max_unanswered_attempts}
        for mail in rows.filter(purpose=kind.purpose, **attempts_left):
            retried += retry(rows.filter(pk=mail.pk), mail, reply)
    return retried + end_as_uncertain(rows, reply)


def end_as_uncertain(rows: QuerySet[Mail], reply: str) -> int:
    """Never sent again by itself, whatever its kind; the number of rows."""
    return _end(rows, Mail.State.UNCERTAIN, reply)


def _end(rows: QuerySet[Mail], state: Mail.State, reply: str) -> int:
    """A final state for these rows, and what follows for what they carried.

    The token stays with an uncertain row: a reply that comes after all is noted on it.
    """
    by_purpose: dict[str, list[Mail]] = defaultdict(list)
    for mail in rows.select_for_update().only("pk", "purpose"):
        by_purpose[mail.purpose].append(mail)
    if not by_purpose:
        return 0
    keys = [mail.pk for mails in by_purpose.values() for mail in mails]
    ended = rows.filter(pk__in=keys).update(state=state, lease_until=None, reply=reply)
    for kind in registered():
        if mails := by_purpose.get(kind.purpose):
            kind.handle_undelivered([mail.pk for mail in mails])
    return ended


def _note_late_reply(lease: Lease, result: DeliveryResult) -> None:
    """The reply came after the row was given up: the operator should see it."""
    Mail.objects.leased(lease.token, Mail.State.UNCERTAIN).filter(pk=lease.mail.pk).update(
        reply=f"(late) {result.reply}"
    )
