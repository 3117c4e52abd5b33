"""Answers queries from the copy instead of the database, in the thread that asks."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from hub.records.database_outage import OUTAGE_ERRORS, KnownState
from hub.records.models.search_state import COLUMNS, read_numbers
from hub.records.public_copy.tables import boot, copy_path, sqlite_connection

MAPPED_BYTES = 2**32  # of the file, shared by all processes of the machine
_own = threading.local()


def _connection() -> DatabaseWrapper:
    """This thread's connection to the file; a new one where the file is another."""
    path = copy_path()
    try:
        inode = path.stat().st_ino
    except OSError:
        inode = 0
    if getattr(_own, "inode", None) != inode:
        if previous := getattr(_own, "connection", None):
            previous.close()
        pragmas = f"PRAGMA query_only = ON; PRAGMA mmap_size = {MAPPED_BYTES};"
        _own.connection = sqlite_connection(
            f"{path.as_uri()}?mode=ro", uri=True, init_command=pragmas
        )
        _own.inode = inode
    connection: DatabaseWrapper = _own.connection
    return connection


@contextmanager
def copy_as_database() -> Iterator[None]:
    """Within, this thread's queries are answered from one state of the copy.

    All that the copy does not hold raises DatabaseError.
    """
    with _in_place_of_database(_connection()), transaction.atomic():
        yield


@contextmanager
def no_database() -> Iterator[None]:
    """Within, every query of this thread raises DatabaseError, and none waits."""
    with _in_place_of_database(sqlite_connection("file:/dev/null/none?mode=ro", uri=True)):
        yield


@contextmanager
def _in_place_of_database(connection: DatabaseWrapper) -> Iterator[None]:
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def copied_state() -> KnownState | None:
    """The numbers of the copy and when they were the newest; None where there is none."""
    connection = _connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT at, since, boot, {COLUMNS} FROM copy_mark, core_searchstate"  # noqa: S608  # nosec
            )
            row = cursor.fetchone()
    except OUTAGE_ERRORS:
        connection.close()
        return None
    if row is None:
        return None
    at, since, of_boot, *numbers = row
    if of_boot != boot():  # by the wall clock, which may have been set meanwhile
        age = time.time() - at
        since = time.monotonic() - age if age >= 0 else -math.inf
    return KnownState(read_numbers(numbers), at, since)
