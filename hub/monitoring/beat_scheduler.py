"""Celery beat on a clock that nobody sets: where the machine's goes back an hour, nothing waits."""

from __future__ import annotations

import datetime
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from celery.schedules import maybe_schedule, schedule
from django.core.exceptions import ImproperlyConfigured

from hub.monitoring import heartbeats

# A round takes seconds. A scheduler that hangs gives no sign of life, though its process lives.
STALLED_SECONDS = 60.0


def monotonic_now() -> datetime.datetime:
    """Seconds since some moment of this machine, in the form of a time, which Celery reckons in."""
    return datetime.datetime.fromtimestamp(time.monotonic(), datetime.UTC)


class MonotonicEntry(ScheduleEntry):
    """An entry that is due each so many seconds."""

    def __init__(self, *, schedule: Any = None, app: Any = None, **fields: Any) -> None:
        super().__init__(schedule=_on_monotonic_clock(schedule, app), app=app, **fields)


def _on_monotonic_clock(given: Any, app: Any) -> schedule:
    each = maybe_schedule(given, app=app)
    if not isinstance(each, schedule):
        raise ImproperlyConfigured("CELERY_BEAT_SCHEDULE: each entry is due each so many seconds.")
    return schedule(each.run_every, nowfun=monotonic_now, app=app)


class MonotonicScheduler(Scheduler):
    """``CELERY_BEAT_SCHEDULER``. It keeps no file, and notes signs of life while it goes round."""

    Entry = MonotonicEntry

    def __init__(self, *args: Any, **options: Any) -> None:
        self._ticked_at = time.monotonic()
        self._heart: heartbeats.HeartbeatThread | None = None
        super().__init__(*args, **options)

    def install_default_entries(self, data: Any) -> None:
        """None of Celery's own: no results are kept, and it would go by the other clock."""

    def tick(self, *args: Any, **options: Any) -> float:
        delay: float = super().tick(*args, **options)
        self._ticked_at = time.monotonic()
        if self._heart is None:
            self._heart = heartbeats.HeartbeatThread(self._note)
            self._heart.start()
        return delay

    def _note(self) -> None:
        if time.monotonic() - self._ticked_at < STALLED_SECONDS:
            heartbeats.note(heartbeats.Kind.BEAT, heartbeats.this_machine())
