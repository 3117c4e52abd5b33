"""Rows of the outbox against a real mail server: what becomes of each."""

import asyncio
import datetime
import logging
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from hub.digests.models import MailItem, Subscriber, Suppression
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.mail_kinds import NothingToSayError
from hub.outbox.models import Mail
from hub.outbox.smtp_client import SmtpConnection

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


async def reset(speaking):
    speaking.reset()
    await asyncio.sleep(0.1)
    return "451 never heard"


def for_one(address, way):
    """A way for the mails to one address only."""

    async def choosing(speaking):
        if speaking.address != address:
            return None
        return way if isinstance(way, str) else await way(speaking)

    return choosing


def live_items(mail):
    return list(mail.items.filter(live=True).values_list("change_id", flat=True))


def test_a_mail_is_sent_once_and_its_row_says_so(mail_server, dispatcher, make_mail):
    server = mail_server()
    mail = make_mail(7, 8, to="ada@example.org")
    assert dispatcher.send_due() == 1
    assert dispatcher.send_due() == 0
    (taken,) = server.taken
    mail.refresh_from_db()
    assert (mail.state, mail.reply, mail.token) == ("sent", "250 2.0.0 taken", None)
    assert mail.sent_at is not None
    assert taken.recipient == "ada@example.org"
    assert taken.message["Message-ID"] == mail.message_id
    assert live_items(mail) == [7, 8]


def test_a_mail_that_has_nothing_left_to_say_is_not_sent(mail_server, dispatcher, make_mail):
    server = mail_server()
    empty, other = make_mail(7), make_mail(8)

    def compose(mail):
        if mail.pk == empty.pk:
            raise NothingToSayError
        return dispatcher.compose(mail)

    Dispatcher(compose, dispatcher.open_transport).send_due()
    assert len(server.taken) == 1
    assert list(Mail.objects.values_list("pk", "state")) == [(other.pk, "sent")]
    assert list(MailItem.objects.values_list("change_id", flat=True)) == [8]


@pytest.mark.parametrize(
    ("step", "way", "state", "live"),
    [
        ("rcpt", "451 4.7.1 later", "due", [1]),
        ("dot", "451 4.3.0 later", "due", [1]),
        ("rcpt", "554 5.7.1 policy", "failed", []),
        ("dot", "554 5.7.1 spam", "failed", []),
        ("rcpt", reset, "due", [1]),
        ("dot", reset, "uncertain", []),
    ],
)
def test_one_bad_recipient_stops_nobody_else(
    mail_server, dispatcher, make_mail, step, way, state, live
):
    server = mail_server(**{step: for_one("bad@example.org", way)})
    make_mail()
    bad = make_mail(1, to="bad@example.org")
    make_mail()
    dispatcher.send_due()
    bad.refresh_from_db()
    assert (bad.state, live_items(bad)) == (state, live)
    assert Mail.objects.filter(state="sent").count() == len(server.taken) == 2
    assert "bad@" not in bad.reply


def test_an_address_that_does_not_exist_is_not_written_to_again(mail_server, dispatcher, make_mail):
    mail_server(rcpt="550 5.1.1 <ada@example.org> unknown")
    mail = make_mail(1)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    waiting = make_mail(2, subscriber=mail.subscriber, next_try_at=tomorrow, period_end=tomorrow)
    dispatcher.send_due()
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert Suppression.objects.get().why == "bounced"
    assert Subscriber.objects.get().state == "left"
    assert not Mail.objects.filter(pk=waiting.pk).exists()


def test_nothing_is_kept_of_an_address_that_never_confirmed(
    mail_server, dispatcher, make_mail, make_subscriber
):
    mail_server(rcpt="550 5.1.1 unknown")
    unconfirmed = make_subscriber(state="unconfirmed", confirmed_at=None)
    make_mail(purpose="confirmation", subscriber=unconfirmed)
    dispatcher.send_due()
    assert not Suppression.objects.exists()


def test_a_refusal_for_now_is_tried_again_later_each_time(mail_server, dispatcher, make_mail):
    mail_server(rcpt="451 4.7.1 later")
    mail = make_mail()
    for minutes in (1, 5, 15):
        begin = timezone.now()
        Mail.objects.update(next_try_at=begin - datetime.timedelta(seconds=1))
        dispatcher.send_due()
        mail.refresh_from_db()
        # Ten per cent more or less, by the number of the mail.
        least, most = (datetime.timedelta(minutes=minutes * factor) for factor in (0.89, 1.11))
        assert begin + least <= mail.next_try_at <= timezone.now() + most
    assert mail.attempts == 3


def test_the_last_attempt_is_a_day_after_the_first(mail_server, dispatcher, make_mail):
    mail_server(rcpt="451 4.7.1 later")
    first = timezone.now() - datetime.timedelta(hours=23, minutes=30)
    mail = make_mail(1, first_try_at=first, attempts=9)
    dispatcher.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.next_try_at) == ("due", first + datetime.timedelta(hours=24))


def test_a_day_after_the_first_attempt_a_mail_is_given_up(mail_server, dispatcher, make_mail):
    mail_server(rcpt="451 4.7.1 later")
    mail = make_mail(1, first_try_at=timezone.now() - datetime.timedelta(hours=24), attempts=9)
    dispatcher.send_due()
    mail.refresh_from_db()
    assert (mail.state, live_items(mail)) == ("failed", [])


