"""One mail at the end, for those who wanted it."""

import pytest

from hub.imports import notifications
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.models import Mail

pytestmark = pytest.mark.django_db


def test_the_end_is_told_once(apply, rows_of_file, make_person, sent_mails):
    batch = apply(rows_of_file(2), by=make_person(email="ann@example.org"), mail_when_done=True)
    assert (notifications.enqueue_due(), notifications.enqueue_due()) == (1, 0)
    (sent,) = sent_mails()
    assert sent.recipient == "ann@example.org"
    assert "list.csv" in sent.subject
    assert f"/curate/imports/{batch.pk}/" in sent.text


def test_what_it_says_is_sealed_and_erased_once_it_was_sent(
    apply, rows_of_file, make_person, sent_mails
):
    apply(rows_of_file(1), by=make_person(), mail_when_done=True)
    notifications.enqueue_due()
    waiting = Mail.objects.get()
    assert waiting.sealed_message
    assert "list.csv" not in waiting.sealed_message
    sent_mails()
    assert Mail.objects.get().sealed_message == ""


def test_nobody_who_did_not_ask_gets_a_mail(apply, rows_of_file, make_person):
    apply(rows_of_file(1), by=make_person())
    assert notifications.enqueue_due() == 0
    assert not Mail.objects.exists()


def test_a_server_that_takes_nothing_costs_no_mail(apply, rows_of_file, make_person, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    apply(rows_of_file(1), by=make_person(), mail_when_done=True)
    assert notifications.enqueue_due() == 1
    Dispatcher().send_due()
    mail = Mail.objects.get()
    assert (mail.purpose, mail.state, mail.attempts) == ("import", "due", 0)
