"""One worker at a time for one import, without a lock that a curator's page would wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# A number of our own: other uses of PostgreSQL's advisory locks in this database have others.
ROOM = 1_768_776_801


@contextmanager
def alone_with(pk: int) -> Iterator[bool]:
    """A transaction; whether this process is the one that works on the import until its end.

    SQLite begins each transaction as the one writer, so whoever is in it is alone anyway.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield True
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROOM, pk])
            yield bool(cursor.fetchone()[0])
