"""Who works on an import: one worker alone, or several beside each other on shares of its rows.

These locks are none that a curator's page would wait for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# A number of our own: other uses of PostgreSQL's advisory locks in this database have others.
ROOM = 1_768_776_801


@contextmanager
def alone_with(pk: int, *, wait: bool = False) -> Iterator[bool]:
    """A transaction; whether this process is the one that works on the import until its end.

    ``wait`` for the others. SQLite begins each transaction as the one writer, so whoever is in it
    is alone anyway.
    """
    asked = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with transaction.atomic():
        yield _locked(asked, pk) or wait


@contextmanager
def beside_others(pk: int) -> Iterator[bool]:
    """A transaction; whether nobody is alone with the import until its end."""
    with transaction.atomic():
        yield _locked("pg_try_advisory_xact_lock_shared", pk)


def _locked(function: str, pk: int) -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [ROOM, pk])
        return bool(cursor.fetchone()[0])
