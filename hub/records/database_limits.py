"""How long a process that answers people waits for PostgreSQL.

The settings have every process give up a machine that is gone. One that answers people also limits
each statement (``limit_web_process``): the server ends what takes too long or waits for a lock, and
where the server itself hangs, against which none of its settings can help, a thread of ours hangs
up. See docs/decisions/0029-limits-of-waiting.md.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2 import extensions

# Of the whole wait. The server's own limits come first: they leave the connection usable.
STATEMENT_SHARE = 0.9
LOCK_SHARE = 0.4
LOOK_SECONDS = 0.1
# After a wait in vain the same thread begins no connection: a request would else wait for the check
# of the one that it has, and again for a new one.
REFUSED_SECONDS = 0.5
LONG_SECONDS = 1.0  # to connect

_own = threading.local()


def limit_web_process() -> None:
    """Limit every statement of this process from now on. Called where it begins to serve."""
    database = connections.settings[DEFAULT_DB_ALIAS]
    if database["ENGINE"] != "django.db.backends.postgresql":
        return
    whole = settings.DATABASE_TIMEOUT_SECONDS * 1000
    limits = f"-c statement_timeout={int(whole * STATEMENT_SHARE)} "
    limits += f"-c lock_timeout={int(whole * LOCK_SHARE)}"
    options = database.setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    # Later than we hang up ourselves: libpq would close a socket that is about to be shut.
    options["tcp_user_timeout"] = int(whole) + 2000
    options["connection_factory"] = LimitedConnection


class Watch:
    """The waits of this process, and a thread that ends those beyond their deadline.

    A wait is entered and taken out under a lock, so that no socket is shut that has become that of
    another connection meanwhile.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits: dict[int, tuple[float, extensions.connection]] = {}
        self._expired: set[int] = set()
        self._process = 0

    @contextmanager
    def limited(self, connection: extensions.connection) -> Iterator[None]:
        """Within, the server may take as long as the setting says; then the connection is lost."""
        if self._process != os.getpid():
            self._start()
        own = threading.get_ident()
        deadline = time.monotonic() + settings.DATABASE_TIMEOUT_SECONDS
        with self._lock:
            self._waits[own] = deadline, connection
        try:
            yield
        finally:
            with self._lock:
                del self._waits[own]
                expired = own in self._expired
                self._expired.discard(own)
            if expired:
                _own.refused_until = time.monotonic() + REFUSED_SECONDS

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                threading.Thread(target=self._run, name="database limits", daemon=True).start()
                self._process = os.getpid()

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            with self._lock:
                for own, (deadline, connection) in self._waits.items():
                    if deadline < now and own not in self._expired:
                        self._expired.add(own)
                        # The wait may be ending: libpq has closed its socket by itself.
                        with suppress(psycopg2.Error, OSError, ValueError):
                            _hang_up(connection)


def _hang_up(connection: extensions.connection) -> None:
    """Have whoever waits at this connection see its end."""
    link = socket.socket(fileno=connection.fileno())
    try:
        link.shutdown(socket.SHUT_RDWR)
    finally:
        link.detach()  # libpq closes it


_watch = Watch()


class LimitedCursor(extensions.cursor):
    """Its statements end in time."""

    def execute(self, *args: Any, **options: Any) -> None:
        with _watch.limited(self.connection):
            super().execute(*args, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        with _watch.limited(self.connection):
            super().executemany(*args, **options)

    def copy_expert(self, *args: Any, **options: Any) -> None:
        with _watch.limited(self.connection):
            super().copy_expert(*args, **options)

    def fetchmany(self, *args: Any, **options: Any) -> list[tuple[Any, ...]]:
        if self.name is None:  # the rows are here already
            return super().fetchmany(*args, **options)
        with _watch.limited(self.connection):
            return super().fetchmany(*args, **options)


class LimitedConnection(extensions.connection):
    """Its statements end in time; connecting is limited by libpq."""

    def __init__(self, *args: Any, **options: Any) -> None:
        if time.monotonic() < getattr(_own, "refused_until", 0.0):
            raise psycopg2.OperationalError("The database did not answer a moment ago.")
        begun = time.monotonic()
        try:
            super().__init__(*args, **options)
        except psycopg2.OperationalError:
            if time.monotonic() > begun + LONG_SECONDS:
                _own.refused_until = time.monotonic() + REFUSED_SECONDS
            raise

    def cursor(self, *args: Any, **options: Any) -> Any:
        options.setdefault("cursor_factory", LimitedCursor)
        return super().cursor(*args, **options)

    def commit(self) -> None:
        with _watch.limited(self):
            super().commit()

    def rollback(self) -> None:
        with _watch.limited(self):
            super().rollback()
