"""`migrate`, however it is run, waits for no lock for long."""

import contextlib

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models.signals import pre_migrate

from hub.records.management.commands import migrate

pytestmark = pytest.mark.django_db


def limits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        return cursor.fetchone()


def test_it_limits_locks_and_leaves_the_connection_as_it_was():
    before, during = limits(), set()

    def note(**kwargs):
        during.add(limits())

    pre_migrate.connect(note)
    try:
        call_command("migrate", "core", verbosity=0)
    finally:
        pre_migrate.disconnect(note)
    assert during == {("5s", "0")}
    assert limits() == before


def test_where_a_table_is_locked_it_gives_up_and_says_so(monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT_SECONDS", 0.1)
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with contextlib.closing(psycopg2.connect(**parameters)) as other:
        other.cursor().execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        with (
            pytest.raises(CommandError, match="another process has locked"),
            transaction.atomic(),
        ):
            call_command("migrate", verbosity=0)
    assert limits()[0] != "100ms"
