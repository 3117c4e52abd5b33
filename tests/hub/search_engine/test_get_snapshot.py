"""The door over the real `SearchState`, and the command that writes bases."""

from contextvars import Context
from io import StringIO

import pytest
from django.core.management import call_command

from hub.records.models import SearchState
from hub.records.registry import Registry
from hub.records.seq_cache import clear_caches
from hub.search_engine import document, snapshot_cache, tasks
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot, segment_store

pytestmark = pytest.mark.django_db


class Shelf:
    kind, facets = "shelf", ("purpose",)
    kind_words = ()

    def __init__(self, documents) -> None:
        self.held = {each.pk: each for each in documents}

    def put(self, make, pk: int, **changes) -> None:
        self.held[pk] = make(pk, seq=raised(), **changes)

    def count(self, tier):
        return len(self.held)

    def documents(self, tier, after_seq):
        yield from [d for d in self.held.values() if after_seq is None or d.seq > after_seq]

    def changed(self, tier, after_seq):
        return sum(1 for _document in self.documents(tier, after_seq))

    def gone(self, tier, after_seq):
        return []

    def labels(self):
        return {}


def raised() -> int:
    return SearchState.raise_seq()


@pytest.fixture
def shelf(make, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(document, "document_sources", Registry("index documents"))
    clear_caches()
    SearchState.begin_epoch()  # as the migrations do, whatever another test has flushed
    shelf = Shelf([make(pk, seq=0) for pk in range(1, 10)])
    document.register(shelf)
    yield shelf
    clear_caches()


@pytest.fixture
def on_disk(monkeypatch):
    monkeypatch.setattr(snapshot_cache, "IN_MEMORY_LIMIT", 0)


def test_a_published_change_is_in_the_next_answer(shelf, make) -> None:
    assert search(get_snapshot("shelf"), Query.of("radar")).total == 0
    shelf.put(make, 3, title="Radar")
    assert search(get_snapshot("shelf"), Query.of("radar")).ids == (3,)


def test_asking_again_costs_one_query(shelf, django_assert_num_queries) -> None:
    get_snapshot("shelf")
    with django_assert_num_queries(1):
        get_snapshot("shelf")


def test_an_unknown_kind_says_so(shelf) -> None:
    with pytest.raises(LookupError, match="nothing is registered as"):
        get_snapshot("unicorn")


def test_few_records_write_nothing_to_disk(shelf, tmp_path) -> None:
    get_snapshot("shelf")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_base_that_is_then_read(shelf, on_disk) -> None:
    seq = raised()
    said = StringIO()
    call_command("search_build", kind="shelf", stdout=said)
    assert said.getvalue() == f"shelf, public: built as of change {seq}\n"
    assert segment_store("shelf", "public").seqs() == [seq]
    assert get_snapshot("shelf").total == 9


def test_a_base_without_a_facet_of_this_release_is_built_again(shelf, on_disk, make) -> None:
    get_snapshot("shelf")
    shelf.facets = ("purpose", "context")
    shelf.held[1] = make(1, rows=("context/at-sea",))  # as the new release reads it, unchanged
    clear_caches()
    found = search(get_snapshot("shelf"), Query().with_choice("context", "at-sea"))
    assert found.ids == (1,)


def test_of_a_restored_database_no_index_of_before_is_used(shelf, on_disk, make) -> None:
    """The same number, other records: neither what the process holds nor what is on disk."""
    assert search(get_snapshot("shelf"), Query.of("radar")).total == 0
    shelf.held[3] = make(3, title="Radar")
    SearchState.begin_epoch()
    assert search(get_snapshot("shelf"), Query.of("radar")).ids == (3,)


def test_work_on_another_database_leaves_the_bases_on_disk_alone(shelf, on_disk, tmp_path) -> None:
    with snapshot_cache.built_in_memory():
        assert get_snapshot("shelf").total == 9
        assert list(tmp_path.iterdir()) == []
    clear_caches()
    get_snapshot("shelf")
    assert list(tmp_path.iterdir()) != []


def test_of_a_restored_database_the_index_is_due(shelf, on_disk) -> None:
    raised()
    assert snapshot_cache.build_due() == ["shelf-public"]
    assert snapshot_cache.build_due() == []
    SearchState.begin_epoch()
    assert snapshot_cache.build_due() == ["shelf-public"]


def test_if_needed_builds_only_after_many_changes(shelf, on_disk, make, monkeypatch) -> None:
    monkeypatch.setattr(snapshot_cache, "MIN_REBUILD", 2)
    call_command("search_build", if_needed=True, stdout=StringIO())
    first = segment_store("shelf", "public").seqs()
    shelf.put(make, 1, title="Radar")
    tasks.build_due_indexes()
    assert segment_store("shelf", "public").seqs() == first
    for pk in (2, 3, 4):
        shelf.put(make, pk, title="Radar")
    tasks.build_due_indexes()
    assert segment_store("shelf", "public").seqs()[0] == SearchState.current()


def test_a_process_takes_up_a_newer_base(shelf, on_disk, make, monkeypatch) -> None:
    monkeypatch.setattr("hub.search_engine.snapshot_cache.MIN_REBUILD", 2)
    get_snapshot("shelf")
    for pk in (1, 2, 3, 4):
        shelf.put(make, pk, title="Radar")
    snapshot_cache.build_base("shelf", "public")
    shelf.put(make, 5, title="Radar")
    assert search(get_snapshot("shelf"), Query.of("radar")).total == 5
    assert get_snapshot("shelf").segments[1].size == 1


def test_a_page_that_began_before_a_change_takes_the_newer_snapshot_without_a_rebuild(
    shelf, make
) -> None:
    get_snapshot("shelf")
    with SearchState.held():
        shelf.put(make, 3, title="Radar")
        newer = Context().run(get_snapshot, "shelf")  # as another thread's page does
        assert get_snapshot("shelf") is newer
