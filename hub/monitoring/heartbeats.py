"""Signs of life, noted in the database and dated by its clock: machines whose clocks differ agree.

A worker notes one when it runs a task that beat has enqueued for its queue, which only happens
where beat, broker, worker and database all work. Beat and the web servers note theirs in a thread.
"""

from __future__ import annotations

import datetime
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from hub.monitoring.models import Heartbeat

log = logging.getLogger(__name__)

Kind = Heartbeat.Kind
# Of machines that are gone; in containers each start is a new one.
KEPT = datetime.timedelta(days=1)


def this_machine() -> str:
    return socket.gethostname()[:200]


def note(kind: str, name: str = "", **fields: Any) -> None:
    """One row for each kind and name: nothing grows. ``at``: when, if not now."""
    values = {"at": Now(), **fields}
    if not Heartbeat.objects.filter(kind=kind, name=name).update(**values):
        Heartbeat.objects.update_or_create(kind=kind, name=name, defaults=values)


def erase_old() -> None:
    """Forget machines that others of their kind have replaced."""
    newer = Heartbeat.objects.filter(kind=OuterRef("kind"), at__gt=OuterRef("at"))
    Heartbeat.objects.filter(Exists(newer), at__lt=Now() - KEPT).delete()


def restate(by: datetime.timedelta) -> None:
    """The clock went back by so much: times of before, as the clock of now would have told them."""
    rows = Heartbeat.objects.exclude(kind=Kind.CLOCK)
    rows.filter(at__gt=Now()).update(at=F("at") - by)
    rows.filter(behind_since__gt=Now()).update(behind_since=F("behind_since") - by)


class HeartbeatThread(threading.Thread):
    """Does something every few seconds beside what its process is for, and disturbs it in nothing.

    Its connection to the database is its own, and open only for that moment.
    """

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._act, self._failed = act, False

    def run(self) -> None:
        while True:
            self._try()
            time.sleep(settings.HEARTBEAT_SECONDS)

    def _try(self) -> None:
        try:
            self._act()
        except Exception as problem:  # noqa: BLE001 - tried again in a moment, whatever it was
            if not self._failed:  # not a line each time while the database is away
                log.warning("No sign of life was noted: %s", type(problem).__name__)
            self._failed = True
        else:
            self._failed = False
        finally:
            _close_connection()


def _close_connection() -> None:
    try:
        connection.close()
    except Error:
        log.debug("A connection was lost before it was closed.")
