"""A real beat and a real broker: its clock is moved, and its messages are counted."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from hub.celery import app
from hub.devserver import embedded_redis
from hub.monitoring.beat_scheduler import MonotonicEntry, MonotonicScheduler
from hub.monitoring.models import Heartbeat

ROOT = Path(__file__).resolve().parents[3]
BEAT = ROOT / "tests" / "plugins" / "beat_with_another_clock.py"
OURS = "hub.monitoring.beat_scheduler:MonotonicScheduler"
STOCK = "celery.beat:Scheduler"
LATER_SECONDS = 5.0


@pytest.fixture
def bells_after_a_move(process_group):
    """How many tasks beat enqueues in five seconds after its clock was moved."""

    def bells_after_a_move(scheduler, by):
        plan, address = embedded_redis.plan(
            process_group.private_folder(), embedded_redis.find_server()
        )
        process_group.start(plan, output=subprocess.DEVNULL)
        environment = os.environ | {
            "REDIS_URL": address,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        beat = process_group.start(
            [sys.executable, BEAT, scheduler, str(by)],
            environment=environment,
            folder=ROOT,
            output=subprocess.PIPE,
        )
        while "MOVED" not in (line := beat.stdout.readline()):
            assert line, "beat ended"
        queue = redis.Redis(unix_socket_path=address.removeprefix("unix://").split("?")[0])
        before = queue.llen("celery")
        time.sleep(LATER_SECONDS)
        return queue.llen("celery") - before

    return bells_after_a_move


@pytest.mark.slow
@pytest.mark.parametrize("by", [-3600, 3600])
def test_a_clock_that_is_moved_an_hour_silences_nothing(bells_after_a_move, by):
    # Ten are due, one more may be; a clock that goes forward must not have all made up for.
    assert 6 <= bells_after_a_move(OURS, by) <= 12


@pytest.mark.slow
def test_celerys_own_would_be_silent(bells_after_a_move):
    """That this test can tell; where it fails, Celery has learnt it and ours can go."""
    assert bells_after_a_move(STOCK, -3600) == 0


def test_entries_are_due_each_so_many_seconds_or_refused():
    with pytest.raises(ImproperlyConfigured):
        MonotonicEntry(name="x", task="x", schedule=crontab(), app=app)


def test_beat_enqueues_what_the_settings_say_and_nothing_of_celerys_own(settings):
    scheduler = MonotonicScheduler(app, schedule={})
    assert set(scheduler.schedule) == set(settings.CELERY_BEAT_SCHEDULE)
    assert {entry.schedule.run_every.total_seconds() for entry in scheduler.schedule.values()} == {
        entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


@pytest.mark.django_db
def test_a_scheduler_that_hangs_gives_no_sign_of_life():
    scheduler = MonotonicScheduler(app, schedule={})
    scheduler._note()
    assert Heartbeat.objects.filter(kind="beat").count() == 1
    Heartbeat.objects.all().delete()
    scheduler._ticked_at -= 120
    scheduler._note()
    assert not Heartbeat.objects.exists()
