"""Whoever asked, by the receipt; and whoever agreed to be asked."""

import pytest

from hub.curation.contacts.refusals import address_key, refuse
from hub.curation.questions import answer_review
from hub.curation.questions.candidates import candidates
from hub.curation.questions.models import Practitioner
from hub.curation.suggestions.models import Suggestion
from tests.hub.curation.questions.conftest import ASKED, RECEIPT, text_of
from tests.hub.curation.suggestions.conftest import tell, told, unhurried  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
NOTE = {"what": "practice", "f__worked": "It needs no network.", "email": "ann@example.org"}


def receipt(client, **posted):
    if posted:
        return client.post("/tell/receipt/", {"receipt": RECEIPT, **posted})
    return client.get("/tell/receipt/", {"receipt": RECEIPT})


def test_the_receipt_says_that_others_were_asked_and_in_which_words(client, asked):
    asked()
    text = text_of(receipt(client))
    for words in ("Others were asked", "We have asked 1 person", ASKED, "Take my question back"):
        assert words in text


def test_the_receipt_leads_to_the_answer(client, answered, person):
    answer_review.accept(answered().pk, "Yes.", "maker", by=person)
    text = text_of(receipt(client))
    assert "/questions/has-anybody-used-it-with-shared-phones/" in text
    assert "Take my question back" not in text


def test_a_question_is_taken_back_by_its_receipt(client, asked):
    asked()
    response = receipt(client, step="withdraw")
    assert response.status_code == 200
    assert "Withdrawn by its sender" in text_of(response)
    assert Suggestion.objects.get().state == "withdrawn"
    assert receipt(client, step="withdraw").status_code == 409


def test_a_question_that_nobody_has_read_is_taken_back_too(client, make_suggestion):
    from hub.curation.suggestions import receipts

    make_suggestion(kind="question", about_kind="", receipt_key=receipts.receipt_key(RECEIPT))
    assert receipt(client, step="withdraw").status_code == 200
    assert Suggestion.objects.get().state == "withdrawn"


def test_a_correction_cannot_be_taken_back_so(client, make_suggestion):
    from hub.curation.suggestions import receipts

    make_suggestion(receipt_key=receipts.receipt_key(RECEIPT))
    assert receipt(client, step="withdraw").status_code == 409


# Practitioners who agreed


def test_only_a_practice_note_asks_whether_one_may_be_asked(client, make_tool):
    make_tool(slug="map")
    assert "I may be asked about it" in text_of(client.get("/tell/?what=practice&about=tool/map"))
    assert "I may be asked" not in text_of(client.get("/tell/?what=correction&about=tool/map"))


def test_to_be_asked_needs_an_address(tell, make_tool):  # noqa: F811 - a fixture
    make_tool(slug="map")
    response = tell(**{**NOTE, "email": "", "asked": "1", "about": "tool/map"})
    assert response.status_code == 400
    assert "To be asked about it, give an e-mail address" in text_of(response)


def test_the_look_says_what_the_address_is_kept_for(tell, make_tool):  # noqa: F811
    make_tool(slug="map")
    text = text_of(tell("look", **NOTE, asked="1", about="tool/map"))
    assert "I may be asked about it" in text
    assert 'name="asked"' in text


def test_whoever_agreed_can_be_asked_once_the_note_is_accepted(
    told,  # noqa: F811
    make_tool,
    make_question,
    person,
):
    tool = make_tool(slug="map")
    told(**NOTE, asked="1", about="tool/map")
    question = make_question(record=tool)
    assert candidates(question, asking=person) == []
    Suggestion.objects.filter(kind="practice").update(state="accepted")
    (one,) = candidates(question, asking=person)
    assert (one.role, "ann@" in one.label) == ("practitioner", False)


def test_without_the_tick_nobody_is_kept(told, make_tool):  # noqa: F811
    make_tool(slug="map")
    told(**NOTE, about="tool/map")
    assert not Practitioner.objects.exists()


def test_whoever_has_refused_mail_is_not_kept(told, make_tool):  # noqa: F811
    make_tool(slug="map")
    refuse(address_key("ann@example.org"))
    told(**NOTE, asked="1", about="tool/map")
    assert not Practitioner.objects.exists()
