"""What is not kept: declined texts for 90 days, addresses for 30 days after the end."""

import datetime

import pytest

from hub.curation.suggestions import retention
from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.curation.suggestions.review import decisions
from hub.outbox.models import Mail
from hub.outbox.sealing import seal
from hub.records.database_clock import now_in_database

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = datetime.timedelta(days=1)


def ended(make_suggestion, days, **changes):
    values = {
        "state": "declined",
        "reason": "We do not know.",
        "decided_at": now_in_database() - days * DAY,
        "address": seal("ada@example.org"),
        "address_key": "k",
        "sealed_receipt": seal("receipt"),
        "words": "Secret words",
        "source_title": "A source",
        **changes,
    }
    return make_suggestion(facts={"name": "Secret name"}, **values)


@pytest.mark.parametrize("state", ["declined", "dropped"])
def test_what_was_not_accepted_loses_its_texts_after_90_days(make_suggestion, make_message, state):
    suggestion = ended(make_suggestion, 91, state=state)
    make_message(suggestion)
    assert retention.sweep() >= 1
    row = Suggestion.objects.get()
    assert (row.words, row.source_title, row.findings) == ("", "", [])
    assert not row.has_texts
    assert SuggestedFact.objects.values_list("text", "value", "before").get() == ("", None, None)
    assert not SuggestionMessage.objects.exists()


def test_within_90_days_they_stay(make_suggestion):
    ended(make_suggestion, 89)
    retention.sweep()
    assert Suggestion.objects.get().words == "Secret words"


def test_what_was_accepted_keeps_its_texts(make_suggestion):
    ended(make_suggestion, 400, state="accepted")
    retention.sweep()
    assert Suggestion.objects.get().words == "Secret words"


@pytest.mark.parametrize("state", ["accepted", "partly", "declined", "dropped"])
def test_an_address_goes_30_days_after_the_end(make_suggestion, state):
    ended(make_suggestion, 31, state=state)
    retention.sweep()
    row = Suggestion.objects.get()
    assert (row.address, row.address_key, row.sealed_receipt) == ("", "", "")


def test_it_stays_while_nothing_has_ended_and_for_30_days(make_suggestion):
    ended(make_suggestion, 29)
    ended(make_suggestion, 400, state="received", decided_at=None)
    retention.sweep()
    assert not Suggestion.objects.filter(address="").exists()


def test_what_was_decided_and_taken_back_is_not_due(make_suggestion):
    ended(make_suggestion, 400, state="received", decided_at=None)
    retention.sweep()
    assert Suggestion.objects.get().words == "Secret words"


def test_a_mail_that_waits_goes_with_its_address(make_suggestion):
    suggestion = ended(make_suggestion, 31)
    waiting = Mail.objects.create(purpose="suggestion", address=suggestion.address)
    sent = Mail.objects.create(purpose="suggestion", address=suggestion.address, state="sent")
    for occasion, mail in (("receipt", waiting), ("decision", sent)):
        suggestion.mails.create(occasion=occasion, mail=mail)
    retention.sweep()
    assert list(Mail.objects.values_list("state", "address")) == [("sent", "")]


def test_it_may_be_done_twice(make_suggestion):
    ended(make_suggestion, 91)
    assert retention.sweep() == 2
    assert retention.sweep() == 0


# By a clock that is moved, from the form to the end


@pytest.fixture
def declined(told, clock, make_person):
    """Sent with an address and declined at once."""
    receipt = told(what="question", words="Secret words", email="ada@example.org")
    decisions.decline(Suggestion.objects.get().pk, "We do not know.", by=make_person())
    return receipt


@pytest.mark.parametrize(
    ("days", "has_address", "has_texts"),
    [
        (0, True, True),
        (29.9, True, True),
        (30, False, True),
        (89.9, False, True),
        (90, False, False),
    ],
)
def test_what_is_kept_as_days_pass(declined, clock, days, has_address, has_texts):
    clock.shift(days * DAY)
    retention.sweep()
    row = Suggestion.objects.get()
    assert (bool(row.address), bool(row.sealed_receipt)) == (has_address, has_address)
    assert (row.words == "Secret words", row.has_texts) == (has_texts, has_texts)


@pytest.mark.parametrize(("days", "status"), [(0, 200), (89.9, 200), (90, 404), (4000, 404)])
def test_the_receipt_works_until_90_days_after_the_end(client, declined, clock, days, status):
    clock.shift(days * DAY)
    assert client.post("/tell/receipt/", {"receipt": declined}).status_code == status


def test_what_waits_is_kept_however_long_it_waits(told, clock):
    told(what="question", words="Secret words", email="ada@example.org")
    clock.shift(4000 * DAY)
    retention.sweep()
    row = Suggestion.objects.get()
    assert (row.words, bool(row.address)) == ("Secret words", True)
