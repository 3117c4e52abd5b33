"""A PostgreSQL that keeps its promises, for tests that crash it, hang it, or kill its clients.

The server of all other tests waits for no disk, and may lose what it committed.
"""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psutil
import psycopg2
import pytest
from django.db import connection

from hub.devserver import embedded_postgres
from hub.devserver.process_group import ProcessGroup

TEMPLATE = "migrated"


class DurableServer:
    """The server; ``process`` is the one that runs now."""

    def __init__(self, process_group: ProcessGroup) -> None:
        self._process_group = process_group
        self._command, self.address = embedded_postgres.prepare(process_group, durable=True)
        self.process = self._launch()

    def _launch(self) -> subprocess.Popen[str]:
        return embedded_postgres.launch(self._process_group, self._command, self.address)

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def crash(self) -> None:
        """SIGKILL to all its processes at once, as when the machine loses its power."""
        running = self.pause()
        for process in running:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        psutil.wait_procs(running, timeout=10)
        self._process_group.has_ended(self.process)

    def pause(self) -> list[psutil.Process]:
        """Hang: connections are taken by the kernel, and nobody answers. See ``resume``."""
        parent, *others = self._processes()
        parent.suspend()  # first, so that it starts nothing more
        for process in others:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        return [parent, *others]

    def resume(self) -> None:
        for process in reversed(self._processes()):
            process.resume()

    def restart(self) -> None:
        """Start it on what the crash left; returns when it has recovered and answers."""
        self.process = self._launch()

    def stop(self) -> None:
        self._process_group.stop(self.process)

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.address)) as connected:
            connected.autocommit = True
            with connected.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def url(self, database: str) -> str:
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{database}"))


@pytest.fixture(scope="session")
def durable_server(
    process_group: ProcessGroup, django_db_setup: None, django_db_blocker: Any
) -> Iterator[DurableServer]:
    """A server with ``fsync``, ``full_page_writes`` and ``synchronous_commit`` on."""
    if connection.vendor != "postgresql":
        pytest.skip("a PostgreSQL is crashed, and this run is on SQLite")
    server = DurableServer(process_group)
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert server.execute(f"SHOW {name}") == [("on",)]
    server.execute(f"CREATE DATABASE {TEMPLATE}")
    with django_db_blocker.unblock():
        copy_test_database(server.url(TEMPLATE))
    yield server
    server.stop()


def copy_test_database(address: str) -> None:
    """The tables of the test database, and the rows of its migrations."""
    ours = connection.get_connection_params()
    names = ("dbname", "host", "port", "user", "password")
    ours = psycopg2.extensions.make_dsn(**{key: ours[key] for key in names if ours.get(key)})
    programs = embedded_postgres.find_programs()
    dump = subprocess.run(
        [programs / "pg_dump", "--format=custom", f"--dbname={ours}"],
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [programs / "pg_restore", "--no-owner", f"--dbname={address}"],
        input=dump.stdout,
        check=True,
    )


class DurableDatabase:
    """A migrated database of that server, in which Django's connection works; ``url`` names it."""

    def __init__(self, server: DurableServer, name: str) -> None:
        self.server, self.name, self.url = server, name, server.url(name)

    def crash(self) -> None:
        """Crash the server and start it again; our own connection is opened anew."""
        self.server.crash()
        connection.close()
        self.server.restart()


@contextmanager
def copied_database(server: DurableServer, template: str) -> Iterator[DurableDatabase]:
    """A copy of a database of that server; Django's connection works in it meanwhile."""
    name = "durable"
    server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    parsed = dj_database_url.parse(server.url(name))
    theirs = {key: parsed[key] for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    connection.close()
    before = {key: connection.settings_dict[key] for key in theirs}
    connection.settings_dict.update(theirs)
    try:
        yield DurableDatabase(server, name)
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture
def durable_database(
    durable_server: DurableServer, django_db_blocker: Any
) -> Iterator[DurableDatabase]:
    """As ``empty_database``, on the durable server."""
    with django_db_blocker.unblock(), copied_database(durable_server, TEMPLATE) as database:
        yield database
