"""A SQLite database copied, restored beside the live one, swapped in: by SQLite's backup call."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

from hub.backup.manifest import BackupError

FILE = "database.sqlite3"
TIMEOUT_SECONDS = 60


@contextmanager
def dumped(folder: Path) -> Iterator[None]:
    """A copy of the database in ``folder``; within, the connection reads just what it holds."""
    live = connection.settings_dict["NAME"]
    copy(Path(live), folder / FILE)
    connection.close()
    connection.settings_dict["NAME"] = str(folder / FILE)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live
        _make_single(folder / FILE)


def copy(source: Path, target: Path, *, options: str = "") -> None:
    """The whole database in one transaction, also while others read and write both of them.

    ``options``: of SQLite's, for opening the source.
    """
    address = f"{source.absolute().as_uri()}{options}"
    with (
        closing(sqlite3.connect(address, timeout=TIMEOUT_SECONDS, uri=True)) as reader,
        closing(sqlite3.connect(target, timeout=TIMEOUT_SECONDS)) as writer,
    ):
        reader.backup(writer)


def _make_single(path: Path) -> None:
    """Without a log beside it: such a file can be read where nothing may be written."""
    with closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    remove_companions(path)


def remove_companions(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class SqliteTarget:
    """A new database beside the live one; ``old`` is where the live one is kept."""

    def __init__(self, stamp: str) -> None:
        self.live = str(connection.settings_dict["NAME"])
        self.name = f"{self.live}.restored-{stamp}"
        self.old = f"{self.live}.before-{stamp}"
        self.remarks: list[str] = []

    def live_exists(self) -> bool:
        return Path(self.live).exists()

    def fill(self, folder: Path) -> None:
        """Raises BackupError where SQLite cannot read the file."""
        Path(self.name).parent.mkdir(parents=True, exist_ok=True)
        try:
            # Nobody changes a backup. Those of before have a log, which could not be opened where
            # the folder is read-only.
            copy(folder / FILE, Path(self.name), options="?immutable=1")
        except sqlite3.Error as problem:
            raise BackupError(f"SQLite cannot read the backup: {problem}.") from problem

    def verify(self) -> None:
        """By Django's connection: constraints may need functions of its own."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            (answer,) = cursor.fetchone()
        if answer != "ok":
            raise BackupError(f"The database in the backup is not sound: {answer}.")

    def swap(self) -> None:
        """Processes that have the live one open read the restored one from then on."""
        if self.live_exists():
            self._keep_live()
        copy(Path(self.name), Path(self.live))
        self.drop()

    def _keep_live(self) -> None:
        try:
            copy(Path(self.live), Path(self.old))
        except sqlite3.OperationalError as problem:  # a full disk, say: the live one is sound
            raise BackupError(f"The live database cannot be kept: {problem}.") from problem
        except sqlite3.DatabaseError:  # it is damaged, and is kept as it is, with its log
            for end in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    os.replace(f"{self.live}{end}", f"{self.old}{end}")

    def drop(self) -> None:
        path = Path(self.name)
        remove_companions(path)
        path.unlink(missing_ok=True)

    def keep_sentence(self) -> str:
        return f"The database of before is kept: {os.path.basename(self.old)}. Delete it later."
