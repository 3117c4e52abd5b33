"""Telling the sender by mail that something stands at the receipt; never what it is."""

from __future__ import annotations

from django.db import transaction

from hub.curation.suggestions.models import Suggestion, SuggestionMail, SuggestionMessage
from hub.outbox import queue
from hub.outbox.models import Mail

PURPOSE = "suggestion"
Occasion = SuggestionMail.Occasion


def tell_sender(suggestion: Suggestion, message: SuggestionMessage | None = None) -> None:
    """Have a mail sent of a question, or of the decision, where the sender left an address."""
    if not suggestion.address:
        return
    occasion = Occasion.QUESTION if message else Occasion.DECISION
    with transaction.atomic():
        row, is_new = SuggestionMail.objects.get_or_create(
            suggestion=suggestion, occasion=occasion, message=message
        )
        if is_new:
            row.mail = queue.enqueue(Mail(purpose=PURPOSE, address=suggestion.address))
            row.save(update_fields=["mail"])
