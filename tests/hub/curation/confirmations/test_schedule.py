"""From days to mails: who is asked, who is reminded, whose silence is shown."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.curation.confirmations import confirmation_requests, decisions, schedule, silence
from hub.curation.confirmations.models import Confirmation, ConfirmationMail
from hub.curation.contacts import refusals
from hub.curation.contacts.address_book import remove_contact
from hub.curation.desk.models import Task
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from hub.records.models import RecordNotice
from tests.hub.curation.confirmations.conftest import text_of

pytestmark = pytest.mark.django_db


def days(number):
    return now_in_database() + datetime.timedelta(days=number)


def occasions():
    return list(ConfirmationMail.objects.order_by("pk").values_list("occasion", flat=True))


def sent():
    Mail.objects.update(state=Mail.State.SENT)


def due(tool, number):
    day = timezone.localdate() + datetime.timedelta(days=number)
    Tool.objects.filter(pk=tool.pk).update(next_review_on=day)


# The calendar


@pytest.mark.parametrize(("number", "asked"), [(31, 0), (30, 1), (0, 1), (-5, 1)])
def test_the_maker_is_asked_thirty_days_before_the_next_review(tool, add_contact, number, asked):
    add_contact(tool)
    due(tool, number)
    schedule.schedule_due()
    assert Confirmation.objects.filter(asked_by=None).count() == asked


def test_the_calendar_asks_once_for_one_review(tool, add_contact):
    add_contact(tool)
    due(tool, 10)
    assert (schedule.schedule_due(), schedule.schedule_due()) == (1, 0)


def test_one_address_is_asked_about_one_record_a_day(tool, make_tool, add_contact):
    other = make_tool(slug="other")
    for record in (tool, other):
        add_contact(record)
        due(record, 10)
    assert (schedule.schedule_due(), schedule.schedule_due()) == (1, 0)


def test_nobody_is_written_to_without_a_contact(tool):
    due(tool, 10)
    assert schedule.schedule_due() == 0


def test_no_record_that_is_not_public_is_asked_about(tool, add_contact):
    add_contact(tool)
    due(tool, 10)
    Tool.objects.filter(pk=tool.pk).update(state="draft")
    assert schedule.schedule_due() == 0


# Reminders


def test_two_reminders_and_no_third(ask):
    ask()
    for day in (1, 19, 21, 22, 39, 41, 42, 59):
        schedule.schedule_due(days(day))
    assert occasions() == ["asked", "first", "second"]


def test_a_site_that_was_down_for_weeks_sends_one_reminder(ask):
    ask()
    assert schedule.schedule_due(days(45)) == 1
    assert schedule.schedule_due(days(45)) == 0


def test_nobody_is_reminded_who_has_answered(answered):
    answered(a__url="right")
    assert schedule.schedule_due(days(25)) == 0


def test_nobody_is_reminded_whose_contact_was_removed(ask):
    remove_contact(ask().contact_id)
    assert schedule.schedule_due(days(25)) == 0


# Silence


def test_a_silent_maker_is_shown_to_readers_and_curators(client, ask, tool):
    ask()
    sent()
    assert schedule.close_run_out(days(59)) == 0
    assert schedule.close_run_out(days(61)) == 1
    assert "Not confirmed by its maker since we asked on" in text_of(
        client.get("/tools/safe-case/")
    )
    assert Task.objects.get(closed_at=None).kind == "maker_silent"


def test_the_day_of_the_last_statement_stands_in_the_notice(client, answered, ask, person, tool):
    confirmation = answered(a__url="right")
    decisions.settle(confirmation.pk, ["url"], by=person)
    Confirmation.objects.update(asked_at=days(-100), sent_in_at=days(-90), ended_at=days(-89))
    confirmation_requests.ask_makers(tool, by=person)
    sent()
    schedule.close_run_out(days(61))
    assert "Not confirmed by its maker since" in text_of(client.get("/tools/safe-case/"))
    assert "confirmed" in RecordNotice.objects.get().facts


def test_the_notice_goes_with_the_next_answer(ask, answered, tool, person):
    ask()
    sent()
    schedule.close_run_out(days(61))
    Confirmation.objects.update(asked_at=days(-61), ended_at=days(-1))
    [confirmation] = confirmation_requests.ask_makers(tool, by=person)
    answered(confirmation, a__url="right")
    assert not RecordNotice.objects.exists()


def test_a_mail_that_never_left_makes_nobody_silent(ask):
    ask()
    schedule.close_run_out(days(61))
    assert Confirmation.objects.get().state == "withdrawn"
    assert not RecordNotice.objects.exists()


def test_whoever_refused_mail_is_not_silent(ask):
    confirmation = ask()
    sent()
    refusals.refuse(confirmation.address_key)
    schedule.close_run_out(days(61))
    assert not RecordNotice.objects.exists()


def test_the_notice_goes_when_its_contact_was_the_wrong_one(ask):
    confirmation = ask()
    sent()
    schedule.close_run_out(days(61))
    remove_contact(confirmation.contact_id)
    silence.reconcile()
    assert not RecordNotice.objects.exists()


def test_of_a_recommendation_its_addressee_is_silent(client, ask, make_recommendation):
    ask(make_recommendation(slug="REC-1"), role="addressee")
    sent()
    schedule.close_run_out(days(61))
    page = client.get("/recommendations/REC-1/")
    assert "We asked its addressee on" in text_of(page)
