"""What is not kept of confirmations: answers and whose they were, 30 days after the end.

What was entered stands in the record and its history. Kept are the record, the days, what became of
it, and of a conflict the name of the fact and its fingerprint.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from hub.curation.confirmations.models import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationMail,
)
from hub.outbox.models import Mail
from hub.outbox.retention import UNFINISHED
from hub.records.database_clock import now_in_database

KEPT = datetime.timedelta(days=30)
BATCH = 500
UNREAD = {"text": "", "value": None, "before": None, "problem": ""}


def sweep(now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; of how many confirmations. Idempotent."""
    now = now or now_in_database()
    due = Confirmation.objects.ended().filter(erased_at=None, ended_at__lte=now - KEPT)
    count = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            _erase(keys, now)
        count += len(keys)
    return count


def _erase(keys: list[int], now: datetime.datetime) -> None:
    mails = Mail.objects.filter(confirmation_mail__confirmation__in=keys)
    mails.filter(state__in=UNFINISHED).exclude(state=Mail.State.SENDING).delete()
    mails.update(address="")
    ConfirmationMail.objects.filter(confirmation__in=keys).delete()
    answers = ConfirmationAnswer.objects.filter(confirmation__in=keys)
    answers.update(**UNREAD)
    # By the contact, while it stands, a late refusal is still understood.
    Confirmation.objects.filter(pk__in=keys).update(
        address_key="", words="", ended_on="", findings=[], erased_at=now
    )
