"""The sweep: what a worker claimed and did not finish goes back, or is known to be uncertain."""

import datetime
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from hub.outbox.delivery_results import (
    first_counted_try,
    mark_failed,
    mark_uncertain,
    tried_too_long,
)
from hub.outbox.models import Mail

MAX_SILENCE = datetime.timedelta(seconds=45)
CHUNK = 500


@dataclass(frozen=True)
class ReclaimResult:
    """How many rows went back into the queue, were given up, are past the dot and silent."""

    requeued: int = 0
    failed: int = 0
    silent: int = 0


def reclaim() -> ReclaimResult:
    """One round over at most 500 rows of each kind. Any number of sweeps may run at once.

    Nothing is locked where there is nothing to do: SQLite has one lock for all.
    """
    requeued, failed = _requeue() if Mail.objects.expired().exists() else (0, 0)
    silent = _give_up_silent() if Mail.objects.silent(MAX_SILENCE).exists() else 0
    return ReclaimResult(requeued, failed, silent)


def _requeue() -> tuple[int, int]:
    """Claims whose lease ran out: how many are due again, and how many were given up."""
    with transaction.atomic():
        rows = _locked(Mail.objects.expired())
        # One that kills its worker each time must have an end too.
        failed = mark_failed(tried_too_long(rows), "never finished")
        requeued = rows.filter(state=Mail.State.CLAIMED).update(
            state=Mail.State.DUE,
            token=None,
            lease_until=None,
            next_try_at=Now(),
            first_try_at=first_counted_try(),
        )
    return requeued, failed


def _give_up_silent() -> int:
    """Rows past the dot without a heartbeat."""
    with transaction.atomic():
        rows = _locked(Mail.objects.silent(MAX_SILENCE))
        return mark_uncertain(
            rows.filter(state=Mail.State.SENDING), "the worker ended before the answer came"
        )


def _locked(rows: QuerySet[Mail]) -> QuerySet[Mail]:
    """Rows by their keys, locked; those that another sweep has locked are left to it."""
    skip = connection.features.has_select_for_update_skip_locked
    keys = rows.select_for_update(skip_locked=skip).values_list("pk", flat=True)
    return Mail.objects.filter(pk__in=list(keys[:CHUNK]))
