import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from hub.digests.models import Mail
from hub.digests.preferences.unsubscribe import leave
from hub.digests.sending.delivery_result import LostError
from hub.digests.sending.lease import claim

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_what_is_due_is_claimed_once(make_mail):
    mails = [make_mail() for _ in range(3)]
    assert [hold.mail for hold in claim(2)] == mails[:2]
    assert [hold.mail for hold in claim(2)] == mails[2:]
    assert claim(2) == []


def test_a_confirmation_does_not_wait_behind_digests(make_mail):
    make_mail()
    waited_for = make_mail(purpose="confirmation")
    assert [hold.mail for hold in claim(1)] == [waited_for]


def test_what_is_to_be_tried_later_is_not_claimed_yet(make_mail):
    make_mail(next_try_at=timezone.now() + datetime.timedelta(minutes=1))
    assert claim(5) == []


def test_a_lease_lasts_45_seconds(make_mail):
    make_mail()
    (hold,) = claim(1)
    hold.mail.refresh_from_db()
    assert hold.mail.lease_until - hold.mail.first_try_at == datetime.timedelta(seconds=45)


def test_an_attempt_is_counted_with_the_claim(make_mail):
    make_mail()
    (hold,) = claim(1)
    assert hold.mail.attempts == 1
    assert hold.mail.first_try_at is not None


def test_a_row_that_was_given_back_counts_no_attempt(make_mail):
    mail = make_mail()
    (hold,) = claim(1)
    hold.release()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.first_try_at) == ("due", 0, None)


def test_a_lease_that_is_not_fresh_any_more_is_renewed(make_mail, monkeypatch):
    make_mail()
    (hold,) = claim(1)
    Mail.objects.update(lease_until=timezone.now())
    hold.renew()
    assert not Mail.objects.filter(lease_until__gt=timezone.now()).exists()
    monkeypatch.setattr("hub.digests.sending.lease.RENEW_AFTER_SECONDS", 0)
    hold.renew()
    assert Mail.objects.filter(lease_until__gt=timezone.now()).exists()


@pytest.mark.parametrize("step", ["renew", "begin", "beat"])
def test_whoever_lost_the_row_hears_it_at_the_next_step(make_mail, monkeypatch, step):
    monkeypatch.setattr("hub.digests.sending.lease.RENEW_AFTER_SECONDS", 0)
    make_mail()
    (hold,) = claim(1)
    Mail.objects.update(token="00000000-0000-0000-0000-000000000001")
    with pytest.raises(LostError):
        getattr(hold, step)()


def test_the_dot_is_allowed_once(make_mail):
    make_mail()
    (hold,) = claim(1)
    hold.begin()
    with pytest.raises(LostError):
        hold.begin()


def test_no_dot_is_sent_to_somebody_who_has_just_left(make_mail):
    mail = make_mail(1)
    (hold,) = claim(1)
    leave(mail.subscriber)
    with pytest.raises(LostError):
        hold.begin()


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_claim_at_once_each_gets_its_own(make_mail):
    for _ in range(12):
        make_mail()
    got, start = [], threading.Barrier(3)

    def work():
        start.wait()
        try:
            for _ in range(4):
                got.extend(hold.mail.pk for hold in claim(2))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got += [hold.mail.pk for hold in claim(12)]
    assert sorted(got) == sorted(Mail.objects.values_list("pk", flat=True))
