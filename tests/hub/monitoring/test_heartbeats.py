import datetime

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from hub.monitoring import heartbeats, tasks
from hub.monitoring.models import Heartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_sign_of_life_is_one_row_however_often_it_is_given():
    for _ in range(3):
        heartbeats.note("web", "a")
    heartbeats.note("web", "b")
    assert Heartbeat.objects.count() == 2


def test_it_renews_the_time(heard):
    heard("web", seconds_ago=600)
    heartbeats.note("web", "here")
    row = Heartbeat.objects.filter(kind="web", at__gt=Now() - datetime.timedelta(seconds=60))
    assert row.exists()


def test_machines_that_others_have_replaced_are_forgotten_and_the_last_of_a_kind_is_not(heard):
    heard("web", seconds_ago=90_000, name="old")
    heard("web", name="new")
    heard("beat", seconds_ago=90_000, name="old")
    heartbeats.erase_old()
    assert {(row.kind, row.name) for row in Heartbeat.objects.all()} == {
        ("web", "new"),
        ("beat", "old"),
    }


def test_each_queue_has_a_task_that_notes_its_worker(settings):
    tasks.note_worker()
    tasks.note_mail_worker()
    kinds = set(Heartbeat.objects.values_list("kind", flat=True))
    assert {"worker", "mail-worker"} <= kinds
    assert settings.CELERY_TASK_ROUTES["monitoring.note_mail_worker"] == {"queue": "mail"}
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"monitoring.note_worker", "monitoring.note_mail_worker"} <= scheduled


def test_a_backup_that_was_made_by_other_means_is_noted():
    call_command("note_backup")
    assert Heartbeat.objects.filter(kind="backup", at__gt=Now() - datetime.timedelta(minutes=1))


@pytest.mark.parametrize("task", [tasks.note_worker, tasks.note_mail_worker, tasks.watch])
def test_what_a_busy_worker_comes_to_late_is_left_out(task):
    """And one whose clock is ahead of beat's by up to ten minutes does it."""
    assert task.expires == 600
