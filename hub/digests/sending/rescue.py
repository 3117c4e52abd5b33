"""The sweep: what a worker claimed and did not finish goes back, or is known to be uncertain."""

import datetime
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.functions import Now

from hub.digests.models import Mail
from hub.digests.sending.outcome import GIVE_UP_AFTER, fail, leave_uncertain

SILENCE = datetime.timedelta(seconds=45)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Rescued:
    """How many rows went back into the queue, were given up, are past the dot without a word."""

    back: int = 0
    failed: int = 0
    silent: int = 0


def rescue() -> Rescued:
    """One round over at most 500 rows of each kind. Any number of sweeps may run at once."""
    skipping = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        abandoned = Mail.objects.abandoned().select_for_update(skip_locked=skipping)
        rows = Mail.objects.filter(
            pk__in=list(abandoned.values_list("pk", flat=True)[:MOST_AT_ONCE]),
            state=Mail.State.CLAIMED,
        )
        # One that kills its worker each time must have an end too.
        failed = fail(rows.filter(first_try_at__lte=Now() - GIVE_UP_AFTER), "never finished")
        back = rows.update(state=Mail.State.DUE, token=None, lease_until=None, next_try_at=Now())
    with transaction.atomic():
        silent = Mail.objects.silent(SILENCE).select_for_update(skip_locked=skipping)
        keys = list(silent.values_list("pk", flat=True)[:MOST_AT_ONCE])
        rows = Mail.objects.filter(pk__in=keys, state=Mail.State.SENDING)
        given_up = leave_uncertain(rows, "the worker ended before the answer came")
    return Rescued(back, failed, given_up)
