"""The mails to those who are asked, the reminder, and what is erased."""

import datetime
from email import message_from_bytes, policy

import pytest

from hub.curation.contacts import refusals
from hub.curation.questions import answer_review, question_review, reminders, retention
from hub.curation.questions.models import Answer, AnswerRequest, Practitioner, Question
from hub.curation.suggestions.models import Suggestion
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds
from hub.outbox.models import Mail
from hub.outbox.sealing import seal
from hub.records.database_clock import now_in_database
from tests.hub.curation.questions.conftest import ASKED

pytestmark = pytest.mark.django_db


def days(number):
    return now_in_database() + datetime.timedelta(days=number)


def composed(request, occasion="asked"):
    return mail_kinds.compose(request.mails.get(occasion=occasion).mail)


def test_the_maker_reads_the_question_and_gets_a_link(asked):
    request = asked()
    message = composed(request)
    assert message["To"] == "info@maker.example"
    assert "Safe Case" in message["Subject"]
    assert ASKED in message.get_content()
    assert "/answer/?token=" in message.get_content()


def test_it_is_stopped_by_one_click_and_says_who_writes(asked):
    request = asked()
    message = composed(request)
    stop = message["List-Unsubscribe"].strip("<>")
    assert stop in message.get_content()
    assert "/answer/stop/?token=" in stop
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == request.mails.get(occasion="asked").mail.message_id
    assert message["Content-Language"] == "en"
    assert site_name() in message["From"]


def test_words_in_other_scripts_arrive(asked):
    asked_in_arabic = "هل استخدمه أحد على هواتف مشتركة؟"
    message = composed(asked(title=asked_in_arabic))
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert asked_in_arabic in read.get_content()


def test_the_sender_s_own_words_are_mailed_to_nobody(asked):
    assert "Mira" not in composed(asked()).get_content()


def test_a_practitioner_s_mail_names_neither_tool_nor_question(asked):
    request = asked()
    AnswerRequest.objects.filter(pk=request.pk).update(role="practitioner")
    message = composed(request)
    assert "Safe Case" not in message["Subject"] + message.get_content()
    assert ASKED not in message.get_content()


def test_nor_does_its_sender_say_whose_site_asks(asked):
    request = asked()
    AnswerRequest.objects.filter(pk=request.pk).update(role="practitioner")
    message = composed(request)
    assert site_name() not in message["From"] + message["Subject"]
    assert "@" in message["From"]


def test_no_mail_says_what_was_answered(answered, person):
    answer = answered()
    answer_review.ask_back(answer.pk, "In Kenya?", by=person)
    body = composed(answer.request, "asked_back").get_content()
    assert ("In Kenya?" in body, "two places" in body) == (False, False)


def test_whoever_refused_meanwhile_gets_nothing(asked):
    request = asked()
    refusals.refuse(request.address_key)
    assert not mail_kinds.kind_of(request.mails.get().mail).is_wanted(request.mails.get().mail)


def test_a_mail_that_came_back_is_noted_and_the_question_waits(asked):
    request = asked()
    mail = request.mails.get().mail
    mail_kinds.kind_of(mail).handle_bounce(mail)
    request.refresh_from_db()
    assert request.unreachable_at is not None
    assert Question.objects.stuck(now_in_database()).count() == 1


def test_one_reminder_after_three_weeks(asked):
    request = asked()
    assert reminders.remind(days(20)) == 0
    assert reminders.remind(days(22)) == 1
    assert reminders.remind(days(40)) == 0
    assert request.mails.filter(occasion="reminder").count() == 1


def test_nobody_is_reminded_who_has_answered(answered):
    answered()
    assert reminders.remind(days(22)) == 0


def test_after_sixty_days_a_curator_has_to_choose(asked):
    asked()
    assert Question.objects.stuck(days(59)).count() == 0
    assert Question.objects.stuck(days(61)).count() == 1


# What is erased


def test_addresses_go_thirty_days_after_the_end(asked, person):
    request = asked()
    question_review.close(request.question_id, "Nobody knows.", by=person)
    retention.sweep(days(29))
    request.refresh_from_db()
    assert request.address
    retention.sweep(days(31))
    request.refresh_from_db()
    assert (request.address, request.address_key) == ("", "")
    assert not Mail.objects.filter(request_mail__request=request).exclude(address="").exists()


def test_an_address_goes_thirty_days_after_its_link_ran_out(asked):
    asked()
    retention.sweep(days(89))
    assert AnswerRequest.objects.exclude(address="").count() == 1
    retention.sweep(days(91))
    assert AnswerRequest.objects.exclude(address="").count() == 0


def test_declined_words_go_after_ninety_days(answered, person):
    answer = answered(name="Ann")
    answer_review.decline(answer.pk, "An advertisement.", by=person)
    retention.sweep(days(89))
    assert Answer.objects.get().text
    retention.sweep(days(91))
    answer.refresh_from_db()
    assert (answer.text, answer.name, answer.reason) == ("", "", "An advertisement.")


def test_the_words_of_a_withdrawn_question_go_after_ninety_days(asked):
    request = asked()
    question_review.withdraw_by_sender(request.question.suggestion)
    retention.sweep(days(91))
    assert Question.objects.get().title == ""


@pytest.mark.parametrize(
    ("state", "after", "kept"),
    [("accepted", 700, True), ("accepted", 740, False), ("declined", 31, False)],
)
def test_whoever_agreed_is_kept_two_years_with_an_accepted_note(
    make_suggestion, state, after, kept
):
    reason = "No." if state == "declined" else ""
    note = make_suggestion(
        kind="practice", state=state, reason=reason, decided_at=now_in_database()
    )
    Practitioner.objects.create(
        suggestion=note, record_kind="tool", record_id=1, address=seal("a@b.example"),
        address_key="k" * 64,
    )  # fmt: skip
    retention.sweep(days(after))
    assert bool(Practitioner.objects.get().address) is kept


def test_erasing_twice_changes_nothing(asked, person):
    request = asked()
    question_review.close(request.question_id, "Nobody knows.", by=person)
    assert retention.sweep(days(200)) > 0
    assert retention.sweep(days(200)) == 0
    assert Suggestion.objects.count() == 1
