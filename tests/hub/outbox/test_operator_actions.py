"""An operator decides on mails of which nobody knows whether they arrived."""

import pytest
from django.utils import timezone

from hub.digests.models import MailItem
from hub.outbox.mail_kinds import OperatorDecision
from hub.outbox.operator_actions import mark_delivered, resend

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def uncertain(make_mail):
    """An uncertain mail that carried changes 1 and 2."""
    mail = make_mail(1, 2, state="uncertain", attempts=1)
    MailItem.objects.update(live=False)
    return mail


def changes_of(mail, **narrower):
    return list(mail.items.filter(**narrower).values_list("change_id", flat=True))


def test_a_mail_that_is_sent_again_keeps_its_message_id(uncertain, mail_server, dispatcher):
    server = mail_server()
    assert resend(uncertain.pk) is OperatorDecision.DONE
    dispatcher.send_due()
    uncertain.refresh_from_db()
    assert uncertain.state == "sent"
    assert [taken.message["Message-ID"] for taken in server.taken] == [uncertain.message_id]


def test_what_a_later_mail_carries_is_not_told_again(uncertain, make_mail):
    make_mail(1, subscriber=uncertain.subscriber, period_end=timezone.now())
    assert resend(uncertain.pk) is OperatorDecision.DONE
    assert changes_of(uncertain) == [2]


def test_where_a_later_mail_carries_all_nothing_is_sent_again(uncertain, make_mail):
    make_mail(1, 2, subscriber=uncertain.subscriber, period_end=timezone.now())
    assert resend(uncertain.pk) is OperatorDecision.CARRIED
    uncertain.refresh_from_db()
    assert uncertain.state == "uncertain"


def test_whoever_has_left_is_not_written_to(uncertain):
    type(uncertain).objects.update(subscriber=None)
    assert resend(uncertain.pk) is OperatorDecision.NOBODY


def test_what_arrived_after_all_is_not_carried_over(uncertain, make_mail):
    make_mail(1, subscriber=uncertain.subscriber, period_end=timezone.now())
    assert mark_delivered(uncertain.pk) is OperatorDecision.DONE
    uncertain.refresh_from_db()
    assert uncertain.state == "sent"
    assert changes_of(uncertain, live=True) == [2]


@pytest.mark.parametrize("act", [resend, mark_delivered])
@pytest.mark.parametrize("state", ["due", "sent"])
def test_only_what_is_open_is_decided_on(make_mail, act, state):
    mail = make_mail(state=state)
    assert act(mail.pk) is OperatorDecision.TOO_LATE
