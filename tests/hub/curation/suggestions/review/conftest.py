"""A curator, and suggestions that wait on the desk."""

import pytest

from hub.curation.desk.models import Task
from hub.curation.desk.task_list import reconcile
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.review.decisions import Choices, FactChoice
from tests.events.conftest import (  # noqa: F401  # fixtures
    make_document,
    make_event,
    make_recommendation,
)


@pytest.fixture
def curator(signed_in, client):
    """The person in whose browser the test works."""
    from hub.accounts.models import Person

    signed_in("curator", email="ada@example.org")
    return Person.objects.get(email="ada@example.org")


@pytest.fixture
def waiting(make_suggestion):
    """A suggestion with its task on the desk."""

    def make(**changes):
        suggestion = make_suggestion(**changes)
        reconcile("suggestion")
        return suggestion

    return make


@pytest.fixture
def tasks_open():
    return lambda: set(
        Task.objects.still_open().filter(kind="suggestion").values_list("key", flat=True)
    )


@pytest.fixture
def state_of():
    return lambda suggestion: Suggestion.objects.get(pk=suggestion.pk).state


@pytest.fixture
def choose():
    """All facts of a suggestion accepted, but those named; ``texts``: other words by fact."""

    def make(suggestion, *, version=None, without=(), reason="", texts=None, **values):
        facts = {
            fact.fact: FactChoice(fact.fact not in without, (texts or {}).get(fact.fact))
            for fact in suggestion.facts.all()
        }
        return Choices(facts, version, values, reason)

    return make
