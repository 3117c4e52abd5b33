"""Administrators are written to once about what stays wrong, and once when it is over."""

import pytest
from django.contrib.auth import get_user_model

from hub.monitoring import incidents
from hub.monitoring.checks import run_checks
from hub.monitoring.models import Incident
from hub.outbox.models import Mail
from hub.outbox.sealing import unseal

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def administrator():
    return get_user_model().objects.create_superuser("admin@example.org")


@pytest.fixture
def look(heard):
    """As a worker or a web server does each minute, with these silent."""

    def look(*silent):
        heard()
        if silent:
            heard(*silent, seconds_ago=7200)
        incidents.update(run_checks())

    return look


def mails():
    return [unseal(mail.sealed_message) for mail in Mail.objects.order_by("pk")]


def age_incidents(ago, minutes):
    Incident.objects.update(since=ago(minutes=minutes))
    Incident.objects.exclude(ok_since=None).update(ok_since=ago(minutes=minutes))


def test_nobody_is_written_to_about_what_is_soon_over(look, ago):
    look("mail-worker")
    age_incidents(ago, 14)
    look("mail-worker")
    look()
    assert (mails(), Incident.objects.count()) == ([], 0)


def test_after_a_quarter_of_an_hour_each_administrator_is_told_once(look, ago, administrator):
    get_user_model().objects.create_user("curator@example.org", is_staff=True)
    look("mail-worker")
    age_incidents(ago, 15)
    for _ in range(3):
        look("mail-worker")
    (text,) = mails()
    assert Mail.objects.get().person == administrator
    assert "The mail worker has not been heard from for 2 hours" in text.replace("=\n", "")
    assert "systemctl restart hub-mail" in text.replace("=\n", "")


def test_when_it_is_over_that_is_told_once(look, ago):
    look("mail-worker")
    age_incidents(ago, 15)
    look("mail-worker")
    look()
    assert len(mails()) == 1
    age_incidents(ago, 15)
    look()
    look()
    _wrong, over = mails()
    assert "The mail worker is heard from again." in over
    assert not Incident.objects.exists()


def test_several_things_are_one_mail(look, ago):
    look("mail-worker", "worker")
    age_incidents(ago, 15)
    look("mail-worker", "worker")
    assert len(mails()) == 1


def test_the_same_again_is_told_again(look, ago):
    for _ in range(2):
        look("worker")
        age_incidents(ago, 15)
        look("worker")
        look()
        age_incidents(ago, 15)
        look()
    assert len(mails()) == 4


def test_what_comes_and_goes_is_one_incident(look, ago):
    look("worker")
    age_incidents(ago, 15)
    for _ in range(3):
        look("worker")
        look()
        age_incidents(ago, 14)
    look("worker")
    age_incidents(ago, 15)
    look("worker")
    assert len(mails()) == 1


def test_what_is_not_watched_any_more_ends_without_a_word(look, ago, settings):
    settings.WATCH_BACKUP_HOURS = 26
    look()
    age_incidents(ago, 15)
    look()
    assert len(mails()) == 1
    settings.WATCH_BACKUP_HOURS = 0
    look()
    age_incidents(ago, 15)
    look()
    assert (len(mails()), Incident.objects.count()) == (1, 0)


def test_what_nobody_can_tell_of_any_more_is_not_over(look, ago):
    look("worker")
    age_incidents(ago, 15)
    look("worker")
    look("worker", "beat")
    assert len(mails()) == 1


def test_where_nothing_has_changed_nothing_is_written(look, ago, django_assert_num_queries, heard):
    look("worker")
    heard()
    heard("worker", seconds_ago=7200)
    current = run_checks()
    with django_assert_num_queries(2):
        incidents.update(current)
