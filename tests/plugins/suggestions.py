"""Suggestions of readers, of the cast."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.records.keyed_hash import keyed_hash

numbers = count(1)


@pytest.fixture
def make_suggestion() -> Callable[..., Suggestion]:
    """A correction that was received; ``record``: what it is about, ``facts``: texts by field."""

    def make(*, record: Any = None, facts: dict[str, Any] | None = None, **changes) -> Suggestion:
        number = next(numbers)
        values = {
            "kind": Suggestion.Kind.CORRECTION,
            "words": f"Something is wrong here, number {number}.",
            "receipt_key": keyed_hash("test", str(number)),
            "group_key": keyed_hash("test group", str(number)),
        }
        if record is not None:
            values |= {
                "record_kind": record.kind,
                "record_id": record.pk,
                "record_version": record.version,
                "about_kind": record.kind,
            }
        suggestion = Suggestion.objects.create(**{**values, **changes})
        for fact, text in (facts or {}).items():
            SuggestedFact.objects.create(
                suggestion=suggestion, fact=fact, text=text, value={fact: text}
            )
        return suggestion

    return make


@pytest.fixture
def make_message() -> Callable[..., SuggestionMessage]:
    """A question of a curator about a suggestion."""

    def make(suggestion: Suggestion, text: str = "Where did you read this?", **changes):
        values = {"from_curator": True, **changes}
        return SuggestionMessage.objects.create(suggestion=suggestion, text=text, **values)

    return make
