"""What is not kept of confirmations: 30 days after the end whose they were, 90 days after it what
was answered.

What was entered stands in the record and its history. Kept are the record, the days, what became of
it, and of a conflict the name of the fact and its fingerprint.
"""

from __future__ import annotations

import datetime
from functools import partial

from hub.curation.confirmations.models import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationMail,
)
from hub.curation.contacts.models import REFUSED_MAIL
from hub.outbox.models import Mail
from hub.records.batches import erase_in_batches
from hub.records.database_clock import now_in_database

ADDRESSES_KEPT = datetime.timedelta(days=30)  # after the end
WORDS_KEPT = datetime.timedelta(days=90)  # likewise
UNREAD = {"text": "", "value": None, "before": None, "problem": ""}


def sweep(now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; of how many confirmations. Idempotent."""
    now = now or now_in_database()
    rows = Confirmation.objects.ended()
    named = rows.exclude(address_key="")
    count = erase_in_batches(named.filter(ended_at__lte=now - ADDRESSES_KEPT), _erase_addresses)
    count += erase_in_batches(named.filter(REFUSED_MAIL), _erase_addresses)
    due = rows.filter(erased_at=None, ended_at__lte=now - WORDS_KEPT)
    return count + erase_in_batches(due, partial(_erase_words, now=now))


def _erase_addresses(keys: list[int]) -> None:
    """By the contact, while it stands, a late refusal is still understood."""
    Mail.objects.filter(confirmation_mail__confirmation__in=keys).forget_recipients()
    ConfirmationMail.objects.filter(confirmation__in=keys).delete()
    Confirmation.objects.filter(pk__in=keys).update(address_key="")


def _erase_words(keys: list[int], now: datetime.datetime) -> None:
    ConfirmationAnswer.objects.filter(confirmation__in=keys).update(**UNREAD)
    Confirmation.objects.filter(pk__in=keys).update(
        words="", ended_on="", findings=[], erased_at=now
    )
