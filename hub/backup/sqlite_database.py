"""A SQLite database copied, restored beside the live one, swapped in: by SQLite's backup call."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from hub.backup.manifest import BackupError

FILE = "database.sqlite3"
TIMEOUT_SECONDS = 60.0  # for a lock
TRY_SECONDS = 1.0  # of them at a time: a signal is heard in between


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

    ``options``: of SQLite's, for opening the source. Raises BackupError where one of them is locked
    for ``TIMEOUT_SECONDS``: Python would try again without end.
    """
    deadline = time.monotonic() + TIMEOUT_SECONDS

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status not in (sqlite3.SQLITE_DONE, sqlite3.SQLITE_OK) and time.monotonic() > deadline:
            raise _is_locked()

    address = f"{source.absolute().as_uri()}{options}"
    with (
        closing(sqlite3.connect(address, timeout=TRY_SECONDS, uri=True)) as reader,
        closing(sqlite3.connect(target, timeout=TRY_SECONDS)) as writer,
    ):
        reader.backup(writer, progress=give_up)


def _is_locked() -> BackupError:
    return BackupError(
        f"Another process has locked the database for {TIMEOUT_SECONDS:.0f} seconds. Stop what "
        "writes to it (web server, workers, mail, beat), and run the same command again."
    )


def _await_lock(path: Path) -> None:
    """Until nobody writes. Raises BackupError, and sqlite3.DatabaseError of a damaged file."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    with closing(sqlite3.connect(path, timeout=TRY_SECONDS, isolation_level=None)) as database:
        while True:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > deadline:
                    raise _is_locked() from problem
            else:
                return


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
        """Processes that have the live one open read the restored one from then on.

        Raises BackupError and sqlite3.Error, and then the live one is as it was.
        """
        moved = self._keep_live() if self.live_exists() else []
        try:
            copy(Path(self.name), Path(self.live))
        except BaseException as problem:
            if moved:
                self.remove(self.live)
            elif isinstance(problem, (BackupError, sqlite3.Error)):
                self.remove(self.old)  # after a signal it may be the only one of before
            for end in moved:
                os.replace(f"{self.old}{end}", f"{self.live}{end}")
            raise
        self.drop()

    def _keep_live(self) -> list[str]:
        """The endings of the files that were moved away, as they are: a damaged one, with its log.

        One that is sound is copied, once nobody writes to it.
        """
        try:
            _await_lock(Path(self.live))
            copy(Path(self.live), Path(self.old))
        except sqlite3.OperationalError as problem:  # a full disk, say: the live one is sound
            self.remove(self.old)
            raise BackupError(f"The live database cannot be kept: {problem}.") from problem
        except sqlite3.DatabaseError:
            self.remove(self.old)
            ends = [end for end in ("-wal", "-shm", "") if Path(f"{self.live}{end}").exists()]
            for end in ends:
                os.replace(f"{self.live}{end}", f"{self.old}{end}")
            return ends
        except BackupError:
            self.remove(self.old)
            raise
        return []

    def drop(self) -> None:
        self.remove(self.name)

    @staticmethod
    def remove(name: str) -> None:
        remove_companions(Path(name))
        Path(name).unlink(missing_ok=True)

    def keep_sentence(self) -> str:
        return f"The database of before is kept: {os.path.basename(self.old)}. Delete it later."
