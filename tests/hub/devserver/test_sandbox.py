"""A practice site throws its own database away, and never another's."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from hub.devserver import sandbox
from hub.devserver.process_group import CannotStart


class Stopped(BaseException):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def given(tmp_path, monkeypatch):
    """The settings of a practice site; connections to the database are left to the other tests."""
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "hub.sqlite3"}
    given = SimpleNamespace(
        SANDBOX=True, SANDBOX_HOURS=24, VAR_DIR=tmp_path, DATABASES={"default": own}
    )
    monkeypatch.setattr(sandbox, "settings", given)
    monkeypatch.setattr(sandbox.connections, "close_all", lambda: None)
    return given


@pytest.fixture
def practice(given):
    return given.VAR_DIR


def write(path, word):
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE IF NOT EXISTS word (text)")
        database.execute("INSERT INTO word VALUES (?)", [word])
        database.commit()


def words(path):
    with closing(sqlite3.connect(path)) as database:
        return [word for (word,) in database.execute("SELECT text FROM word")]


class FakeSite:
    """``up`` that fills its database as commands would, and is practised on in each of its runs."""

    def __init__(self, folder, runs):
        self.database, self.runs, self.found = folder / "hub.sqlite3", runs, []

    def run(self, program):
        if not (self.database.exists() and words(self.database)):
            write(self.database, "exercise")
        return 0

    def up(self, say, *, fill_more, until):
        fill_more(self)
        self.found.append(words(self.database))
        write(self.database, "practised")
        self.runs -= 1
        if not self.runs:
            raise Stopped


def test_each_run_begins_with_what_was_there_before_anybody_practised(practice, monkeypatch):
    site = FakeSite(practice, runs=3)
    monkeypatch.setattr(sandbox.startup, "up", site.up)
    with pytest.raises(Stopped):
        sandbox.run(print)
    assert site.found == [["exercise"]] * 3


def test_a_later_start_puts_it_back_too(practice, monkeypatch):
    for _start in range(2):
        site = FakeSite(practice, runs=1)
        monkeypatch.setattr(sandbox.startup, "up", site.up)
        with pytest.raises(Stopped):
            sandbox.run(print)
    assert site.found == [["exercise"]]


def test_a_site_that_is_in_use_is_left_alone(given):
    given.SANDBOX = False
    with pytest.raises(CannotStart, match="SANDBOX is not set"):
        sandbox.run(print)


def test_a_database_that_no_practice_site_made_is_left_alone(practice):
    write(practice / "hub.sqlite3", "somebody's work")
    with pytest.raises(CannotStart, match="not made by a practice site"):
        sandbox.run(print)
    assert words(practice / "hub.sqlite3") == ["somebody's work"]


@pytest.mark.parametrize(
    "database",
    [
        {"ENGINE": "django.db.backends.postgresql", "NAME": "hub"},
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/elsewhere/hub.sqlite3"},
    ],
)
def test_a_database_that_is_given_is_left_alone(given, database):
    given.DATABASES = {"default": database}
    with pytest.raises(CannotStart, match="unset DATABASE_URL"):
        sandbox.run(print)


def test_a_first_start_that_broke_off_is_begun_anew(practice, monkeypatch):
    def breaks_off(say, *, fill_more, until):
        write(practice / "hub.sqlite3", "half")
        raise Stopped

    monkeypatch.setattr(sandbox.startup, "up", breaks_off)
    with pytest.raises(Stopped):
        sandbox.run(print)
    site = FakeSite(practice, runs=1)
    monkeypatch.setattr(sandbox.startup, "up", site.up)
    with pytest.raises(Stopped):
        sandbox.run(print)
    assert site.found == [["exercise"]]
