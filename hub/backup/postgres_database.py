"""A PostgreSQL database dumped, restored into a new one, and swapped in by renaming both."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection, transaction
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from hub.backup.database_properties import carry_over, locale_options
from hub.backup.manifest import BackupError
from hub.devserver import embedded_postgres
from hub.devserver.process_group import CannotStart

FILE = "database.dump"
MAINTENANCE = "postgres"  # the database that every server has
TEMPLATE = "template1"  # and this one, where the site itself is in the other
LOCK_WAIT = "60s"
# Settings of Django's and psycopg2's that are not libpq's, and the password, which is told apart.
NOT_LIBPQ = ("password", "cursor_factory", "context", "isolation_level")


@contextmanager
def dumped(folder: Path) -> Iterator[None]:
    """The dump in ``folder``; within, the connection reads just what it holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner",
            f"--lock-wait-timeout={LOCK_WAIT}", f"--file={folder / FILE}",
            f"--dbname={_address(connection.settings_dict['NAME'])}",
        )  # fmt: skip
        yield


class PostgresTarget:
    """A new database beside the live one; ``old`` is the live one's name after the swap."""

    def __init__(self, stamp: str) -> None:
        self.live = str(connection.settings_dict["NAME"])
        # PostgreSQL cuts names at 63 bytes.
        self.name = f"{self.live[:30]}_restored_{stamp}"
        self.old = f"{self.live[:30]}_before_{stamp}"
        self.remarks: list[str] = []

    def live_exists(self) -> bool:
        with _maintenance() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.live,))
            return cursor.fetchone() is not None

    def fill(self, folder: Path) -> None:
        """All of the dump in one transaction. Raises BackupError."""
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {}")
        with _maintenance() as cursor:
            options = locale_options(cursor, self.live)
            cursor.execute(create.format(sql.Identifier(self.name), options))
        _run(
            "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
            "--no-privileges", f"--dbname={_address(self.name)}", str(folder / FILE),
        )  # fmt: skip
        self._grant_privileges(folder)

    def _grant_privileges(self, folder: Path) -> None:
        """Of other roles on tables, apart from the rest: another server may not have the roles."""
        listed = _run("pg_restore", "--list", str(folder / FILE)).splitlines()
        privileges = [line for line in listed if " ACL " in line and not line.startswith(";")]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as chosen:
            chosen.write("\n".join(privileges))
            chosen.flush()
            try:
                _run(
                    "pg_restore", "--no-owner", f"--use-list={chosen.name}",
                    f"--dbname={_address(self.name)}", str(folder / FILE),
                )  # fmt: skip
            except BackupError as problem:
                self.remarks.append(f"Not all privileges of other roles are there: {problem}")

    def verify(self) -> None:
        """Nothing more: ``pg_restore`` has made every constraint and index anew."""

    def swap(self) -> None:
        """Rename both in one transaction: whatever ends it leaves the live one as it was."""
        connection.close()
        exists = self.live_exists()
        with _maintenance() as cursor:
            cursor.execute("BEGIN")
            if exists:
                left = carry_over(cursor, self.live, self.name)
                self.remarks += [f"As PostgreSQL's administrator, run: {line};" for line in left]
            with self._connections_ended():
                if exists:
                    _rename(cursor, self.live, self.old)
                _rename(cursor, self.name, self.live)
            cursor.execute("COMMIT")

    def drop(self) -> None:
        with _maintenance() as cursor:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            cursor.execute(drop.format(sql.Identifier(self.name)))

    def keep_sentence(self) -> str:
        return f"The database of before is kept as {self.old}. Later: dropdb {self.old}"

    @contextmanager
    def _connections_ended(self) -> Iterator[None]:
        """End those to both databases, again and again.

        Renaming lets nobody in any more, and waits five seconds for those who are to go: so they
        are ended meanwhile, from another connection.
        """
        renamed = threading.Event()

        def end() -> None:
            with _maintenance() as cursor:
                while not renamed.wait(0.05):
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname IN (%s, %s) AND backend_type = 'client backend'",
                        (self.live, self.name),
                    )

        with ThreadPoolExecutor(1) as executor:
            ending = executor.submit(end)
            try:
                yield
            finally:
                renamed.set()
            ending.result()


def _rename(cursor: Any, old: str, new: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    cursor.execute(statement.format(sql.Identifier(old), sql.Identifier(new)))


@contextmanager
def _maintenance() -> Iterator[Any]:
    """A cursor at the server's own database, outside of a transaction. Raises BackupError."""
    is_site = connection.settings_dict["NAME"] == MAINTENANCE
    maintenance = {"dbname": TEMPLATE if is_site else MAINTENANCE}
    parameters = connection.get_connection_params() | maintenance
    parameters.pop("cursor_factory", None)
    user = connection.settings_dict["USER"]
    try:
        with closing(psycopg2.connect(**parameters)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                yield cursor
    except psycopg2.errors.InsufficientPrivilege as problem:
        raise BackupError(
            f"{' '.join(str(problem).split())}. Let the role make and rename databases, as "
            f'PostgreSQL\'s administrator: ALTER ROLE "{user}" CREATEDB; then try again.'
        ) from problem
    except psycopg2.Error as problem:
        raise BackupError(f"PostgreSQL says: {' '.join(str(problem).split())}") from problem


def _address(name: str) -> str:
    """A connection string of libpq's, without the password, which others could see."""
    parameters = connection.get_connection_params() | {"dbname": name}
    return str(make_dsn(**{k: v for k, v in parameters.items() if k not in NOT_LIBPQ}))


def _run(program: str, *arguments: str) -> str:
    """What it printed. Raises BackupError with the program's last words."""
    password = str(connection.settings_dict["PASSWORD"] or "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 # nosec
        [_find(program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {' '.join(done.stderr.split())[-600:]}")
    return done.stdout


def _find(program: str) -> str:
    if path := shutil.which(program):
        return path
    with suppress(CannotStart):
        path = str(embedded_postgres.find_programs() / program)
        if os.access(path, os.X_OK):
            return path
    raise BackupError(f"{program} is not installed (Debian: apt install postgresql-client).")
