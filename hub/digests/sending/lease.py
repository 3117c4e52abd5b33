"""Whose a row is: claimed with a token and a lease, renewed before the dot, then a heartbeat.

All times are the database's, so that machines whose clocks differ agree.
"""

import datetime
import time
import uuid
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from hub.digests.models import Mail
from hub.digests.sending.delivery_result import LostError

LEASE = datetime.timedelta(seconds=45)
# A step takes at most 30 seconds: begun with this much of the lease gone, it still ends within it.
RENEW_AFTER_SECONDS = 10.0
ORDER = ("purpose", "next_try_at", "pk")


class Lease:
    """One row that is ours as long as its token is.

    All but ``release`` and ``drop`` may raise LostError.
    """

    def __init__(self, mail: Mail, token: uuid.UUID, before: dict[str, Any]) -> None:
        """``before``: the fields that the claim counted up, as they were."""
        self.mail = mail
        self.token = token
        self.begun = False  # whether the dot may be out
        self._renewed = time.monotonic()
        self._before = before

    def renew(self) -> None:
        """Before each step: a lease that is still fresh is left as it is."""
        if time.monotonic() - self._renewed > RENEW_AFTER_SECONDS:
            self._mine(Mail.State.CLAIMED, lease_until=Now() + LEASE)
            self._renewed = time.monotonic()

    def begin(self) -> None:
        """Compare and set: what comes next is the dot. Committed when this returns."""
        self._mine(Mail.State.CLAIMED, state=Mail.State.SENDING, heartbeat_at=Now())
        self.begun = True

    def beat(self) -> None:
        """After the dot: somebody is still waiting for the answer.

        A database that is away for a moment must not end the waiting: the answer may still come.
        """
        try:
            self._mine(Mail.State.SENDING, heartbeat_at=Now())
        except (OperationalError, InterfaceError):
            connection.close()

    def release(self, after: datetime.timedelta = datetime.timedelta()) -> None:
        """Give a row back as it was, without an attempt counted, for some time later."""
        Mail.objects.held_by(self.token, Mail.State.CLAIMED).filter(pk=self.mail.pk).update(
            state=Mail.State.DUE,
            token=None,
            lease_until=None,
            next_try_at=Now() + after,
            **self._before,
        )

    def drop(self) -> None:
        """There is nothing to send: as if it had never been decided on."""
        Mail.objects.held_by(self.token, Mail.State.CLAIMED).filter(pk=self.mail.pk).delete()

    def _mine(self, held_as: Mail.State, **changes: Any) -> None:
        if not Mail.objects.held_by(self.token, held_as).filter(pk=self.mail.pk).update(**changes):
            raise LostError


def claim(most: int) -> list[Lease]:
    """Up to ``most`` rows that are due, an attempt counted; no other worker gets the same.

    Somebody waits for a confirmation: these come first, as their name does in the alphabet.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        skipping = connection.features.has_select_for_update_skip_locked
        found = Mail.objects.due().select_for_update(skip_locked=skipping).order_by(*ORDER)
        due = list(found.values_list("pk", "attempts", "first_try_at")[:most])
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
    held = Mail.objects.held_by(token, Mail.State.CLAIMED).select_related("subscriber")
    return [Lease(mail, token, before[mail.pk]) for mail in held.order_by(*ORDER)]


def make_durable() -> None:
    """Let SQLite wait for the disk: a compare-and-set that a power cut takes back was no guard."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
