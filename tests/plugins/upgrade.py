"""A site as an earlier release left it: its database and its files, and a browser for it.

The dumps of tests/data/upgrade are restored into a database of their own. Everything here looks at
the site from outside: by SQL, by HTTP and by the names of tasks, so that it outlives any change of
the code between.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import lzma
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "upgrade"
BROWSER = Path(__file__).with_name("upgrade_browser.py")
# What locks and caches go by, and the time of the last edit: they move on.
MOVING = frozenset({"id", "version", "index_seq", "updated_at"})
RECORDS = ("catalogue_", "events_", "recommendations_")


class Database:
    """Any of the two databases by its address, as rows of plain values."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite")

    @contextlib.contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor in a transaction that is committed at the end."""
        with closing(self._connection()) as connection:
            cursor = connection.cursor()
            yield cursor
            connection.commit()

    def _connection(self) -> Any:
        if self.is_sqlite:
            connection = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=30)
            # Django's: a check constraint may ask for it.
            connection.create_function("REGEXP", 2, lambda p, s: bool(re.search(p, str(s))))
            return connection
        return psycopg2.connect(self.address)

    def _execute(self, cursor: Any, statement: str, values: tuple[Any, ...]) -> None:
        if self.is_sqlite:
            cursor.execute(statement.replace("%s", "?"), values)
        else:
            cursor.execute(statement, values or None)  # without values a percent sign is itself

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The result of a query with ``%s`` for each value."""
        with self.cursor() as cursor:
            self._execute(cursor, statement, values)
            return list(cursor.fetchall())

    def dicts(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        with self.cursor() as cursor:
            self._execute(cursor, statement, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def column(self, statement: str, *values: Any) -> list[Any]:
        return [row[0] for row in self.rows(statement, *values)]

    def run(self, statement: str, *values: Any) -> None:
        with self.cursor() as cursor:
            self._execute(cursor, statement, values)

    def tables(self) -> list[str]:
        if self.is_sqlite:
            return self.column(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        return self.column("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")

    def columns(self) -> dict[str, dict[str, list[Any]]]:
        """Table -> column -> its type as the database names it, and whether it may be null."""
        if self.is_sqlite:
            return {
                table: {
                    name: [kind.lower(), not must and not key]
                    for _n, name, kind, must, _default, key in self.rows(
                        f'PRAGMA table_info("{table}")'
                    )
                }
                for table in self.tables()
            }
        rows = self.rows(
            "SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable"
            " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        columns: dict[str, dict[str, list[Any]]] = {}
        for table, name, kind, length, nullable in rows:
            full = f"{kind}({length})" if length else kind
            columns.setdefault(table, {})[name] = [full, nullable == "YES"]
        return columns

    def counts(self) -> dict[str, int]:
        return {
            table: self.column(f'SELECT count(*) FROM "{table}"')[0]  # noqa: S608 - our tables
            for table in self.tables()
        }

    def references(self) -> list[tuple[str, str, str]]:
        """Every foreign key: table, column, the table it points at."""
        if self.is_sqlite:
            return [
                (table, row[3], row[2])
                for table in self.tables()
                for row in self.rows(f'PRAGMA foreign_key_list("{table}")')
            ]
        return self.rows(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text"
            " FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
        )

    def facts(self, table: str, pk: int) -> dict[str, Any]:
        """A record with all rows that are part of it, as JSON would hold them, keys aside."""
        columns = self.columns()
        facts = {table: self._plain(table, "id", pk)}
        for part, column, target in self.references():
            is_part = part.startswith(RECORDS) and "version" not in columns[part]
            if target == table and is_part:
                facts[f"{part}.{column}"] = self._plain(part, column, pk)
        return facts

    def _plain(self, table: str, column: str, value: int) -> list[dict[str, Any]]:
        statement = f'SELECT * FROM "{table}" WHERE "{column}" = %s'  # noqa: S608 - our tables
        rows = [
            {name: json.loads(json.dumps(value, default=str)) for name, value in row.items()}
            for row in self.dicts(statement, value)
        ]
        plain = [{name: row[name] for name in row if name not in MOVING} for row in rows]
        return sorted(plain, key=lambda row: json.dumps(row, sort_keys=True))

    def records(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """The rows of records and of their parts: by table, then by key."""
        tables = [table for table in self.tables() if table.startswith(RECORDS)]
        statements = {table: f'SELECT * FROM "{table}"' for table in tables}  # noqa: S608 - our tables
        return {
            table: {row["id"]: row for row in self.dicts(statement)}
            for table, statement in statements.items()
        }

    def shift(self, by: datetime.timedelta) -> None:
        """Move the times of mails, subscribers and news: what was an hour old is so again."""
        for table, columns in self.columns().items():
            if table != "core_change" and not table.startswith("digests_"):
                continue
            times = [name for name in columns if columns[name][0] in ("timestamptz", "datetime")]
            if times:
                self._shift(table, times, by)

    def _shift(self, table: str, columns: list[str], by: datetime.timedelta) -> None:
        """All of a row at once: constraints compare its times."""
        names = ", ".join(f'"{name}"' for name in columns)
        if not self.is_sqlite:
            moved = ", ".join(f'"{name}" = "{name}" + %s' for name in columns)
            self.run(f'UPDATE "{table}" SET {moved}', *[by] * len(columns))  # noqa: S608
            return
        moved = ", ".join(f'"{name}" = ?' for name in columns)
        with self.cursor() as cursor:
            cursor.execute(f'SELECT rowid, {names} FROM "{table}"')  # noqa: S608 - our tables
            for key, *texts in cursor.fetchall():
                times = [text and moved_text(text, by) for text in texts]
                cursor.execute(f'UPDATE "{table}" SET {moved} WHERE rowid = ?', (*times, key))  # noqa: S608


def moved_text(text: str, by: datetime.timedelta) -> str:
    """A time as SQLite keeps it, moved."""
    moved = datetime.datetime.fromisoformat(text) + by
    return moved.isoformat(" ", "microseconds")


def manifest(kind: str) -> dict[str, Any]:
    """What must still hold of the dump for ``kind``: "postgresql" or "sqlite"."""
    packed = (DATA / f"{kind}.json.xz").read_bytes()
    return json.loads(lzma.decompress(packed))  # type: ignore[no-any-return]


def restore(kind: str, address: str, var: Path) -> Database:
    """Fill an empty database and a data folder with what the earlier release left."""
    if kind == "sqlite":
        path = Path(address.removeprefix("sqlite:///"))
        path.write_bytes(lzma.decompress((DATA / "sqlite.sqlite3.xz").read_bytes()))
    else:
        text = lzma.decompress((DATA / "postgresql.sql.xz").read_bytes()).decode()
        with closing(psycopg2.connect(address)) as connection:
            connection.cursor().execute(text)
            connection.commit()
    with tarfile.open(DATA / f"{kind}.files.tar.xz") as files:
        files.extractall(var, filter="data")
    database = Database(address)
    now = datetime.datetime.now(datetime.UTC)
    database.shift(now - datetime.datetime.fromisoformat(manifest(kind)["made_at"]))
    return database


def new_database(server: str, var: Path, name: str) -> tuple[str, Any]:
    """An empty database beside the one at ``server``: its address, and what drops it again."""
    if server.startswith("sqlite"):
        return f"sqlite:///{var / 'hub.sqlite3'}", lambda: None
    execute(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    return f"{server.rpartition('/')[0]}/{name}", lambda: execute(server, drop)


def execute(address: str, statement: sql.Composed) -> None:
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


class Browser:
    """Django's test client in a process of its own, with the settings of the product."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with log.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [sys.executable, str(BROWSER)],
                cwd=ROOT,
                env=environment | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._log = log

    def ask(self, do: str, **question: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **question}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._log.read_text(encoding="utf-8")[-4000:]
        answer = json.loads(line)
        assert "fault" not in answer, answer["fault"]
        return answer["answer"]

    def get(self, path: str, by: str = "") -> dict[str, Any]:
        return self.ask("get", path=path, by=by)  # type: ignore[no-any-return]

    def post(self, path: str, by: str = "", **fields: Any) -> dict[str, Any]:
        return self.ask("post", path=path, by=by, fields=fields)  # type: ignore[no-any-return]

    def task(self, name: str, *arguments: Any) -> None:
        self.ask("task", name=name, arguments=arguments)

    def look(self, paths: Sequence[str], by: str = "") -> dict[str, Any]:
        """What stands at each of the addresses, in a form that can be compared."""
        return {path: self.ask("look", path=path, by=by) for path in paths}

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
