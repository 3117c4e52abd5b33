"""Accounts that nobody uses: warned of twice, then closed, and opened again by an administrator."""

import datetime

import pytest
from django.contrib.auth.models import Group

from hub.accounts import unused_accounts
from hub.accounts.models import AccessChange, Person, UnusedAccountWarning
from hub.accounts.tasks import close_unused_accounts
from hub.records.database_clock import now_in_database
from tests.hub.accounts.test_admin import save
from tests.plugins.stewards import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def now():
    return now_in_database()


@pytest.fixture
def root(make_person, now):
    """An administrator who works here."""
    person = make_person(email="root@example.org", is_staff=True, last_login=now + 900 * DAY)
    person.groups.add(Group.objects.get(name="administrator"))
    return person


@pytest.fixture
def ada(make_person, root, now):
    """A curator who was here today, and has not been since."""
    person = make_person(
        email="ada@example.org", is_staff=True, last_login=now, date_joined=now - 400 * DAY
    )
    person.groups.add(Group.objects.get(name="curator"))
    return person


def run(now, days):
    """Run the task so many days later; how many warnings there are, and whether it is open."""
    unused_accounts.process(now + days * DAY)
    return UnusedAccountWarning.objects.count(), Person.objects.get(
        email="ada@example.org"
    ).is_active


def test_warned_60_and_14_days_before_and_closed_after_a_year(ada, now):
    seen = [run(now, days) for days in (304, 305, 350, 351, 364, 365)]
    assert seen == [(0, True), (1, True), (1, True), (2, True), (2, True), (2, False)]


def test_each_step_is_done_once_however_often_the_task_runs(ada, now, sent_mails):
    for days in (305, 305, 306, 351, 351, 352):
        run(now, days)
    to_ada = [mail.subject for mail in sent_mails() if mail.recipient == "ada@example.org"]
    for days in (365, 365, 400):
        run(now, days)
    assert len(to_ada) == 2
    assert AccessChange.objects.filter(what="unused").count() == 1


def test_the_warnings_name_the_day(ada, now, sent_mails):
    run(now, 305)
    run(now, 351)
    day = f"{now + 365 * DAY:%Y-%m-%d}"
    mails = [mail for mail in sent_mails() if mail.recipient == "ada@example.org"]
    assert [day in mail.text and "/accounts/login/" in mail.text for mail in mails] == [True, True]


def test_an_account_that_was_unused_before_the_release_has_its_60_days(ada, now):
    ada.last_login = now - 800 * DAY
    ada.save()
    seen = [run(now, days) for days in (0, 45, 46, 59, 60)]
    assert seen == [(1, True), (1, True), (2, True), (2, True), (2, False)]


def test_a_second_warning_that_came_late_still_leaves_14_days(ada, now):
    run(now, 305)
    assert run(now, 364) == (2, True)
    assert run(now, 377) == (2, True)
    assert run(now, 378) == (2, False)


def test_whoever_signs_in_begins_anew(ada, now):
    run(now, 305)
    ada.last_login = now + 310 * DAY
    ada.save()
    assert run(now, 380) == (1, True)
    assert run(now, 615) == (2, True)


def test_who_was_invited_and_never_came_counts_from_the_invitation(ada, now):
    ada.last_login, ada.date_joined = None, now
    ada.save()
    assert run(now, 304) == (0, True)
    assert run(now, 305) == (1, True)


def test_the_last_administrator_is_neither_warned_nor_closed(ada, root, now):
    root.last_login = now
    root.save()
    for days in (305, 351, 365, 700):
        run(now, days)
    root.refresh_from_db()
    assert root.is_active
    assert not UnusedAccountWarning.objects.filter(person=root).exists()


def test_of_two_unused_administrators_one_stays(ada, root, now):
    root.last_login = now
    root.save()
    ada.groups.set(Group.objects.filter(name="administrator"))
    for days in (305, 351, 365, 366, 700):
        run(now, days)
    assert Person.objects.administrators().count() == 1


def test_a_closed_account_is_signed_out_and_administrators_are_told(ada, root, now, sent_mails):
    client = browser_of(ada)
    assert client.get("/desk/").status_code == 200
    Person.objects.filter(pk=ada.pk).update(last_login=now)
    for days in (305, 351, 365):
        run(now, days)
    assert client.get("/desk/").status_code == 302
    told = [mail.text for mail in sent_mails() if mail.recipient == "root@example.org"]
    assert len(told) == 1
    assert "Closed by itself: not used for twelve months" in told[0]


def test_an_administrator_opens_it_again_for_another_year(ada, root, now):
    client = browser_of(ada)
    Person.objects.filter(pk=ada.pk).update(last_login=now)
    for days in (305, 351, 365):
        run(now, days)
    assert save(browser_of(root), ada, is_active="on").status_code == 302
    ada.refresh_from_db()
    assert (ada.is_active, ada.opened_at is not None) == (True, True)
    assert AccessChange.objects.first().what == "opened"
    assert client.get("/desk/").status_code == 302  # the old session stays ended
    Person.objects.filter(pk=ada.pk).update(opened_at=now + 365 * DAY)
    assert run(now, 400) == (2, True)


def test_the_task_runs_what_is_due(ada, now):
    Person.objects.filter(pk=ada.pk).update(last_login=now - 310 * DAY)
    close_unused_accounts()
    close_unused_accounts()
    assert UnusedAccountWarning.objects.count() == 1
