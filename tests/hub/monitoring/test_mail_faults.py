"""A real mail server that takes nothing, in each of the usual ways, is found out."""

import asyncio
import datetime

import pytest
from django.core.mail import EmailMessage
from django.db.models import F
from django.db.models.functions import Now

from hub.monitoring.checks import late, run_checks
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.models import Mail
from hub.outbox.queue import OutboxBackend

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TIMES = ("created_at", "next_try_at", "first_try_at", "sent_at")


@pytest.fixture(autouse=True)
def _heard(heard):
    heard()


@pytest.fixture
def write():
    def write(number=1):
        for each in range(number):
            message = EmailMessage("News", "Hello", None, [f"reader-{each}@example.org"])
            OutboxBackend().send_messages([message])

    return write


def names_late():
    return [check.name for check in late(run_checks())]


def pass_minutes(minutes):
    """All times of mails are so much older, and what waits for another attempt is due."""
    span = datetime.timedelta(minutes=minutes)
    Mail.objects.update(**{name: F(name) - span for name in TIMES})
    Mail.objects.filter(state="due").update(next_try_at=Now())


def send_for(minutes, rounds=4):
    """A run of the mail worker each so many minutes, divided evenly."""
    for _ in range(rounds):
        Dispatcher().send_due()
        pass_minutes(minutes / rounds)


async def hang_up(speaking):
    speaking.reset()
    await asyncio.sleep(0.1)
    return "451 never heard"


@pytest.mark.parametrize(
    "ways",
    [
        {"mail": "421 4.3.2 closing"},
        {"mail": hang_up},
        {"mail": "550 5.7.1 not you"},
        {"rcpt": "451 4.7.1 later"},
        {"data": "452 4.3.1 disk full"},
        {"rcpt": "550 5.7.1 relaying denied"},
        {"dot": "554 5.7.1 looks like spam"},
    ],
)
def test_a_server_that_refuses_is_late_after_a_quarter_of_an_hour(mail_server, write, ways):
    server = mail_server(**ways)
    write()
    send_for(minutes=12)
    assert names_late() == []
    send_for(minutes=12)
    assert names_late() == ["mails"]
    server.ways.clear()
    write()
    Dispatcher().send_due()
    assert names_late() == []


def test_one_address_that_does_not_exist_is_no_fault_of_the_server_and_three_are(
    mail_server, write
):
    mail_server(rcpt="550 5.1.1 unknown")
    write()
    send_for(minutes=30)
    assert names_late() == []
    write(2)
    send_for(minutes=30)
    assert names_late() == ["mails"]


def test_a_mail_that_is_refused_while_others_are_sent_is_no_fault_of_the_server(mail_server, write):
    server = mail_server(rcpt="451 4.2.2 mailbox full")
    write()
    Dispatcher().send_due()
    server.ways.clear()
    write()
    Mail.objects.filter(attempts=1).update(next_try_at=Now() + datetime.timedelta(hours=1))
    Dispatcher().send_due()
    Mail.objects.update(first_try_at=F("first_try_at") - datetime.timedelta(hours=1))
    assert names_late() == []


def test_after_days_without_a_server_a_mail_still_has_its_day_of_attempts(mail_server, write):
    server = mail_server(mail="421 4.3.2 closing")
    write()
    send_for(minutes=3 * 24 * 60)
    server.ways = {"rcpt": "451 4.7.1 greylisted"}
    Dispatcher().send_due()
    assert Mail.objects.get().state == "due"
    server.ways.clear()
    pass_minutes(5)
    Dispatcher().send_due()
    assert Mail.objects.get().state == "sent"