def test_a_server_that_takes_nothing_costs_no_attempt(mail_server, dispatcher, make_mail):
    server = mail_server(banner="554 5.7.1 go away")
    mails = [make_mail(1), make_mail(2)]
    dispatcher.send_due()
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("due", 0)
    server.ways.clear()
    Mail.objects.update(next_try_at=timezone.now() - datetime.timedelta(seconds=1))
    dispatcher.send_due()
    assert len(server.taken) == 2


def test_a_confirmation_without_an_answer_is_sent_again_under_its_number(
    mail_server, dispatcher, make_mail
):
    server = mail_server(dot=reset)
    mail = make_mail(purpose="confirmation")
    dispatcher.send_due()
    mail.refresh_from_db()
    assert mail.state == "due"
    server.ways.clear()
    Mail.objects.update(next_try_at=timezone.now() - datetime.timedelta(seconds=1))
    dispatcher.send_due()
    assert [taken.message["Message-ID"] for taken in server.taken] == [mail.message_id]


def test_a_confirmation_is_not_sent_without_end(mail_server, dispatcher, make_mail):
    server = mail_server(dot=reset)
    mail = make_mail(purpose="confirmation")
    for _ in range(6):
        Mail.objects.update(next_try_at=timezone.now() - datetime.timedelta(seconds=1))
        dispatcher.send_due()
    mail.refresh_from_db()
    assert mail.state == "uncertain"
    assert server.heard.count("dot") == 3


@pytest.mark.parametrize("state", ["paused", "left"])
def test_whoever_wants_no_more_mail_gets_none(mail_server, dispatcher, make_mail, state):
    server = mail_server()
    mail = make_mail(1)
    Subscriber.objects.update(state=state, left_at=timezone.now())
    dispatcher.send_due()
    mail.refresh_from_db()
    assert (mail.state, server.taken) == ("failed", [])


def test_a_mail_that_cannot_be_composed_stops_no_other_and_tells_nothing(
    mail_server, dispatcher, make_mail, caplog
):
    server = mail_server()
    broken = make_mail()
    make_mail()

    def compose(mail):
        if mail.pk == broken.pk:
            raise ValueError("reader-9@example.org follows shelters in Bangkok")
        return dispatcher.compose(mail)

    with caplog.at_level(logging.DEBUG):
        Dispatcher(compose, dispatcher.open_transport).send_due()
    assert len(server.taken) == 1
    broken.refresh_from_db()
    assert broken.state == "due"
    assert f"mail {broken.pk} cannot be composed: ValueError" in caplog.text
    assert "example.org" not in caplog.text
    assert "Bangkok" not in caplog.text


def test_no_log_holds_an_address(mail_server, dispatcher, make_mail, caplog):
    mail_server(rcpt="550 5.1.1 <reader@example.org> unknown to mail.example.org", dot=reset)
    make_mail(to="reader@example.org")
    with caplog.at_level(logging.DEBUG, logger="hub"):
        dispatcher.send_due()
    assert "mail" in caplog.text
    assert "reader" not in caplog.text


def test_an_address_that_cannot_be_written_is_refused_without_a_word(
    mail_server, dispatcher, make_mail
):
    server = mail_server()
    mail = make_mail(to="ada eve@example.org")
    make_mail()
    Dispatcher(lambda mail: dispatcher.compose(mail), dispatcher.open_transport).send_due()
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert len(server.taken) == 1


def test_when_time_is_up_the_rest_goes_back(mail_server, dispatcher, make_mail, monkeypatch):
    server = mail_server()
    for _ in range(3):
        make_mail()
    # The first mail takes longer than there is time.
    clock = SimpleNamespace(monotonic=lambda: 1000.0 * len(server.taken))
    monkeypatch.setattr("hub.outbox.dispatcher.time", clock)
    assert dispatcher.send_due() == 1
    assert list(Mail.objects.order_by("pk").values_list("state", "attempts")) == [
        ("sent", 1), ("due", 0), ("due", 0)
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_too_late_is_noted_and_changes_nothing(
    mail_server, dispatcher, make_mail
):
    mail = make_mail(1)

    async def given_up_meanwhile(speaking):
        await asyncio.to_thread(give_up)
        # Longer than from one heartbeat to the next: they find that the row is not ours any more.
        await asyncio.sleep(0.3)

    def give_up():
        Mail.objects.filter(pk=mail.pk).update(state="uncertain")
        MailItem.objects.filter(mail=mail).update(live=False)
        connection.close()

    mail_server(dot=given_up_meanwhile)
    dispatcher.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.reply) == ("uncertain", "(late) 250 2.0.0 taken")


@pytest.mark.parametrize(("begun", "state"), [(False, "due"), (True, "uncertain")])
def test_a_mail_that_breaks_us_stops_no_other(mail_server, dispatcher, make_mail, begun, state):
    server = mail_server()
    broken = make_mail()
    make_mail()

    class BrokenTransport(SmtpConnection):
        def send(self, message, lease):
            if lease.mail == broken:
                if begun:
                    lease.begin_sending()
                raise ArithmeticError
            return super().send(message, lease)

    Dispatcher(dispatcher.compose, BrokenTransport).send_due()
    broken.refresh_from_db()
    assert (broken.state, len(server.taken)) == (state, 1)


def test_a_mail_that_waited_for_days_is_of_the_day_on_which_it_left(
    mail_server, dispatcher, make_mail
):
    """Programs order by the date: it would come below what was read since."""
    server = mail_server()
    written = timezone.now() - datetime.timedelta(days=3)
    Mail.objects.filter(pk=make_mail().pk).update(created_at=written)
    dispatcher.send_due()
    date = parsedate_to_datetime(server.taken[0].message["Date"])
    assert abs(date - timezone.now()) < datetime.timedelta(minutes=1)
