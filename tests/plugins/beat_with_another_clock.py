"""Celery beat, whose wall clock is put elsewhere once it has enqueued a few tasks.

    python beat_with_another_clock.py SCHEDULER BY_SECONDS

Everything in the process sees the other clock: it is changed below Python, as when a person or NTP
sets the machine's. The monotonic clock goes on.
"""

import datetime
import sys
import threading

import time_machine
from celery.signals import after_task_publish

from hub.celery import app

SCHEDULER, BY = sys.argv[1], datetime.timedelta(seconds=float(sys.argv[2]))
BEFORE = 4
published = threading.Semaphore(0)


@after_task_publish.connect
def count(**_message: object) -> None:
    published.release()


def move() -> None:
    for _ in range(BEFORE):
        published.acquire()
    time_machine.travel(datetime.datetime.now(datetime.UTC) + BY, tick=True).start()
    print("MOVED", flush=True)


threading.Thread(target=move, daemon=True).start()
app.conf.beat_schedule = {"bell": {"task": "tests.bell", "schedule": 0.5}}
app.start(["--quiet", "beat", "--loglevel=WARNING", f"--scheduler={SCHEDULER}"])
