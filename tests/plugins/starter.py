"""The starter data, in a database of its own that is made once (`kept_databases`).

A test that uses ``starter`` works in that database, within a transaction that is rolled back.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from hub.records.models import SearchState
from hub.records.models.search_state import Numbers, committed
from hub.records.seq_cache import DerivedValues, clear_caches
from hub.search_engine import snapshot_cache
from hub.search_engine.document import kinds, source_of
from hub.search_engine.segment import Segment
from hub.vocabulary import term_cache
from tests.plugins.cast import (
    copy_of_test_database,
    drop_database,
    in_database,
    name_of_copy,
)


@dataclass(frozen=True)
class ReadBefore:
    """The terms and the indexes of the starter data, as of its numbers.

    To read them again for each test took a second, in more than a thousand tests.
    """

    numbers: Numbers
    terms: term_cache.TermCache
    bases: dict[str, Segment]

    @classmethod
    def read(cls) -> "ReadBefore":
        bases = {kind: snapshot_cache.get_snapshot(kind).segments[0] for kind in kinds()}
        return cls(committed(), term_cache.TermCache(), bases)

    def put_into_caches(self) -> None:
        """As after a first request; what is derived from them is each test's own."""
        terms = copy.copy(self.terms)
        terms.derived = DerivedValues()
        term_cache._cache._store("terms", self.numbers.terms_version, terms)
        for kind, base in self.bases.items():
            source, store = source_of(kind), snapshot_cache.segment_store(kind, "public")
            cache = snapshot_cache.SnapshotCache(
                source, "public", store, SearchState.current, snapshot_cache._read_committed,
                epoch=self.numbers.epoch,
            )  # fmt: skip
            as_read = cache._snapshot(self.numbers.seq, base)
            cache._state = snapshot_cache.CacheState(base, self.numbers.seq, True, as_read)
            snapshot_cache._caches[kind, "public"] = cache
            # A cache that is passed over fails no test: it only makes a thousand of them slow.
            assert snapshot_cache.get_snapshot(kind) is as_read
        assert term_cache.term_cache() is terms


@dataclass
class StarterDatabase:
    name: str
    read_before: ReadBefore
    connected: ExitStack

    def connect(self) -> None:
        if connection.settings_dict["NAME"] != self.name:
            self.connected.enter_context(in_database(self.name))


DATABASE = pytest.StashKey[StarterDatabase]()


@pytest.fixture(scope="session")
def _starter(
    django_db_setup: None,
    django_db_blocker: Any,
    provide_starter: Callable[..., None],
    request: pytest.FixtureRequest,
) -> Iterator[StarterDatabase]:
    with django_db_blocker.unblock():
        name = name_of_copy("starter")
        provide_starter(name, make_starter)
        with in_database(name):
            clear_caches()
            read_before = ReadBefore.read()
            clear_caches()
    with ExitStack() as connected:
        database = request.config.stash[DATABASE] = StarterDatabase(name, read_before, connected)
        yield database
    with django_db_blocker.unblock():
        drop_database(name)


def make_starter() -> None:
    name, _drop = copy_of_test_database("starter")
    with in_database(name):
        load_everything()


@pytest.fixture(scope="session")
def starter_database(_starter: StarterDatabase) -> str:
    """The name of the database."""
    return _starter.name


def load_everything() -> None:
    """The whole starter data, step by step, as workers do."""
    call_command("load_starter_data", here=True, stdout=StringIO())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Tests behind one another share a connection: a new one has to read the catalogue anew."""
    try:
        return (yield)
    finally:
        database = item.config.stash.get(DATABASE, None)
        if database is not None and not (nextitem and "starter" in nextitem.fixturenames):
            database.connected.close()


@pytest.fixture
def _in_starter_database(_starter: StarterDatabase, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        assert not connection.in_atomic_block, "a test with `starter` has no mark `django_db`"
        _starter.connect()
        _starter.read_before.put_into_caches()
        yield


@pytest.fixture
def starter(_in_starter_database: None, db: None) -> None:
    """The starter data is there. Instead of the mark ``django_db``, which would begin too early."""


@pytest.fixture
def starter_or_empty(request: pytest.FixtureRequest) -> None:
    """The database, for modules of which some tests ask for ``starter`` and others make records."""
    request.getfixturevalue("starter" if "starter" in request.fixturenames else "db")
