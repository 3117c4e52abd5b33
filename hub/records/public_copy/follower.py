"""Has the copy follow the database while a process serves, beside its requests."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time

from django.db import connections

from hub.records.database_outage import OUTAGE_ERRORS
from hub.records.models.search_state import Numbers
from hub.records.public_copy.writer import is_copied, renew_copy
from hub.records.seq_cache import on_clear_caches

EVERY_SECONDS = 30.0  # also where nothing changed: the copy says how long its state held
MOST_RECORDS = 5_000  # more changes at once wait for a worker: reading them would slow readers
COMPLAINT_SECONDS = 600.0

log = logging.getLogger(__name__)


class CopyFollower:
    """``follow`` is called with what each request has read; one thread at a time does the work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_serving = False
        self.clear()

    def start(self) -> None:
        """Called where a process begins to serve: elsewhere nothing follows."""
        self._is_serving = True

    def clear(self) -> None:
        self._version: tuple[str, int] | None = None
        self._wanted: tuple[str, int] | None = None
        self._at = 0.0
        self._complained_at = -COMPLAINT_SECONDS

    def follow(self, numbers: Numbers) -> None:
        version = numbers.epoch, numbers.seq
        if version == self._version and time.monotonic() < self._at + EVERY_SECONDS:
            return
        self._wanted = version
        if not self._is_serving or not is_copied() or not self._lock.acquire(blocking=False):
            return
        try:
            threading.Thread(target=self._run, name="public copy", daemon=True).start()
        except RuntimeError:  # no more threads: the next request tries again
            self._lock.release()

    def _run(self) -> None:
        try:
            while self._wanted != self._version or time.monotonic() >= self._at + EVERY_SECONDS:
                wanted, self._at = self._wanted, time.monotonic()
                if not renew_copy(most=MOST_RECORDS):
                    self._complain("too much has changed at once, a worker has to renew it")
                self._version = wanted
        except (*OUTAGE_ERRORS, OSError, sqlite3.Error) as problem:
            self._complain(type(problem).__name__)
        finally:
            connections.close_all()
            self._lock.release()

    def _complain(self, reason: str) -> None:
        if time.monotonic() >= self._complained_at + COMPLAINT_SECONDS:
            self._complained_at = time.monotonic()
            log.warning("The public copy cannot be renewed: %s", reason)


follower = CopyFollower()
on_clear_caches(follower.clear)
