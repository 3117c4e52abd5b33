"""The sweep: what a worker claimed and did not finish goes back, or is known to be uncertain."""

import datetime
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from hub.digests.models import Mail
from hub.digests.sending.delivery_outcome import GIVE_UP_AFTER, fail, leave_uncertain

SILENCE = datetime.timedelta(seconds=45)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class ReclaimResult:
    """How many rows went back into the queue, were given up, are past the dot without a word."""

    back: int = 0
    failed: int = 0
    silent: int = 0


def rescue() -> ReclaimResult:
    """One round over at most 500 rows of each kind. Any number of sweeps may run at once.

    Nothing is locked where there is nothing to do: SQLite has one lock for all.
    """
    back, failed = take_back() if Mail.objects.abandoned().exists() else (0, 0)
    silent = give_up() if Mail.objects.silent(SILENCE).exists() else 0
    return ReclaimResult(back, failed, silent)


def take_back() -> tuple[int, int]:
    """Claims whose lease ran out: how many are due again, and how many were given up."""
    with transaction.atomic():
        rows = held(Mail.objects.abandoned())
        # One that kills its worker each time must have an end too.
        failed = fail(rows.filter(first_try_at__lte=Now() - GIVE_UP_AFTER), "never finished")
        back = rows.filter(state=Mail.State.CLAIMED).update(
            state=Mail.State.DUE, token=None, lease_until=None, next_try_at=Now()
        )
    return back, failed


def give_up() -> int:
    """Rows past the dot without a heartbeat."""
    with transaction.atomic():
        rows = held(Mail.objects.silent(SILENCE))
        return leave_uncertain(
            rows.filter(state=Mail.State.SENDING), "the worker ended before the answer came"
        )


def held(found: QuerySet[Mail]) -> QuerySet[Mail]:
    """Rows by their keys, locked; those that another sweep holds are left to it."""
    skipping = connection.features.has_select_for_update_skip_locked
    locked = found.select_for_update(skip_locked=skipping).values_list("pk", flat=True)
    return Mail.objects.filter(pk__in=list(locked[:MOST_AT_ONCE]))
