"""What is not kept of suggestions: texts that were declined or dropped, and addresses.

Of a decision that is taken back (``decided_at`` is empty again) nothing is due.
"""

from __future__ import annotations

import datetime
from functools import partial

from django.db.models import Q

from hub.curation.suggestions.models import (
    SuggestedFact,
    Suggestion,
    SuggestionMail,
    SuggestionMessage,
)
from hub.outbox.models import Mail
from hub.records.batches import erase_in_batches
from hub.records.database_clock import now_in_database

TEXTS_KEPT = datetime.timedelta(days=90)  # of what was declined or dropped
ADDRESSES_KEPT = datetime.timedelta(days=30)  # after the end, whatever it was
NOT_ACCEPTED = (
    Suggestion.State.DECLINED,
    Suggestion.State.DROPPED,
    Suggestion.State.WITHDRAWN,
)
UNREAD_FACT = {"text": "", "value": None, "before": None, "problem": "", "reason": ""}


def sweep(now: datetime.datetime | None = None) -> int:
    """Erase all that is due to be; of how many suggestions. Idempotent."""
    now = now or now_in_database()
    ended = Suggestion.objects.ended()
    addressed = ~Q(address="") | ~Q(sealed_receipt="") | ~Q(address_key="")
    addresses = ended.filter(addressed, decided_at__lte=now - ADDRESSES_KEPT)
    texts = ended.filter(state__in=NOT_ACCEPTED, erased_at=None, decided_at__lte=now - TEXTS_KEPT)
    count = erase_in_batches(addresses, _erase_addresses)
    return count + erase_in_batches(texts, partial(_erase_texts, now=now))


def _erase_addresses(keys: list[int]) -> None:
    """Addresses, their hashes, receipts, and mails that wait for them."""
    Mail.objects.filter(suggestion_mail__suggestion__in=keys).forget_recipients()
    Suggestion.objects.filter(pk__in=keys).update(address="", address_key="", sealed_receipt="")


def _erase_texts(keys: list[int], now: datetime.datetime) -> None:
    """All that the sender wrote and what was said about it. The kind, the record, the times, the
    decision and what was decided of which field are kept for the numbers of the desk."""
    SuggestionMessage.objects.filter(suggestion__in=keys).delete()
    SuggestedFact.objects.filter(suggestion__in=keys).update(**UNREAD_FACT)
    SuggestionMail.objects.filter(suggestion__in=keys).delete()
    _erase_addresses(keys)
    Suggestion.objects.filter(pk__in=keys).update(
        words="", source_title="", source_url="", findings=[], erased_at=now
    )
