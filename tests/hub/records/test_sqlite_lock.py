"""A web process waits four seconds for whoever writes, every other process twenty."""

import pytest
from django.db import connection

from hub.records.sqlite_lock import wait_as_web_process

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'"),
]


def busy_timeout():
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return cursor.fetchone()[0]


def test_a_web_process_waits_for_as_long_as_a_person_does(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 20)
    other = busy_timeout()
    wait_as_web_process()
    assert (other, busy_timeout()) == (20_000, 4_000)
