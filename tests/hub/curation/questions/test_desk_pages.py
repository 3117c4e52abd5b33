"""The curators' pages of questions and answers."""

import re

import pytest
from django.contrib.auth.models import Permission

from hub.curation.questions.models import Answer, AnsweredQuestion, Question
from tests.hub.curation.questions.conftest import ASKED, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggestion(make_suggestion, make_tool):
    words = "Does it work with shared phones?\nMira has no phone of her own."
    return make_suggestion(kind="question", about_kind="", words=words, record=make_tool())


def test_the_page_of_a_suggestion_leads_to_letting_it_through(client, curator, suggestion):
    text = text_of(client.get(f"/desk/suggestions/{suggestion.pk}/"))
    assert f"/desk/questions/from/{suggestion.pk}/" in text


def test_a_curator_lets_it_through_in_other_words(client, curator, suggestion):
    path = f"/desk/questions/from/{suggestion.pk}/"
    assert "Mira has no phone" in text_of(client.get(path))
    response = client.post(path, {"title": ASKED, "details": ""})
    question = Question.objects.get()
    assert response.headers["Location"] == f"/desk/questions/{question.pk}/"
    assert (question.title, question.opened_by) == (ASKED, curator)
    assert client.get(path).headers["Location"] == f"/desk/questions/{question.pk}/"


def test_private_data_do_not_pass(client, curator, suggestion):
    typed = {"title": ASKED, "details": "Call +41 79 123 45 67."}
    response = client.post(f"/desk/questions/from/{suggestion.pk}/", typed)
    assert response.status_code == 400
    assert "Call +41 79 123 45 67." in text_of(response)
    assert not Question.objects.exists()


def test_what_was_written_too_late_stays_on_the_page(client, curator, suggestion):
    suggestion.state = "dropped"
    suggestion.save(update_fields=["state"])
    response = client.post(f"/desk/questions/from/{suggestion.pk}/", {"title": ASKED})
    assert response.status_code == 409
    assert ASKED in text_of(response)


def test_those_who_are_ticked_are_asked(client, curator, make_question, make_tool, add_maker):
    tool = make_tool()
    contact, question = add_maker(tool), make_question(record=tool)
    path = f"/desk/questions/{question.pk}/"
    assert f'value="c{contact.pk}"' in text_of(client.get(path))
    assert client.post(f"{path}ask/", {}).status_code == 400
    assert client.post(f"{path}ask/", {"who": [f"c{contact.pk}"]}).status_code == 302
    assert question.requests.get().role == "maker"


def test_an_answer_is_published_with_its_edits(client, curator, answered):
    answer = answered()
    path = f"/desk/questions/answers/{answer.pk}/"
    assert "Yes, in two places." in text_of(client.get(path))
    typed = {"text": "Yes.", "role": "maker", "do": "accept"}
    assert client.post(path, typed).status_code == 302
    assert AnsweredQuestion.objects.get().answers.get().text == "Yes."
    text = text_of(client.get(path))
    assert ("As it stands" in text, "Yes, in two places." in text) == (True, True)
    assert client.post(path, typed).status_code == 409


def test_what_was_found_is_published_only_on_purpose(client, curator, answered):
    answer = answered(text="The office has +41 79 123 45 67.", public="1")
    path = f"/desk/questions/answers/{answer.pk}/"
    assert "a telephone number" in text_of(client.get(path))
    typed = {"text": answer.text, "role": "maker", "do": "accept"}
    assert client.post(path, typed).status_code == 400
    assert client.post(path, {**typed, "is_public": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "status", "state"),
    [
        ({"do": "decline", "reason": ""}, 400, "received"),
        ({"do": "decline", "reason": "An advertisement."}, 302, "declined"),
        ({"do": "ask", "back_question": "Where?"}, 302, "asked_back"),
        ({"do": "ask"}, 400, "received"),
        ({"do": "dance"}, 400, "received"),
        ({"do": "accept", "text": ""}, 400, "received"),
    ],
)
def test_each_decision_needs_its_words(client, curator, answered, typed, status, state):
    answer = answered()
    path = f"/desk/questions/answers/{answer.pk}/"
    assert client.post(path, {"text": "Yes.", "role": "maker", **typed}).status_code == status
    assert Answer.objects.get(pk=answer.pk).state == state


