"""A restored SQLite database comes into place whole, or the live one is as it was."""

import contextlib
import sqlite3

import pytest

from hub.backup import sqlite_database
from hub.backup.manifest import BackupError

DAMAGED = b"not a database" * 1000


def write(path, value):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE a AS SELECT ? AS value", (value,))
        database.commit()


@pytest.fixture
def target(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_database, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(sqlite_database, "TRY_SECONDS", 0.05)
    target = sqlite_database.SqliteTarget("now")
    target.live, target.name, target.old = (
        str(tmp_path / name) for name in ("live", "restored", "before")
    )
    write(target.live, "live")
    write(target.name, "restored")
    return target


def read(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT value FROM a").fetchone()[0]


def test_while_another_process_writes_it_gives_up_and_leaves_nothing(target, tmp_path):
    with contextlib.closing(sqlite3.connect(target.live, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="Another process has locked the database"):
            target.swap()
        with pytest.raises(BackupError, match="Another process has locked the database"):
            sqlite_database.copy(tmp_path / "restored", tmp_path / "live")
        assert not (tmp_path / "before").exists()
    assert read(target.live) == "live"
    target.swap()
    assert (read(target.live), read(target.old)) == ("restored", "live")
    assert not (tmp_path / "restored").exists()


def test_a_database_that_is_locked_whole_is_not_waited_for_without_end(tmp_path, target):
    with contextlib.closing(sqlite3.connect(target.live, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupError, match="Another process has locked the database"):
            sqlite_database.copy(tmp_path / "live", tmp_path / "copy")


@pytest.mark.parametrize("live_is_damaged", [False, True])
def test_where_the_last_step_fails_the_live_one_is_as_it_was(target, tmp_path, live_is_damaged):
    (tmp_path / "restored").write_bytes(DAMAGED)
    if live_is_damaged:
        (tmp_path / "live").write_bytes(DAMAGED)
    before = (tmp_path / "live").read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        target.swap()
    assert (tmp_path / "live").read_bytes() == before
    assert not list(tmp_path.glob("before*"))
