"""The database's clock goes back an hour. That is the same as all times lying an hour ahead."""

import datetime

import pytest
import time_machine
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from hub.anonymous_forms import throttle
from hub.anonymous_forms.models import RateLimit
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.digests.models import Subscriber
from hub.digests.periods import last_end
from hub.imports import feeds, steps
from hub.imports.models import Import, ImportSource
from hub.monitoring import clock
from hub.monitoring.checks import late, run_checks
from hub.monitoring.models import Heartbeat, Incident
from hub.outbox.models import Mail
from hub.outbox.reclaim import MAX_SILENCE

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def go_back():
    """Restates what is given as a clock that went back would have left it, and lets it be seen."""

    def go_back(*times):
        assert clock.watch() is None
        for rows, field in (*times, (Heartbeat.objects.all(), "at")):
            rows.update(**{field: F(field) + HOUR})
        back = clock.watch()
        assert back is not None
        assert abs(back - HOUR) < datetime.timedelta(seconds=30)

    return go_back


def test_a_clock_that_goes_on_changes_nothing():
    mail = Mail.objects.create(purpose="message", next_try_at=timezone.now() + HOUR)
    assert [clock.watch() for _ in range(3)] == [None] * 3
    assert Mail.objects.get().next_try_at == mail.next_try_at


def test_it_is_seen_once(go_back):
    go_back()
    assert clock.watch() is None


def test_mail_that_was_due_is_due(go_back):
    Mail.objects.create(purpose="message")
    go_back((Mail.objects.all(), "next_try_at"))
    assert Mail.objects.due().count() == 1


def test_mail_that_was_to_wait_waits_as_long_as_it_was_to(go_back):
    Mail.objects.create(purpose="message", next_try_at=timezone.now() + HOUR)
    go_back((Mail.objects.all(), "next_try_at"))
    wait = Mail.objects.get().next_try_at - timezone.now()
    assert abs(wait - HOUR) < datetime.timedelta(minutes=1)


def test_what_a_dead_worker_had_claimed_is_taken_back(go_back):
    mail = Mail.objects.create(purpose="message", state="claimed", token="0" * 32)
    Mail.objects.filter(pk=mail.pk).update(lease_until=Now() - datetime.timedelta(minutes=2))
    go_back((Mail.objects.all(), "lease_until"))
    assert Mail.objects.expired().count() == 1


def test_a_dead_worker_that_was_sending_is_found_out(go_back):
    mail = Mail.objects.create(purpose="message", state="sending", token="0" * 32)
    Mail.objects.filter(pk=mail.pk).update(heartbeat_at=Now() - datetime.timedelta(minutes=2))
    go_back((Mail.objects.all(), "heartbeat_at"))
    assert Mail.objects.silent(MAX_SILENCE).count() == 1


def test_a_feed_that_was_due_is_due(go_back):
    ImportSource.objects.create(
        slug="feed", title="Feed", kind="tool", feed_url="https://feeds.example.org/a.csv",
        feed_every=1, last_fetched_at=timezone.now() - HOUR - datetime.timedelta(minutes=2),
    )  # fmt: skip
    go_back((ImportSource.objects.all(), "last_fetched_at"))
    assert len(feeds.due_sources(timezone.now())) == 1


def test_a_rate_is_not_used_up_for_an_hour(go_back):
    rate = Rate(5, datetime.timedelta(seconds=30))
    throttle.reserve("some", rate)
    go_back((RateLimit.objects.all(), "used_until"))
    assert throttle.reserve("some", rate) == NO_WAIT


def test_signing_in_goes_on_before_anybody_has_seen_it():
    rate = Rate(5, datetime.timedelta(seconds=30))
    throttle.take("some", rate)
    RateLimit.objects.update(used_until=F("used_until") + HOUR)
    assert throttle.take("some", rate) <= rate.interval


def test_quarters_of_an_hour_go_on_for_subscribers(go_back):
    end = last_end("soon", "UTC", timezone.now())
    subscriber = Subscriber.objects.create(
        address="x",
        address_key="k",
        state="active",
        frequency="soon",
        period_from=end,
        confirmed_at=end,
    )
    Mail.objects.create(
        purpose="digest", subscriber=subscriber, state="sent",
        period_start=end - datetime.timedelta(minutes=15), period_end=end,
    )  # fmt: skip
    digests = Mail.objects.filter(purpose="digest")
    Mail.objects.update(period_start=F("period_start") + HOUR, period_end=F("period_end") + HOUR)
    go_back((Subscriber.objects.all(), "period_from"))
    assert Subscriber.objects.get().period_from <= timezone.now()
    assert digests.get().period_end <= timezone.now()


@pytest.mark.parametrize("frequency", ["soon", "daily", "weekly", "monthly"])
@pytest.mark.parametrize("days", [30, 31, 1 / 24])
def test_digests_go_on_after_a_clock_that_was_ahead(frequency, days):
    """Two periods were decided while it was; the next one is decided when it ends."""
    ahead, now = datetime.timedelta(days=days), timezone.now()
    ends = [last_end(frequency, "UTC", now + step) for step in (ahead * 0, ahead, 2 * ahead)]
    ends = sorted({*ends})
    subscriber = Subscriber.objects.create(
        address="x", address_key="k", state="active", frequency=frequency, seen_seq=0,
        period_from=max(ends[-1], now + ahead), confirmed_at=now,
    )  # fmt: skip
    for end in ends:
        Mail.objects.create(purpose="digest", subscriber=subscriber, state="sent",
                            period_start=end - HOUR, period_end=end)  # fmt: skip
    clock.restate(ahead)
    subscriber.refresh_from_db()
    assert subscriber.period_from == last_end(frequency, "UTC", now)
    digests = Mail.objects.filter(purpose="digest")
    assert digests.count() == len(ends)
    assert not digests.filter(period_end__gt=timezone.now()).exists()


def test_the_changes_of_an_import_keep_the_time_that_they_are_dated_by(go_back):
    source = ImportSource.objects.create(slug="s", title="S", kind="tool")
    begin = timezone.now()
    jobs = {
        state: Import.objects.create(source=source, kind="tool", name=state, state=state,
                                     step_at=begin)
        for state in ("reading", "applying")
    }  # fmt: skip
    go_back((Import.objects.all(), "step_at"))
    for job in jobs.values():
        job.refresh_from_db()
    assert jobs["applying"].step_at == begin + HOUR
    assert jobs["reading"].step_at < timezone.now()


def test_an_import_is_dated_by_the_clock_that_is_watched(on_postgresql):
    if not on_postgresql:
        pytest.skip("an embedded database has the clock of its machine")
    job = Import(state="reading")
    with time_machine.travel(timezone.now() + HOUR):
        steps.go(job, "checking")
    assert job.step_at <= timezone.now()


def test_who_died_before_it_is_still_late(go_back, heard):
    heard()
    heard("web", seconds_ago=600)
    go_back()
    assert [check.name for check in late(run_checks())] == ["web"]


def test_an_incident_is_as_old_as_it_was(go_back):
    Incident.objects.create(check_name="web", since=timezone.now() - HOUR / 2)
    go_back((Incident.objects.all(), "since"))
    assert Incident.objects.due().exists()
