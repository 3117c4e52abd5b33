"""The snapshot as one SQLite file, made of its tables and lines: nothing else goes into it.

A table for each kind with the columns of its CSV; ``terms`` and ``record_terms``, by which records
are found quickly; ``about``, which says of when they are and under which licence.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from hub.open_data.snapshots import line_file, table_file

NAME = "catalogue.sqlite"
TERMS = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE terms (
    number INTEGER PRIMARY KEY, scheme TEXT NOT NULL, slug TEXT NOT NULL, label TEXT NOT NULL,
    address TEXT NOT NULL, UNIQUE (scheme, slug)
);
CREATE TABLE record_terms (
    term INTEGER NOT NULL REFERENCES terms, field TEXT NOT NULL, record INTEGER NOT NULL,
    PRIMARY KEY (term, field, record)
) WITHOUT ROWID;
"""


def write_sqlite(folder: Path, tables: Mapping[str, str], about: Mapping[str, str]) -> None:
    """``tables``: names of tables by the names of their CSV files in the folder.

    The journal is off: what is not finished is thrown away.
    """
    path = folder / NAME
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + TERMS)
        database.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        numbers = _Numbers()
        for file, table in tables.items():
            _write_table(database, table, table_file.read_rows(folder / file), numbers)
        _write_terms(database, line_file.read_lines(folder / line_file.NAME), numbers)
        database.execute("COMMIT")


class _Numbers(dict[str, int]):
    """Of records, by their identities; they hold within the file alone."""

    def __missing__(self, identity: str) -> int:
        self[identity] = len(self) + 1
        return self[identity]


def _write_table(
    database: sqlite3.Connection, table: str, rows: Iterator[list[str]], numbers: _Numbers
) -> None:
    header = next(rows)
    columns = ", ".join(f"{_quoted(name)} TEXT NOT NULL" for name in header)
    database.execute(f"CREATE TABLE {_quoted(table)} (number INTEGER PRIMARY KEY, {columns})")
    places = ", ".join("?" * (len(header) + 1))
    insert = f"INSERT INTO {_quoted(table)} VALUES ({places})"  # noqa: S608  # nosec
    database.executemany(insert, ([numbers[row[0]], *row] for row in rows))
    database.execute(
        f"CREATE UNIQUE INDEX {_quoted(table + '_id')} ON {_quoted(table)} ({_quoted(header[0])})"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_terms(
    database: sqlite3.Connection, lines: Iterator[bytes], numbers: _Numbers
) -> None:
    terms: dict[tuple[str, str], int] = {}
    shown: list[tuple[Any, ...]] = []

    def pairs() -> Iterator[tuple[int, str, int]]:
        for line in lines:
            record = json.loads(line)
            for field, term in _terms_of(record):
                key = (term["scheme"], term["slug"])
                if key not in terms:
                    terms[key] = len(terms) + 1
                    shown.append((terms[key], *key, term["label"], term["address"]))
                yield terms[key], field, numbers[record["id"]]

    database.executemany("INSERT OR IGNORE INTO record_terms VALUES (?, ?, ?)", pairs())
    database.executemany("INSERT INTO terms VALUES (?, ?, ?, ?, ?)", shown)


def _terms_of(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The terms of each fact of a record; not those within its entries."""
    for name, fact in record["facts"].items():
        value = fact["value"]
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, dict) and "scheme" in each:
                yield name, each
