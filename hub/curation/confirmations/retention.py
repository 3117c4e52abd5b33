"""What is not kept of confirmations: 30 days after the end whose they were, 90 days after it what
was answered.

What was entered stands in the record and its history. Kept are the record, the days, what became of
it, and of a conflict the name of the fact and its fingerprint.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hub.curation.confirmations.models import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationMail,
)
from hub.curation.contacts.models import RefusedContact
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database

ADDRESSES_KEPT = datetime.timedelta(days=30)  # after the end
WORDS_KEPT = datetime.timedelta(days=90)  # likewise
BATCH = 500
UNREAD = {"text": "", "value": None, "before": None, "problem": ""}
REFUSED = Exists(RefusedContact.objects.filter(address_key=OuterRef("address_key")))


def sweep(now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; of how many confirmations. Idempotent."""
    now = now or now_in_database()
    rows = Confirmation.objects.ended()
    named = rows.exclude(address_key="")
    count = _in_batches(named.filter(ended_at__lte=now - ADDRESSES_KEPT), _erase_addresses)
    count += _in_batches(named.filter(REFUSED), _erase_addresses)
    due = rows.filter(erased_at=None, ended_at__lte=now - WORDS_KEPT)
    return count + _in_batches(due, lambda keys: _erase_words(keys, now))


def _in_batches(due: QuerySet[Confirmation], erase: Callable[[list[int]], None]) -> int:
    count = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            erase(keys)
        count += len(keys)
    return count


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
