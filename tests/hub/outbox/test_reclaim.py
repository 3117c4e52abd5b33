"""What a worker left behind is found, and only that."""

import datetime
import uuid

import pytest
from django.utils import timezone

from hub.outbox.delivery_results import DeliveryResult, DeliveryStatus, record_result
from hub.outbox.lease import acquire
from hub.outbox.reclaim import ReclaimResult, reclaim

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


def claimed(make_mail, *changes, **values):
    return make_mail(*changes, state="claimed", token=uuid.uuid4(), **values)


def sending(make_mail, *changes, **values):
    return make_mail(*changes, state="sending", token=uuid.uuid4(), **values)


def test_a_claim_whose_lease_ran_out_goes_back_at_once(make_mail):
    mail = claimed(make_mail, 1, lease_until=ago(seconds=1))
    assert reclaim() == ReclaimResult(requeued=1)
    assert [lease.mail for lease in acquire(1)] == [mail]


def test_a_claim_within_its_lease_is_left_alone(make_mail):
    claimed(make_mail, lease_until=timezone.now() + datetime.timedelta(seconds=5))
    assert reclaim() == ReclaimResult()


def test_a_mail_that_never_got_finished_for_a_day_is_given_up(make_mail):
    mail = claimed(make_mail, 1, lease_until=ago(seconds=1), first_try_at=ago(hours=25),
                   attempts=2)  # fmt: skip
    assert reclaim() == ReclaimResult(failed=1)
    mail.refresh_from_db()
    assert (mail.state, mail.items.get().live) == ("failed", False)


def test_silence_after_the_dot_is_uncertain_and_what_it_carried_is_free(make_mail):
    mail = sending(make_mail, 1, 2, heartbeat_at=ago(seconds=46))
    assert reclaim() == ReclaimResult(silent=1)
    mail.refresh_from_db()
    assert mail.state == "uncertain"
    assert not mail.items.filter(live=True).exists()
    make_mail(1, 2, subscriber=mail.subscriber, period_end=timezone.now())


def test_a_heartbeat_keeps_a_mail_from_being_given_up(make_mail):
    sending(make_mail, heartbeat_at=ago(seconds=40))
    assert reclaim() == ReclaimResult()


def test_an_uncertain_mail_is_never_sent_again_by_itself(make_mail):
    sending(make_mail, heartbeat_at=ago(seconds=46))
    reclaim()
    assert (acquire(5), reclaim()) == ([], ReclaimResult())


def test_a_silent_confirmation_is_sent_again(make_mail):
    mail = sending(make_mail, purpose="confirmation", heartbeat_at=ago(seconds=46), attempts=1,
                   first_try_at=ago(minutes=1))  # fmt: skip
    reclaim()
    mail.refresh_from_db()
    assert mail.state == "due"


def test_who_was_rescued_from_can_settle_nothing_any_more(make_mail):
    mail = make_mail(1)
    (lease,) = acquire(1)
    type(mail).objects.update(lease_until=ago(seconds=1))
    reclaim()
    record_result(lease, DeliveryResult(DeliveryStatus.REFUSED, "550"))
    mail.refresh_from_db()
    assert mail.state == "due"
