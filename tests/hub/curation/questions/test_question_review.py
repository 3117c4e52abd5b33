"""A question from the curator who lets it through to its end."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from hub.curation.contacts import refusals
from hub.curation.desk.models import Task
from hub.curation.questions import answer_review, question_review
from hub.curation.questions.candidates import candidates
from hub.curation.questions.models import Answer, AnsweredQuestion, Question, RequestMail
from hub.curation.questions.question_review import TooLate
from hub.curation.suggestions.models import Suggestion, SuggestionMail
from hub.records.models import Change
from tests.hub.curation.questions.conftest import ASKED

pytestmark = pytest.mark.django_db


def open_tasks():
    return set(Task.objects.still_open().values_list("kind", flat=True))


def test_a_question_that_was_let_through_waits_for_whom_to_ask(make_question):
    question = make_question()
    assert (question.title, question.suggestion.state) == (ASKED, "asked")
    assert open_tasks() == {"question"}


def test_the_desk_names_the_record_and_nothing_that_was_written(make_question, make_tool):
    question = make_question(record=make_tool(name="Safe Case"))
    assert Task.objects.get(kind="question").title == f"Question {question.pk}: Safe Case"


def test_the_words_of_the_sender_stay_apart(make_question):
    question = make_question()
    suggestion = Suggestion.objects.get(pk=question.suggestion_id)
    assert "Mira" in suggestion.words
    assert "Mira" not in f"{question.title} {question.details}"


def test_it_is_let_through_once(make_question, person):
    question = make_question()
    with pytest.raises(TooLate):
        question_review.let_through(question.suggestion_id, "Again?", "", by=person)


def test_only_a_question_is_let_through(make_suggestion, person):
    suggestion = make_suggestion(kind="danger")
    with pytest.raises(TooLate):
        question_review.let_through(suggestion.pk, "Really?", "", by=person)


# Whom to ask


def test_the_contact_of_the_record_and_the_curators_can_be_asked(
    make_question, make_tool, add_maker, curator, person
):
    tool = make_tool()
    contact = add_maker(tool)
    names = [each.name for each in candidates(make_question(record=tool), asking=person)]
    assert names == [f"c{contact.pk}", f"u{curator.pk}"]


def test_another_curator_is_named_as_one_and_whoever_asks_is_not_offered(
    make_question, curator, person
):
    question = make_question()
    person.is_superuser = True
    person.save()
    curator.name = "Ada"
    curator.save()
    labels = [each.label for each in candidates(question, asking=person)]
    assert labels == ["A curator: Ada"]


def test_nobody_sees_an_address(make_question, make_tool, add_maker, curator, person):
    tool = make_tool()
    add_maker(tool)
    labels = " ".join(each.label for each in candidates(make_question(record=tool), asking=person))
    assert "@maker.example" not in labels


def test_whoever_does_not_want_to_be_asked_is_no_candidate(
    make_question, make_tool, add_maker, person
):
    tool = make_tool()
    refusals.refuse(add_maker(tool).address_key)
    assert candidates(make_question(record=tool), asking=person) == []


def test_each_is_asked_once(asked, person):
    request = asked()
    with pytest.raises(ValidationError, match="Tick whom to ask"):
        question_review.ask(request.question_id, [f"c{request.contact_id}"], by=person)


def test_whoever_is_asked_gets_one_mail_and_the_task_is_done(asked):
    request = asked()
    assert [row.occasion for row in request.mails.all()] == ["asked"]
    assert open_tasks() == set()


# Answers


def test_an_answer_waits_on_the_desk(answered):
    answered()
    assert open_tasks() == {"question-answer"}


def test_an_accepted_answer_stands_on_a_page_of_its_own_with_its_role(answered, person):
    answer = answered(name="Ann Other")
    record = answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    assert (record.title, record.tool.slug, record.state) == (ASKED, "safe-case", "published")
    row = record.answers.get()
    assert (row.text, row.role, row.name) == ("Yes.", "maker", "")


@pytest.mark.django_db(transaction=True)
def test_two_of_one_title_answered_in_one_moment_have_an_address_each(
    answered, asked, make_tool, person
):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after the other")
    first = answered()
    other = make_tool(slug="other-case", name="Other Case")
    second = answered(asked(record=other, receipt_key="0" * 64))

    def accept_second():
        try:
            return answer_review.accept(second.pk, "No.", "maker", by=person).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            slug = answer_review.accept(first.pk, "Yes.", "maker", by=person).slug
            at_once = pool.submit(accept_second)
            await_lock()
        assert at_once.result() == f"{slug}-{second.request.question_id}"


def await_lock():
    """Until another connection waits for what this transaction holds."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with connection.cursor() as cursor:
        for _attempt in range(200):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_a_name_with_its_tick_stands_beside_the_answer(answered, person):
    answer = answered(name="Ann Other", show="1")
    record = answer_review.accept(answer.pk, answer.text, "maker", by=person)
    assert record.answers.get().name == "Ann Other"


def test_what_was_sent_is_kept_beside_what_was_published(answered, person):
    answer = answered()
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    answer.refresh_from_db()
    assert (answer.text, answer.published) == ("Yes, in two places.", "Yes.")


