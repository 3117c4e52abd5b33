"""What a worker left behind is found, and only that."""

import datetime
import uuid

import pytest
from django.utils import timezone

from hub.digests.sending.delivery_outcome import settle
from hub.digests.sending.delivery_result import DeliveryResult, DeliveryStatus
from hub.digests.sending.lease import claim
from hub.digests.sending.reclaim import ReclaimResult, rescue

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


def claimed(make_mail, *changes, **values):
    return make_mail(*changes, state="claimed", token=uuid.uuid4(), **values)


def sending(make_mail, *changes, **values):
    return make_mail(*changes, state="sending", token=uuid.uuid4(), **values)


def test_a_claim_whose_lease_ran_out_goes_back_at_once(make_mail):
    mail = claimed(make_mail, 1, lease_until=ago(seconds=1))
    assert rescue() == ReclaimResult(back=1)
    assert [hold.mail for hold in claim(1)] == [mail]


def test_a_claim_within_its_lease_is_left_alone(make_mail):
    claimed(make_mail, lease_until=timezone.now() + datetime.timedelta(seconds=5))
    assert rescue() == ReclaimResult()


def test_a_mail_that_never_got_finished_for_a_day_is_given_up(make_mail):
    mail = claimed(make_mail, 1, lease_until=ago(seconds=1), first_try_at=ago(hours=25))
    assert rescue() == ReclaimResult(failed=1)
    mail.refresh_from_db()
    assert (mail.state, mail.items.get().live) == ("failed", False)


def test_silence_after_the_dot_is_uncertain_and_what_it_carried_is_free(make_mail):
    mail = sending(make_mail, 1, 2, heartbeat_at=ago(seconds=46))
    assert rescue() == ReclaimResult(silent=1)
    mail.refresh_from_db()
    assert mail.state == "uncertain"
    assert not mail.items.filter(live=True).exists()
    make_mail(1, 2, subscriber=mail.subscriber, period_end=timezone.now())


def test_a_heartbeat_keeps_a_mail_from_being_given_up(make_mail):
    sending(make_mail, heartbeat_at=ago(seconds=40))
    assert rescue() == ReclaimResult()


def test_an_uncertain_mail_is_never_sent_again_by_itself(make_mail):
    sending(make_mail, heartbeat_at=ago(seconds=46))
    rescue()
    assert (claim(5), rescue()) == ([], ReclaimResult())


def test_a_silent_confirmation_is_sent_again(make_mail):
    mail = sending(make_mail, purpose="confirmation", heartbeat_at=ago(seconds=46), attempts=1,
                   first_try_at=ago(minutes=1))  # fmt: skip
    rescue()
    mail.refresh_from_db()
    assert mail.state == "due"


def test_who_was_rescued_from_can_settle_nothing_any_more(make_mail):
    mail = make_mail(1)
    (hold,) = claim(1)
    type(mail).objects.update(lease_until=ago(seconds=1))
    rescue()
    settle(hold, DeliveryResult(DeliveryStatus.REFUSED, "550"))
    mail.refresh_from_db()
    assert mail.state == "due"
