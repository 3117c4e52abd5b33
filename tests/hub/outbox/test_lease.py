import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from hub.digests.preferences import unsubscribe
from hub.outbox.lease import LeaseLostError, acquire
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_what_is_due_is_claimed_once(make_mail):
    mails = [make_mail() for _ in range(3)]
    assert [lease.mail for lease in acquire(2)] == mails[:2]
    assert [lease.mail for lease in acquire(2)] == mails[2:]
    assert acquire(2) == []


def test_a_confirmation_does_not_wait_behind_digests(make_mail):
    make_mail()
    waited_for = make_mail(purpose="confirmation")
    assert [lease.mail for lease in acquire(1)] == [waited_for]


def test_what_is_to_be_tried_later_is_not_claimed_yet(make_mail):
    make_mail(next_try_at=timezone.now() + datetime.timedelta(minutes=1))
    assert acquire(5) == []


def test_a_lease_lasts_45_seconds(make_mail):
    make_mail()
    (lease,) = acquire(1)
    lease.mail.refresh_from_db()
    assert lease.mail.lease_until - lease.mail.first_try_at == datetime.timedelta(seconds=45)


def test_an_attempt_is_counted_with_the_claim(make_mail):
    make_mail()
    (lease,) = acquire(1)
    assert lease.mail.attempts == 1
    assert lease.mail.first_try_at is not None


def test_a_row_that_was_given_back_counts_no_attempt(make_mail):
    mail = make_mail()
    (lease,) = acquire(1)
    lease.release()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.first_try_at) == ("due", 0, None)


def test_a_lease_that_is_not_fresh_any_more_is_renewed(make_mail, monkeypatch):
    make_mail()
    (lease,) = acquire(1)
    Mail.objects.update(lease_until=timezone.now())
    lease.renew()
    assert not Mail.objects.filter(lease_until__gt=timezone.now()).exists()
    monkeypatch.setattr("hub.outbox.lease.RENEW_AFTER_SECONDS", 0)
    lease.renew()
    assert Mail.objects.filter(lease_until__gt=timezone.now()).exists()


@pytest.mark.parametrize("step", ["renew", "begin_sending"])
def test_whoever_lost_the_row_hears_it_at_the_next_step(make_mail, monkeypatch, step):
    monkeypatch.setattr("hub.outbox.lease.RENEW_AFTER_SECONDS", 0)
    make_mail()
    (lease,) = acquire(1)
    Mail.objects.update(token="00000000-0000-0000-0000-000000000001")
    with pytest.raises(LeaseLostError):
        getattr(lease, step)()


def test_past_its_dot_a_row_that_was_given_up_is_left_alone_and_its_reply_still_awaited(make_mail):
    mail = make_mail()
    (lease,) = acquire(1)
    lease.begin_sending()
    Mail.objects.update(state="uncertain", heartbeat_at=None)
    lease.heartbeat()
    mail.refresh_from_db()
    assert (mail.state, mail.heartbeat_at) == ("uncertain", None)


def test_the_dot_is_allowed_once(make_mail):
    make_mail()
    (lease,) = acquire(1)
    lease.begin_sending()
    with pytest.raises(LeaseLostError):
        lease.begin_sending()


def test_no_dot_is_sent_to_somebody_who_has_just_left(make_mail):
    mail = make_mail(1)
    (lease,) = acquire(1)
    unsubscribe(mail.subscriber)
    with pytest.raises(LeaseLostError):
        lease.begin_sending()


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_claim_at_once_each_gets_its_own(make_mail):
    for _ in range(12):
        make_mail()
    got, start = [], threading.Barrier(3)

    def work():
        start.wait()
        try:
            for _ in range(4):
                got.extend(lease.mail.pk for lease in acquire(2))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got += [lease.mail.pk for lease in acquire(12)]
    assert sorted(got) == sorted(Mail.objects.values_list("pk", flat=True))
