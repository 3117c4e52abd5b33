"""What is put into the outbox, and when a worker is woken for it."""

import logging

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction

from hub.outbox import sealing, tasks
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.models import Mail
from hub.outbox.queue import enqueue, enqueue_message

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def calls(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.send_mails, "apply_async", lambda **options: calls.append(options))
    return calls


@pytest.fixture
def _backend(settings):
    settings.EMAIL_BACKEND = "hub.outbox.queue.OutboxBackend"


def message(**parts):
    values = {"subject": "Grüße", "body": "Zwei\n.\nZeilen", "to": ["ada@example.org"], **parts}
    return EmailMessage(**values)


def test_a_worker_is_woken_after_the_commit(calls, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(Mail(purpose="message", address=sealing.seal("ada@example.org")))
        assert calls == []
    assert [call["args"] for call in calls] == [()]


def test_a_message_is_sent_as_it_was_written(sent_mails):
    enqueue_message(message(), Mail(purpose="message", address=sealing.seal("ada@example.org")))
    (mail,) = sent_mails()
    assert (mail.recipient, mail.subject) == ("ada@example.org", "Grüße")
    assert mail.text.split() == ["Zwei", ".", "Zeilen"]


def test_neither_text_nor_address_stand_in_the_row(sent_mails):
    enqueue_message(message(), Mail(purpose="message", address=sealing.seal("ada@example.org")))
    values = str(Mail.objects.values())
    assert "ada@" not in values
    assert "Zeilen" not in values


def test_what_was_sent_is_erased(sent_mails):
    enqueue_message(message(), Mail(purpose="message", address=sealing.seal("ada@example.org")))
    sent_mails()
    mail = Mail.objects.get()
    assert (mail.state, mail.sealed_message) == ("sent", "")


def test_parts_and_other_encodings_survive(mail_server):
    server = mail_server()
    both = EmailMultiAlternatives("Subject", "Tëxt", None, ["ada@example.org"])
    both.encoding = "iso-8859-1"
    both.attach_alternative("<p>Tëxt</p>", "text/html")
    both.attach("data.bin", bytes(range(256)), "application/octet-stream")
    enqueue_message(both, Mail(purpose="message", address=sealing.seal("ada@example.org")))
    Dispatcher().send_due()
    (taken,) = server.taken
    parts = {
        part.get_content_type(): part.get_payload(decode=True) for part in taken.message.walk()
    }
    assert parts["application/octet-stream"] == bytes(range(256))
    assert "Tëxt" in parts["text/html"].decode("iso-8859-1")


@pytest.mark.usefixtures("_backend")
def test_what_a_library_sends_goes_the_same_way(sent_mails):
    assert send_mail("News", "Text", None, ["ada@example.org", "eve@example.org"]) == 1
    assert {mail.recipient for mail in sent_mails()} == {"ada@example.org", "eve@example.org"}


@pytest.mark.usefixtures("_backend")
def test_nothing_is_put_in_where_the_transaction_fails(sent_mails, calls):
    with transaction.atomic():
        send_mail("News", "Text", None, ["ada@example.org"])
        transaction.set_rollback(True)
    assert (sent_mails(), calls) == ([], [])


def test_whoever_waits_is_written_to_before_all_digests(make_mail, make_person, mail_server):
    server = mail_server()
    make_mail(1)
    person = make_person(email="ada@example.org")
    enqueue(Mail(purpose="password_reset", person=person))
    Dispatcher().send_due()
    assert server.taken[0].recipient == "ada@example.org"


def test_a_person_who_was_deleted_is_not_written_to(make_person, sent_mails):
    person = make_person()
    enqueue(Mail(purpose="password_reset", person=person))
    person.delete()
    assert sent_mails() == []
    assert Mail.objects.get().reply == "no longer wanted"


def test_a_mail_without_an_answer_is_uncertain_and_never_sent_again_by_itself(
    make_person, mail_server, caplog
):
    async def reset(speaking):
        speaking.reset()
        return ""

    server = mail_server(dot=reset)
    with caplog.at_level(logging.DEBUG, logger="hub"):
        enqueue(Mail(purpose="password_reset", person=make_person(email="ada@example.org")))
        Dispatcher().send_due()
        Dispatcher().send_due()
    assert Mail.objects.get().state == "uncertain"
    assert server.heard.count("dot") == 1
    assert "ada" not in caplog.text


def test_a_purpose_that_no_room_composes_any_more_waits_and_stops_nothing(make_person, sent_mails):
    mail = enqueue(Mail(purpose="gone", person=make_person()))
    enqueue(Mail(purpose="password_reset", person=make_person()))
    assert len(sent_mails()) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.reply) == ("due", "could not be composed")
