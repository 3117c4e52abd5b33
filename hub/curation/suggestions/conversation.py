"""The answers of a sender, by the private receipt."""

from __future__ import annotations

from django.db import transaction

from hub.curation.suggestions.models import Suggestion, SuggestionMessage
from hub.curation.suggestions.submission import announce
from hub.records.database_clock import now_in_database

MOST_ANSWERS = 50  # of one sender to one suggestion


class NotTakenError(Exception):
    """The suggestion was decided, or its sender has answered too often."""


def answer(suggestion: Suggestion, text: str) -> None:
    """Add an answer; the same as the last one is none. Raises NotTakenError."""
    with transaction.atomic():
        locked = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
        messages = list(locked.messages.all())
        if messages and not messages[-1].from_curator and messages[-1].text == text:
            return
        own = sum(not message.from_curator for message in messages)
        if not locked.is_open or own >= MOST_ANSWERS:
            raise NotTakenError
        SuggestionMessage.objects.create(
            suggestion=locked, from_curator=False, text=text, at=now_in_database()
        )
        announce(locked)
