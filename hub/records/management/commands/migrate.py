"""Django's `migrate`, which waits for no lock for long: readers would wait behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from hub.operator_command import OperatorCommand
from hub.records.database_outage import sql_state

LOCK_TIMEOUT_SECONDS = 5.0
LOCKED = "55P03"  # lock_not_available
LIMITS = "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)"


class Command(OperatorCommand, migrate.Command):
    help = f"{migrate.Command.help} Gives up where a table is locked for long."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with limited_locks(connections[options["database"]]):
                super().handle(*args, **options)
        except OperationalError as problem:
            if sql_state(problem) != LOCKED:
                raise
            raise CommandError(
                f"A migration waited {LOCK_TIMEOUT_SECONDS:.0f} seconds for a table that another "
                "process has locked, and gave up; nothing of this migration was written. Stop what "
                "works on the database (workers, mail, beat), and run the same command again."
            ) from problem


@contextmanager
def limited_locks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within, PostgreSQL gives up after ``LOCK_TIMEOUT_SECONDS`` for a lock, and limits no work."""
    if connection.vendor != "postgresql":
        yield  # its one writer is waited for as long as the settings say
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        before = cursor.fetchone()
        cursor.execute(LIMITS, (f"{LOCK_TIMEOUT_SECONDS * 1000:.0f}", "0"))
    try:
        yield
    finally:
        _restore(connection, before)


def _restore(connection: BaseDatabaseWrapper, before: tuple[str, str]) -> None:
    """Where that cannot be done, the limits go with the connection, or with the transaction."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(LIMITS, before)
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()