def test_an_answer_is_news(answered, person):
    record = answer_review.accept(answered().pk, "Yes.", "maker", by=person)
    change = Change.objects.get(kind="question")
    assert (change.what, change.record_id, change.title) == ("published", record.pk, ASKED)


def test_a_second_answer_stands_beside_the_first_and_is_news(
    asked, answered, send, person, curator
):
    request = asked()
    first = answered(request)
    answer_review.accept(first.pk, "Yes.", "maker", by=person)
    question_review.ask(request.question_id, [f"u{curator.pk}"], by=person)
    second = answered(request.question.requests.latest("pk"), text="No.", role="curator")
    record = answer_review.accept(second.pk, "No.", "curator", by=person)
    assert [row.text for row in record.answers.all()] == ["Yes.", "No."]
    whats = Change.objects.filter(kind="question").order_by("pk").values_list("what", flat=True)
    assert list(whats) == ["published", "updated"]
    assert AnsweredQuestion.objects.count() == 1


def test_a_question_about_a_situation_is_about_no_record(make_question, answered, person, curator):
    question = make_question()
    question_review.ask(question.pk, [f"u{curator.pk}"], by=person)
    answer = answered(question.requests.get(), role="curator")
    record = answer_review.accept(answer.pk, "Yes.", "curator", by=person)
    assert (record.subject, record.is_public) == (None, True)


def test_the_sender_is_told_once(answered, person, with_address):
    answer = answered()
    suggestion = answer.request.question.suggestion
    Suggestion.objects.filter(pk=suggestion.pk).update(**with_address)
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    suggestion.refresh_from_db()
    assert suggestion.state == "accepted"
    assert SuggestionMail.objects.filter(occasion="decision", mail__isnull=False).count() == 1


def test_where_a_shelter_is_cannot_be_published(answered, person):
    with pytest.raises(ValidationError):
        answer_review.accept(answered().pk, "It is at 12 Baker Street.", "maker", by=person)
    assert not AnsweredQuestion.objects.exists()


def test_an_answer_about_a_record_that_is_gone_is_not_published(
    make_question, answered, person, curator
):
    question = make_question(record_kind="tool", record_id=999_999)
    question_review.ask(question.pk, [f"u{curator.pk}"], by=person)
    answer = answered(question.requests.get(), role="curator")
    with pytest.raises(ValidationError, match="not there any more"):
        answer_review.accept(answer.pk, "Yes.", "curator", by=person)


def test_an_answer_is_declined_with_a_reason(answered, person):
    answer = answered()
    with pytest.raises(ValidationError):
        answer_review.decline(answer.pk, " ", by=person)
    answer_review.decline(answer.pk, "This is an advertisement.", by=person)
    answer.refresh_from_db()
    assert (answer.state, answer.reason) == ("declined", "This is an advertisement.")
    assert open_tasks() == {"question"}  # nobody is waited for any more


def test_what_a_curator_asks_back_is_mailed_each_time(answered, send, person):
    answer = answered()
    for text in ("Where?", "When?"):
        answer_review.ask_back(answer.pk, text, by=person)
        assert open_tasks() == set()
        send(answer.request, text="Again.")
        assert open_tasks() == {"question-answer"}
    assert RequestMail.objects.filter(occasion="asked_back").count() == 2


def test_two_curators_decide_once(answered, person):
    answer = answered()
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    with pytest.raises(TooLate):
        answer_review.decline(answer.pk, "No.", by=person)


# The end


def test_a_question_that_nobody_answered_is_closed_with_a_reason(asked, person):
    request = asked()
    with pytest.raises(ValidationError):
        question_review.close(request.question_id, "", by=person)
    question_review.close(request.question_id, "Nobody knows.", by=person)
    suggestion = Suggestion.objects.get(pk=request.question.suggestion_id)
    assert (suggestion.state, suggestion.reason) == ("declined", "Nobody knows.")
    assert Question.objects.get().state == "withdrawn"
    assert not RequestMail.objects.filter(mail__isnull=False).exists()


def test_a_question_that_was_answered_is_closed_without_one(answered, person):
    answer = answered()
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    question_review.close(answer.request.question_id, "", by=person)
    assert Question.objects.get().state == "closed"
    assert Suggestion.objects.get().state == "accepted"


def test_a_sender_takes_a_question_back(answered):
    answer = answered()
    suggestion = answer.request.question.suggestion
    assert question_review.withdraw_by_sender(suggestion)
    suggestion.refresh_from_db()
    answer.refresh_from_db()
    assert (suggestion.state, answer.state, Question.objects.get().state) == (
        "withdrawn", "declined", "withdrawn",
    )  # fmt: skip
    assert open_tasks() == set()
    assert Answer.objects.waiting().count() == 0


def test_what_stands_on_the_site_is_not_taken_back_by_a_receipt(answered, person):
    answer = answered()
    answer_review.accept(answer.pk, "Yes.", "maker", by=person)
    assert not question_review.withdraw_by_sender(answer.request.question.suggestion)
