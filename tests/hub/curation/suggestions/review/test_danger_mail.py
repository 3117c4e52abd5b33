"""Curators are mailed of a danger at once, with a link only, and seldom enough to be read."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.review import danger_mail
from hub.outbox import mail_kinds
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.mail_kinds import NothingToSayError
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from tests.hub.curation.suggestions.conftest import BEGIN

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
SECRET = "the yellow house behind the station"


@pytest.fixture
def curators(make_person):
    from django.contrib.auth.models import Group

    group = Group.objects.get(name="curator")
    people = [make_person(email=f"{name}@example.org", is_staff=True) for name in ("ada", "ben")]
    for person in people:
        person.groups.add(group)
    make_person(email="reader@example.org")
    return people


@pytest.fixture
def report(make_suggestion):
    """A danger that comes in."""

    def send(**changes):
        suggestion = make_suggestion(kind="danger", words=SECRET, **changes)
        danger_mail.receive(suggestion)
        return suggestion

    return send


def due():
    return Mail.objects.filter(next_try_at__lte=now_in_database())


def test_each_curator_is_mailed_at_once_and_nobody_else(curators, report):
    report()
    assert sorted(mail.person.email for mail in due()) == ["ada@example.org", "ben@example.org"]


def test_the_mail_has_a_link_and_nothing_of_the_text(curators, report, settings):
    report()
    message = mail_kinds.compose(Mail.objects.first())
    assert f"{settings.SITE_ADDRESS}/desk/suggestions/?kind=danger" in message.body
    assert SECRET not in f"{message.subject}{message.body}"


def test_it_is_claimed_before_other_mail():
    assert danger_mail.DangerMail.urgent


def test_what_comes_in_between_is_told_by_one_mail_ten_minutes_later(curators, report):
    for _number in range(5):
        report()
    later = Mail.objects.exclude(pk__in=due()).filter(person=curators[0]).get()
    wait = later.next_try_at - now_in_database()
    assert 9 * MINUTE < wait <= 10 * MINUTE
    assert "5 reports wait" in mail_kinds.compose(later).body


def test_there_is_at_most_one_mail_in_ten_minutes(curators, report, clock):
    """Of two hours with a report in each minute, by a clock that is moved."""
    planned = []
    for minute in range(120):
        now = BEGIN + minute * MINUTE
        clock.move_to(now)
        report()
        for mail in Mail.objects.filter(person=curators[0]):
            planned.append(mail.next_try_at if mail.next_try_at > now else now)
        Mail.objects.all().delete()
    waits = [later - first for first, later in pairwise(planned)]
    assert min(waits) == 10 * MINUTE
    assert len(planned) == 13  # also of the ten minutes behind the last report


def test_after_ten_quiet_minutes_the_next_one_is_told_at_once(curators, report, clock):
    report()
    Mail.objects.all().delete()
    clock.shift(20 * MINUTE)
    report()
    assert Mail.objects.filter(next_try_at__lte=timezone.now()).count() == 2


def test_a_danger_after_nine_minutes_waits_for_the_tenth(curators, report, clock):
    report()
    Mail.objects.all().delete()
    clock.shift(9 * MINUTE)
    report()
    assert set(Mail.objects.values_list("next_try_at", flat=True)) == {BEGIN + 10 * MINUTE}


def test_nothing_is_said_when_all_was_decided_before(curators, report):
    report()
    Suggestion.objects.update(state="accepted")
    with pytest.raises(NothingToSayError):
        mail_kinds.compose(Mail.objects.first())


def test_other_suggestions_are_not_mailed(curators, make_suggestion):
    danger_mail.receive(make_suggestion(kind="question"))
    assert not Mail.objects.exists()


def test_whoever_may_no_longer_decide_is_not_mailed(curators, report):
    report()
    mail = Mail.objects.filter(person=curators[0]).get()
    curators[0].groups.clear()
    mail.refresh_from_db()
    assert not mail_kinds.kind_of(mail).is_wanted(Mail.objects.get(pk=mail.pk))


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_takes_it(curators, report, mail_server):
    server = mail_server()
    report()
    Dispatcher().send_due()
    taken = [mail.message for mail in server.taken]
    assert sorted(message["To"] for message in taken) == ["ada@example.org", "ben@example.org"]
    assert all("danger reported" in message["Subject"] for message in taken)
    assert all(SECRET.encode() not in mail.content for mail in server.taken)


@pytest.mark.django_db(transaction=True)
def test_processes_at_once_plan_one_mail(curators, make_suggestion):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after the other")
    make_suggestion(kind="danger")

    def tell(_number):
        try:
            return danger_mail.tell_curators()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(tell, range(6)))
    assert told == [0, 0, 0, 0, 2, 2]  # now, and in ten minutes
