"""Whoever is asked: by a signed link, looked at before it is sent."""

import datetime

import pytest

from hub.curation.contacts.refusals import is_refused
from hub.curation.questions import answer_links, answer_review, question_review, retention
from hub.curation.questions.models import Answer, AnswerRequest
from hub.records.database_clock import now_in_database
from tests.hub.curation.questions.conftest import ASKED, text_of

pytestmark = pytest.mark.django_db
YES = "Yes, in two places."


def page(client, token):
    return client.get("/answer/", {"token": token})


def test_the_page_shows_the_question_and_its_record_and_changes_nothing(client, asked, token_of):
    request = asked()
    response = page(client, token_of(request))
    text = text_of(response)
    assert response.status_code == 200
    assert ASKED in text
    assert "Safe Case" in text
    assert "Mira" not in text
    assert not Answer.objects.exists()
    assert "no-store" in response.headers["Cache-Control"]


def test_it_is_looked_at_before_it_is_sent(asked, send):
    response = send(asked(), step="look", name="Ann Other")
    text = text_of(response)
    assert (YES in text, "Ann Other" in text, "is not shown" in text) == (True, True, True)
    assert not Answer.objects.exists()


def test_what_was_sent_waits_for_a_curator(client, asked, send, token_of):
    request = asked()
    assert send(request, name="Ann", show="1").status_code == 303
    answer = Answer.objects.get()
    assert (answer.text, answer.state, answer.shown_name) == (YES, "received", "Ann")
    assert YES in text_of(page(client, token_of(request)))


def test_a_name_without_its_tick_is_shown_to_nobody(asked, send):
    send(asked(), name="Ann")
    assert Answer.objects.get().shown_name == ""


def test_it_can_be_changed_until_a_curator_has_decided(client, asked, send, token_of):
    request = asked()
    send(request)
    again = client.get("/answer/", {"token": token_of(request), "change": "1"})
    assert YES in text_of(again)
    send(request, text="No.")
    assert Answer.objects.get().text == "No."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " "}, "Nothing was typed yet."),
        ({"text": "x" * 4001}, "Shorten this to 4000 letters."),
        ({"role": "king"}, "Choose what you have to do with it."),
        ({"name": "n" * 201}, "Shorten this to 200 letters."),
    ],
)
def test_what_cannot_be_taken_in_gets_a_sentence(asked, send, typed, sentence):
    response = send(asked(), **typed)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not Answer.objects.exists()


def test_private_data_are_found_before_it_is_sent(asked, send):
    request = asked()
    response = send(request, text="Call Mira on +41 79 123 45 67.")
    assert response.status_code == 400
    assert "a telephone number" in text_of(response)
    assert send(request, text="Call the office on +41 79 123 45 67.", public="1").status_code == 303
    assert Answer.objects.get().findings == [{"what": "phone", "meant_public": True}]


def test_markup_is_cleaned_without_losing_words(asked, send):
    send(asked(), text="<p>Yes, in <b>two</b> places.</p>")
    assert Answer.objects.get().text == YES


def test_a_wrong_link_and_one_of_a_withdrawn_question_answer_alike(client, asked, token_of, person):
    request = asked()
    wrong = page(client, "1-abcdefghijkl.abcdefghijklmnopqrstuv")
    question_review.close(request.question_id, "Not for us.", by=person)
    withdrawn = page(client, token_of(request))
    assert (wrong.status_code, withdrawn.status_code) == (404, 404)
    assert wrong.content == withdrawn.content


def test_what_is_sent_to_a_withdrawn_question_stays_on_the_page(asked, send, person):
    request = asked()
    question_review.close(request.question_id, "Not for us.", by=person)
    response = send(request)
    assert response.status_code == 404
    assert YES in text_of(response)
    assert not Answer.objects.exists()


def test_what_is_sent_after_a_decision_stays_on_the_page(answered, send, person):
    answer = answered()
    answer_review.decline(answer.pk, "Too short.", by=person)
    response = send(answer.request, text="A longer one.")
    assert response.status_code == 409
    assert "A longer one." in text_of(response)


def test_the_link_says_what_became_of_the_answer(client, answered, token_of, person):
    answer = answered()
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    text = text_of(page(client, token_of(answer.request)))
    assert "It stands on this site." in text
    assert "/questions/has-anybody-used-it-with-shared-phones/" in text


def test_what_a_curator_asks_back_stands_at_the_link(client, answered, token_of, person):
    answer = answered()
    answer_review.ask_back(answer.pk, "In which country?", by=person)
    text = text_of(page(client, token_of(answer.request)))
    assert ("In which country?" in text, YES in text) == (True, True)


def test_a_link_runs_out_after_sixty_days(client, asked, token_of):
    request = asked()
    request.expires_at = request.asked_at
    request.save(update_fields=["expires_at"])
    assert page(client, token_of(request)).status_code == 404


# Do not ask me again


def test_to_look_at_the_page_of_refusal_changes_nothing(client, asked, token_of):
    request = asked()
    response = client.get("/answer/stop/", {"token": token_of(request, answer_links.STOP)})
    assert response.status_code == 200
    assert not is_refused("info@maker.example")


def test_do_not_ask_me_again_is_honoured_at_once(client, asked, token_of):
    request = asked()
    token = token_of(request, answer_links.STOP)
    response = client.post(f"/answer/stop/?token={token}", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    request.refresh_from_db()
    assert (request.address, request.refused_at is not None) == ("", True)
    assert is_refused("info@maker.example")
    assert client.post(f"/answer/stop/?token={token}").status_code == 200


def test_an_answer_link_does_not_stop_anything(client, asked, token_of):
    response = client.post("/answer/stop/", {"token": token_of(asked())})
    assert response.status_code == 404


@pytest.mark.parametrize("whom", ["contact", "curator"])
def test_an_old_mail_still_stops_all_others(client, asked, token_of, person, whom):
    request, address = asked(), "info@maker.example"
    if whom == "curator":
        address = person.email
        AnswerRequest.objects.filter(pk=request.pk).update(contact=None, person=person)
    retention.sweep(now_in_database() + datetime.timedelta(days=91))
    assert AnswerRequest.objects.get().address_key == ""
    client.post("/answer/stop/", {"token": token_of(request, answer_links.STOP)})
    assert is_refused(address)


def test_a_letter_changed_anywhere_in_a_link_is_no_link(client, asked, token_of):
    token = token_of(asked())
    dead = page(client, "1-none.none").content
    for place, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        response = page(client, f"{token[:place]}{other}{token[place + 1 :]}")
        assert (response.status_code, response.content) == (404, dead)


@pytest.mark.parametrize("path", ["/answer/", "/answer/stop/"])
@pytest.mark.parametrize("purpose", [answer_links.ANSWER, answer_links.STOP])
def test_no_page_of_a_link_is_kept_or_told_to_others(client, asked, token_of, path, purpose):
    response = client.get(path, {"token": token_of(asked(), purpose)})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
