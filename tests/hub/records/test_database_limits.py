"""No statement of a web process waits for ever, whatever the server does."""

import os
import socket
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from hub.records import database_limits
from hub.records.database_limits import LimitedConnection

ON_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")
pytestmark = pytest.mark.skipif(ON_SQLITE, reason="SQLite is a file and does not hang")
ADDRESS = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
LONG = 60  # seconds, which no test waits


@pytest.fixture(autouse=True)
def _short(settings, monkeypatch):
    settings.DATABASE_TIMEOUT_SECONDS = 0.2
    monkeypatch.setattr(database_limits._own, "refused_until", 0.0, raising=False)


@pytest.fixture
def link():
    """The server itself limits nothing here, as if it hung."""
    link = psycopg2.connect(ADDRESS, connection_factory=LimitedConnection)
    yield link
    link.close()


def test_a_statement_without_an_answer_ends_and_its_connection_is_lost(link):
    begun = time.monotonic()
    with pytest.raises(psycopg2.OperationalError):
        link.cursor().execute("SELECT pg_sleep(%s)", [LONG])
    assert time.monotonic() - begun < LONG
    assert link.closed


def test_rows_that_come_in_parts_end_too(link):
    rows = link.cursor("in parts")
    rows.execute("SELECT pg_sleep(n * %s) FROM generate_series(0, 9) AS n", [LONG])
    with pytest.raises(psycopg2.OperationalError):
        rows.fetchmany(5)


def test_the_same_thread_then_begins_no_connection_at_once(link):
    with pytest.raises(psycopg2.OperationalError):
        link.cursor().execute("SELECT pg_sleep(%s)", [LONG])
    with pytest.raises(psycopg2.OperationalError, match="a moment ago"):
        psycopg2.connect(ADDRESS, connection_factory=LimitedConnection)


def test_other_statements_go_on_meanwhile(link):
    other = psycopg2.connect(ADDRESS, connection_factory=LimitedConnection)
    with pytest.raises(psycopg2.OperationalError):
        link.cursor().execute("SELECT pg_sleep(%s)", [LONG])
    cursor = other.cursor()
    cursor.execute("SELECT 1")
    assert cursor.fetchall() == [(1,)]
    other.close()


class ClosedLink:
    """A connection that libpq has closed meanwhile."""

    def fileno(self):
        raise psycopg2.InterfaceError


def test_a_connection_that_has_closed_by_itself_ends_no_watch():
    watch = database_limits.Watch()
    with watch.limited(ClosedLink()):
        time.sleep(0.5)
    ours, servers = socket.socketpair()
    with ours, servers, watch.limited(ours):
        ours.settimeout(LONG)
        assert ours.recv(1) == b""
