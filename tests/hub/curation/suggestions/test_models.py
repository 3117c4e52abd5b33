"""What the database never holds of suggestions."""

import pytest
from django.db import IntegrityError, transaction

from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.outbox import sealing

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_nothing_is_declined_without_a_reason(make_suggestion):
    assert refused(lambda: make_suggestion(state="declined"))


def test_a_record_is_named_by_kind_and_key(make_suggestion):
    assert refused(lambda: make_suggestion(record_kind="tool"))
    assert refused(lambda: make_suggestion(record_id=1))


def test_a_receipt_is_of_one_suggestion(make_suggestion):
    make_suggestion(receipt_key="a" * 64)
    assert refused(lambda: make_suggestion(receipt_key="a" * 64))


def test_a_fact_is_suggested_once_by_a_suggestion(make_suggestion):
    suggestion = make_suggestion(facts={"name": "Another"})
    assert refused(lambda: SuggestedFact.objects.create(suggestion=suggestion, fact="name"))


def test_a_sender_has_no_name(make_suggestion, make_message, make_person):
    suggestion, person = make_suggestion(), make_person()
    assert refused(lambda: make_message(suggestion, from_curator=False, by=person))


def test_open_are_those_that_nobody_has_decided(make_suggestion):
    is_open = {
        state: make_suggestion(state=state, reason="Why.").is_open
        for state in Suggestion.State.values
    }
    assert {state for state, value in is_open.items() if value} == {"received", "looked_at"}
    assert Suggestion.objects.open().count() == 2
    # One that others are asked about waits for no curator, and has not ended.
    assert Suggestion.objects.ended().count() == 5


def test_held_are_those_with_findings(make_suggestion):
    made = make_suggestion(findings=[{"what": "e-mail", "fact": "words", "meant_public": False}])
    make_suggestion()
    assert list(Suggestion.objects.held()) == [made]


def test_an_address_is_readable_with_the_key_alone(make_suggestion):
    suggestion = make_suggestion(address=sealing.seal("ada@example.org"))
    assert suggestion.plain_address() == "ada@example.org"
    assert make_suggestion().plain_address() == ""


def test_messages_and_facts_go_with_their_suggestion(make_suggestion, make_message):
    suggestion = make_suggestion(facts={"name": "Another"})
    make_message(suggestion)
    suggestion.delete()
    assert not SuggestedFact.objects.exists()
    assert not SuggestionMessage.objects.exists()
