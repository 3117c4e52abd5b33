"""What is late, of what can be late, and nothing else."""

import datetime

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from hub.accounts.models import PasswordRequest
from hub.imports.models import Import, ImportSource
from hub.monitoring.checks import late, run_checks
from hub.outbox import hold
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = datetime.timedelta(hours=1)


def names_late():
    return [check.name for check in late(run_checks())]


def status(name):
    return next(check.status for check in run_checks() if check.name == name)


def make_import(**changes):
    source = ImportSource.objects.create(slug="s", title="S", kind="tool")
    return Import.objects.create(source=source, kind="tool", name="a.csv", **changes)


def make_feed(hours_ago, **changes):
    return ImportSource.objects.create(
        slug="feed", title="Feed", kind="tool", feed_url="https://feeds.example.org/a.csv",
        feed_every=1, last_fetched_at=timezone.now() - hours_ago * HOUR, **changes,
    )  # fmt: skip


def test_a_site_of_which_all_is_heard_and_nothing_waits_is_well(heard):
    heard()
    assert names_late() == []


def test_what_was_never_heard_from_is_late():
    assert set(names_late()) == {"beat", "web"}  # beat would have asked the workers


@pytest.mark.parametrize("kind", ["beat", "worker", "mail-worker", "web"])
def test_a_process_that_is_silent_is_late_and_no_other(heard, kind):
    heard()
    heard(kind, seconds_ago=400)
    assert names_late() == [kind]


def test_without_beat_nothing_can_be_told_of_workers(heard):
    heard(seconds_ago=400)
    heard("web")
    assert names_late() == ["beat"]
    assert status("worker") == status("mail-worker") == "unknown"


def test_one_machine_that_is_heard_from_is_enough(heard):
    heard()
    heard("web", seconds_ago=7200, name="another")
    assert names_late() == []


def test_a_sign_of_life_that_lies_an_hour_ahead_is_none(heard):
    heard()
    heard("worker", seconds_ago=-3600)
    assert names_late() == ["worker"]


def test_a_mail_worker_that_waits_for_an_answer_lives(heard, ago):
    heard()
    heard("mail-worker", seconds_ago=600)
    mail = Mail.objects.create(purpose="message", address="x", token="0" * 32, state="sending")
    Mail.objects.filter(pk=mail.pk).update(heartbeat_at=ago(seconds=5))
    assert names_late() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "due", "next_try_at": -HOUR},
        {"state": "claimed", "lease_until": -HOUR},
        {"state": "sending", "heartbeat_at": -HOUR},
    ],
)
def test_mail_that_nobody_sends_is_late(heard, fields):
    heard()
    mail = Mail.objects.create(purpose="message", address="x", token="0" * 32)
    times = {name: Now() + by for name, by in fields.items() if name != "state"}
    Mail.objects.filter(pk=mail.pk).update(state=fields["state"], **times)
    assert names_late() == ["mails"]


def test_mail_that_is_to_wait_is_not_late(heard, ago):
    heard()
    Mail.objects.create(purpose="message", address="x")
    Mail.objects.update(next_try_at=ago(hours=-1), created_at=ago(hours=2))
    assert names_late() == []


def test_mail_that_a_person_has_paused_is_not_late(heard, ago):
    heard()
    hold.hold_all()
    Mail.objects.create(purpose="message", address="x")
    Mail.objects.update(next_try_at=ago(hours=1))
    assert names_late() == []


def test_a_form_that_nobody_looks_at_is_late(heard, ago):
    heard()
    PasswordRequest.objects.create(sealed="x")
    assert names_late() == []
    PasswordRequest.objects.update(at=ago(hours=1))
    assert names_late() == ["forms"]


def test_an_import_that_does_not_move_is_late(heard):
    heard()
    job = make_import(state="reading", step_at=timezone.now() - HOUR / 2)
    assert names_late() == []
    Import.objects.update(step_at=timezone.now() - 2 * HOUR)
    assert names_late() == ["imports"]
    Import.objects.filter(pk=job.pk).update(state="ready")
    assert names_late() == []


def test_a_feed_that_nobody_fetches_is_late(heard):
    heard()
    make_feed(1.1)
    assert names_late() == []
    ImportSource.objects.update(last_fetched_at=timezone.now() - 2 * HOUR)
    assert names_late() == ["feeds"]


def test_a_feed_whose_import_waits_for_a_person_is_not_late(heard):
    heard()
    feed = make_feed(5)
    Import.objects.create(source=feed, kind="tool", name=feed.feed_url, state="held")
    assert names_late() == []


def test_an_index_that_stays_behind_is_late(heard, ago):
    heard()
    heard("web", behind_since=timezone.now() - HOUR)
    assert names_late() == ["index"]
    heard("web", seconds_ago=600, behind_since=timezone.now() - HOUR)
    assert names_late() == ["web"]  # of a machine that is gone nothing is known


def test_backups_are_watched_where_that_is_set(heard, settings):
    heard()
    assert "backup" not in {check.name for check in run_checks()}
    settings.WATCH_BACKUP_HOURS = 26
    assert names_late() == ["backup"]
    heard("backup", seconds_ago=25 * 3600, name="")
    assert names_late() == []
    heard("backup", seconds_ago=27 * 3600, name="")
    assert names_late() == ["backup"]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sent", "sent_at": datetime.timedelta()},
        {"state": "claimed", "lease_until": datetime.timedelta(seconds=40)},
    ],
)
def test_a_mail_worker_that_has_no_time_for_its_task_lives(heard, fields):
    heard()
    heard("mail-worker", seconds_ago=600)
    mail = Mail.objects.create(purpose="message", address="x", token="0" * 32)
    times = {name: Now() + by for name, by in fields.items() if name != "state"}
    Mail.objects.filter(pk=mail.pk).update(state=fields["state"], **times)
    assert names_late() == []


def test_what_lies_far_ahead_is_late_since_nobody_knows_its_age(heard):
    heard()
    make_import(state="applying", step_at=timezone.now() + HOUR)
    assert names_late() == ["imports"]
