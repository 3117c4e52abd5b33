"""Whose a row is: claimed with a token and a lease, renewed before the dot, then a heartbeat.

All times are the database's, so that machines whose clocks differ agree.
"""

import datetime
import time
import uuid
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now

from hub.outbox.mail_kinds import registered
from hub.outbox.models import Mail

LEASE = datetime.timedelta(seconds=45)
# A step takes at most 30 seconds: begun with this much of the lease gone, it still ends within it.
RENEW_AFTER_SECONDS = 10.0


class LeaseLostError(Exception):
    """The row belongs to another worker by now: leave everything as it is."""


class Lease:
    """One row that is ours as long as its token is.

    ``renew`` and ``begin_sending`` raise LeaseLostError when it is not.
    """

    def __init__(self, mail: Mail, token: uuid.UUID, before: dict[str, Any]) -> None:
        """``before``: the fields that the claim counted up, as they were."""
        self.mail = mail
        self.token = token
        self.dot_allowed = False
        self._renewed = time.monotonic()
        self._before = before

    def renew(self) -> None:
        """Before each step: a lease that is still fresh is left as it is."""
        if time.monotonic() - self._renewed > RENEW_AFTER_SECONDS:
            self._update(Mail.State.CLAIMED, lease_until=Now() + LEASE)
            self._renewed = time.monotonic()

    def begin_sending(self) -> None:
        """Compare and set: what comes next is the dot. Committed when this returns."""
        self._update(Mail.State.CLAIMED, state=Mail.State.SENDING, heartbeat_at=Now())
        self.dot_allowed = True

    def heartbeat(self) -> None:
        """After the dot: this worker still waits for the reply.

        Neither a database that is away for a moment nor a row that was given up meanwhile ends the
        waiting: the reply may still come, and is noted on the row.
        """
        try:
            self._rows(Mail.State.SENDING).update(heartbeat_at=Now())
        except (OperationalError, InterfaceError):
            connection.close()

    def release(self) -> None:
        """Give a row back as it was, with the age that it has: nothing was tried."""
        self._give_back(**self._before)

    def postpone(self, after: datetime.timedelta) -> None:
        """Give a row back without an attempt counted, for later: the server took nothing.

        Since when it has been tried stays: how long nothing has been taken is seen by that.
        """
        self._give_back(attempts=self._before["attempts"], next_try_at=Now() + after)

    def _give_back(self, **fields: Any) -> None:
        self._rows(Mail.State.CLAIMED).update(
            state=Mail.State.DUE, token=None, lease_until=None, **fields
        )

    def discard(self) -> None:
        """There is nothing to send: as if it had never been decided on."""
        self._rows(Mail.State.CLAIMED).delete()

    def _update(self, current: Mail.State, **changes: Any) -> None:
        if not self._rows(current).update(**changes):
            raise LeaseLostError

    def _rows(self, current: Mail.State) -> QuerySet[Mail]:
        """The row, or none where it is not in this state or not ours any more."""
        return Mail.objects.leased(self.token, current).filter(pk=self.mail.pk)


def acquire(limit: int) -> list[Lease]:
    """Up to ``limit`` rows that are due, an attempt counted; no other worker gets the same."""
    token = uuid.uuid4()
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        rows = Mail.objects.due().select_for_update(skip_locked=skip).order_by(*_order())
        due = list(rows.values_list("pk", "attempts", "first_try_at")[:limit])
        before = {pk: {"attempts": tried, "first_try_at": first} for pk, tried, first in due}
        Mail.objects.filter(pk__in=before).update(
            state=Mail.State.CLAIMED,
            token=token,
            lease_until=Now() + LEASE,
            attempts=F("attempts") + 1,
            first_try_at=Coalesce("first_try_at", Now()),
        )
    if not before:
        return []
    claimed = Mail.objects.leased(token, Mail.State.CLAIMED)
    claimed = claimed.select_related("subscriber", "person").order_by(*_order())
    return [Lease(mail, token, before[mail.pk]) for mail in claimed]


def _order() -> tuple[Any, ...]:
    """Those for which somebody waits come first."""
    urgent = [kind.purpose for kind in registered() if kind.urgent]
    return (Case(When(purpose__in=urgent, then=Value(0)), default=Value(1)), "next_try_at", "pk")


def make_durable() -> None:
    """Let SQLite wait for the disk: a compare-and-set that a power cut takes back was no guard."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