def test_a_question_is_closed_with_words_for_its_sender(client, curator, asked):
    request = asked()
    path = f"/desk/questions/{request.question_id}/close/"
    assert client.post(path, {"reason": ""}).status_code == 400
    assert client.post(path, {"reason": "Nobody knows."}).status_code == 302
    assert client.post(path, {"reason": "Again."}).status_code == 409


def test_other_words_for_the_same_question(client, curator, asked):
    request = asked()
    path = f"/desk/questions/{request.question_id}/words/"
    assert client.post(path, {"title": ""}).status_code == 400
    typed = {"title": "With one phone for ten people?", "seen": seen_words(client, request)}
    assert client.post(path, typed).status_code == 302
    assert Question.objects.get().title == "With one phone for ten people?"


def test_words_that_somebody_else_changed_meanwhile_are_read_before_they_go(client, curator, asked):
    request = asked()
    path = f"/desk/questions/{request.question_id}/words/"
    seen = seen_words(client, request)
    client.post(path, {"title": "With one phone for ten people?", "seen": seen})
    response = client.post(path, {"title": "On a shared phone?", "seen": seen})
    assert response.status_code == 409
    page = text_of(response)
    assert "With one phone for ten people?</h1>" in page
    assert 'value="On a shared phone?"' in page
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert client.post(path, {"title": "On a shared phone?", "seen": again}).status_code == 302


def seen_words(client, request):
    page = text_of(client.get(f"/desk/questions/{request.question_id}/"))
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_the_desk_leads_to_the_next_step_in_one_click(client, curator, answered, make_question):
    answer = answered()
    assert f"/desk/questions/answers/{answer.pk}/" in text_of(client.get("/desk/"))


def test_an_answer_that_was_changed_meanwhile_is_read_before_it_is_decided(
    client, curator, answered, send
):
    answer = answered()
    path = f"/desk/questions/answers/{answer.pk}/"
    seen = re.search(r'name="seen" value="([^"]+)"', text_of(client.get(path)))[1]
    send(answer.request, text="No, never: it was another tool.")
    typed = {"do": "accept", "role": "maker", "text": "Yes, in two places.", "seen": seen}
    response = client.post(path, typed)
    assert response.status_code == 409
    assert "No, never: it was another tool." in text_of(response)
    assert "Yes, in two places.</textarea>" in text_of(response)
    assert not AnsweredQuestion.objects.exists()
    again = re.search(r'name="seen" value="([^"]+)"', text_of(response))[1]
    assert client.post(path, {**typed, "seen": again}).status_code == 302


def test_what_is_asked_back_twice_is_mailed_once(client, curator, answered):
    answer = answered()
    for _ in range(2):
        typed = {"do": "ask", "role": "maker", "back_question": "Where?"}
        client.post(f"/desk/questions/answers/{answer.pk}/", typed)
    assert answer.request.mails.filter(occasion="asked_back").count() == 1


def test_a_question_of_markup_alone_is_empty(client, curator, suggestion):
    response = client.post(f"/desk/questions/from/{suggestion.pk}/", {"title": "<b></b>"})
    assert response.status_code == 400
    assert not Question.objects.exists()


@pytest.fixture
def as_staff_with(client, make_person):
    """The browser of somebody without a role, who has these permissions."""

    def sign_in(*codenames):
        person = make_person(is_staff=True, email="staff@example.org")
        person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(person)
        return client

    return sign_in


def test_a_sender_s_words_are_for_those_who_may_read_suggestions(as_staff_with, suggestion):
    path = f"/desk/questions/from/{suggestion.pk}/"
    assert as_staff_with("change_question").get(path).status_code == 403


def test_who_may_not_add_records_publishes_no_first_answer(as_staff_with, answered):
    answer = answered()
    browser = as_staff_with("change_question", "change_answeredquestion")
    typed = {"do": "accept", "text": "Yes.", "role": "maker"}
    response = browser.post(f"/desk/questions/answers/{answer.pk}/", typed)
    assert response.status_code == 403
    assert not AnsweredQuestion.objects.exists()


def test_an_answer_that_one_person_may_not_publish_is_said(
    client, curator, answered, refusing_ledger, make_answered_question
):
    answer = answered()
    shown = make_answered_question()
    Question.objects.filter(pk=answer.request.question_id).update(answered=shown)
    with refusing_ledger() as refused:
        typed = {"text": "Yes.", "role": "maker", "do": "accept"}
        sent = client.post(f"/desk/questions/answers/{answer.pk}/", typed)
    refused.check(client, sent)
    assert "Yes." in text_of(sent)
