"""What the outbox does not keep."""

import datetime

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from hub.outbox import sealing
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.mail_kinds import OperatorDecision
from hub.outbox.models import Mail
from hub.outbox.operator_actions import resend
from hub.outbox.queue import enqueue, enqueue_message
from hub.outbox.retention import MAILS_KEPT, MESSAGES_KEPT, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def make_message():
    def make(**values):
        mail = Mail(purpose="message", address=sealing.seal("ada@example.org"), **values)
        return enqueue_message(EmailMessage("News", "Text", None, ["ada@example.org"]), mail)

    return make


def sweep_after(mail, age):
    sweep(now=mail.created_at + age)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_until_72_hours_a_message_can_be_sent_again(make_message, state):
    mail = sweep_after(make_message(state=state), MESSAGES_KEPT - SECOND)
    assert resend(mail.pk) is OperatorDecision.DONE


@pytest.mark.parametrize("state", ["sent", "failed", "uncertain"])
def test_after_72_hours_neither_message_nor_address_is_left(make_message, state):
    mail = sweep_after(make_message(state=state), MESSAGES_KEPT)
    assert (mail.address, mail.sealed_message, mail.state) == ("", "", state)
    if state != "sent":
        assert resend(mail.pk) is OperatorDecision.NOBODY


def test_of_a_message_to_a_person_the_text_goes(make_person):
    mail = enqueue_message(
        EmailMessage("News", "Text", None, ["ada@example.org"]),
        Mail(purpose="import", person=make_person(), state="failed"),
    )
    sweep_after(mail, MESSAGES_KEPT)
    assert resend(mail.pk) is OperatorDecision.ERASED


def test_a_message_that_waits_for_the_mail_server_stays(make_message):
    mail = sweep_after(make_message(), MESSAGES_KEPT * 10)
    assert mail.sealed_message


def test_a_mail_that_was_sent_is_deleted_after_90_days(make_person):
    mail = enqueue(Mail(purpose="password_reset", person=make_person(), state="sent"))
    sweep_after(mail, MAILS_KEPT - SECOND)
    sweep(now=mail.created_at + MAILS_KEPT)
    assert not Mail.objects.exists()


def test_the_file_of_a_mail_goes_with_the_person(settings, tmp_path, make_person):
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path / "mail"
    person, other = make_person(), make_person()
    for recipient in (person, other):
        enqueue(Mail(purpose="password_reset", person=recipient))
    Dispatcher().send_due()
    person.delete()
    sweep(now=timezone.now())
    assert len(list(settings.EMAIL_FILE_PATH.iterdir())) == 1
