import threading

import pytest

from hub.search_engine import snapshot_cache
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.segment_store import SegmentStore
from hub.search_engine.snapshot_cache import SnapshotCache


class Shelf:
    """A source whose records a test changes; ``seq`` is what the database would say."""

    kind, facets = "shelf", ("purpose",)
    kind_words = ()

    def __init__(self) -> None:
        self.seq = 0
        self.held: dict = {}
        self.hidden: dict[int, int] = {}
        self.reads = 0
        self.pause = lambda: None

    def put(self, document) -> None:
        self.seq += 1
        self.held[document.pk] = (self.seq, document)
        self.hidden.pop(document.pk, None)

    def hide(self, pk: int) -> None:
        self.seq += 1
        del self.held[pk]
        self.hidden[pk] = self.seq

    def count(self, tier):
        return len(self.held)

    def documents(self, tier, after_seq):
        self.reads += 1
        self.pause()
        yield from [d for seq, d in self.held.values() if after_seq is None or seq > after_seq]

    def changed(self, tier, after_seq):
        return sum(1 for seq, _document in self.held.values() if seq > after_seq)

    def gone(self, tier, after_seq):
        return [pk for pk, seq in self.hidden.items() if seq > after_seq]

    def labels(self):
        return {}


@pytest.fixture(params=["memory", "disk"])
def source_and_cache(request, tmp_path, monkeypatch, make):
    """The same promises hold for a base in memory and for one on disk."""
    monkeypatch.setattr(
        snapshot_cache, "IN_MEMORY_LIMIT", 5_000 if request.param == "memory" else 0
    )
    shelf = Shelf()
    for pk in range(1, 6):
        shelf.put(make(pk, title=f"Record {pk}"))
    return shelf, SnapshotCache(
        shelf, "public", SegmentStore(tmp_path, "shelf", "public", "x"), lambda: shelf.seq
    )


def total(cache: SnapshotCache, text: str) -> int:
    return search(cache.current(), Query.of(text), correct=False).total


def test_nothing_is_read_while_nothing_changes(source_and_cache) -> None:
    shelf, cache = source_and_cache
    first = cache.current()
    reads = shelf.reads
    assert cache.current() is first
    assert shelf.reads == reads


def test_a_change_is_seen_by_the_next_question(source_and_cache, make) -> None:
    shelf, cache = source_and_cache
    assert total(cache, "radar") == 0
    shelf.put(make(3, title="Radar"))
    assert total(cache, "radar") == 1
    assert cache.current().total == 5


def test_a_new_record_is_seen(source_and_cache, make) -> None:
    shelf, cache = source_and_cache
    cache.current()
    shelf.put(make(77, title="Radar"))
    assert (total(cache, "radar"), cache.current().total) == (1, 6)


def test_a_withdrawn_record_is_gone_and_may_come_back(source_and_cache, make) -> None:
    shelf, cache = source_and_cache
    cache.current()
    shelf.hide(2)
    assert cache.current().total == 4
    assert cache.current().locate(2) is None
    shelf.put(make(2, title="Back again"))
    assert total(cache, "back") == 1


def test_changes_one_after_the_other_are_all_kept(source_and_cache, make) -> None:
    shelf, cache = source_and_cache
    cache.current()
    for pk in (1, 2, 3):
        shelf.put(make(pk, title=f"Radar {pk}"))
        cache.current()
    assert total(cache, "radar") == 3


def test_many_changes_are_folded_into_a_new_base_or_kept(
    source_and_cache, make, monkeypatch
) -> None:
    shelf, cache = source_and_cache
    monkeypatch.setattr(snapshot_cache, "MIN_REBUILD", 2)
    cache.current()
    for pk in (1, 2, 3, 4):
        shelf.put(make(pk, title=f"Radar {pk}"))
    assert total(cache, "radar") == 4
    assert cache.current().has_delta is not (snapshot_cache.IN_MEMORY_LIMIT > 0)


def test_a_database_that_was_put_back_is_read_anew(source_and_cache) -> None:
    shelf, cache = source_and_cache
    cache.current()
    shelf.seq, shelf.held = 1, {1: shelf.held[1]}
    assert (cache.current().total, cache.current().seq) == (1, 1)


def test_while_one_thread_renews_the_others_get_the_old_snapshot(source_and_cache, make) -> None:
    shelf, cache = source_and_cache
    old = cache.current()
    reading, go_on = threading.Event(), threading.Event()

    def pause() -> None:
        reading.set()
        go_on.wait(10)

    shelf.pause = pause
    shelf.put(make(1, title="Radar"))
    renewed: list = []
    thread = threading.Thread(target=lambda: renewed.append(cache.current()))
    thread.start()
    assert reading.wait(10)
    assert cache.current() is old
    go_on.set()
    thread.join()
    assert renewed[0] is not old
    assert cache.current() is renewed[0]


def test_a_first_build_is_waited_for_by_all_and_done_once(source_and_cache) -> None:
    shelf, cache = source_and_cache
    start = threading.Barrier(6)
    snapshots: list = []

    def ask() -> None:
        start.wait()
        snapshots.append(cache.current())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(snapshots) == 6
    assert len(set(map(id, snapshots))) == 1
    assert shelf.reads == 1


def test_a_failure_to_read_leaves_the_old_snapshot_and_is_tried_again(
    source_and_cache, make
) -> None:
    shelf, cache = source_and_cache
    cache.current()

    def fail() -> None:
        raise OSError("the database went away")

    shelf.pause = fail
    shelf.put(make(1, title="Radar"))
    with pytest.raises(OSError, match="went away"):
        cache.current()
    shelf.pause = lambda: None
    assert total(cache, "radar") == 1


@pytest.mark.parametrize("source_and_cache", ["disk"], indirect=True)
def test_a_base_on_disk_is_read_by_a_second_process_with_what_changed_since(
    source_and_cache, make
) -> None:
    shelf, cache = source_and_cache
    cache.current()
    shelf.put(make(1, title="Radar"))
    reads = shelf.reads
    second = SnapshotCache(shelf, "public", cache.store, lambda: shelf.seq)
    assert total(second, "radar") == 1
    assert shelf.reads == reads + 1
    assert second.current().has_delta


@pytest.mark.parametrize("source_and_cache", ["disk"], indirect=True)
def test_a_base_that_misses_deleted_rows_is_built_anew(source_and_cache) -> None:
    shelf, cache = source_and_cache
    cache.current()
    del shelf.held[4]
    second = SnapshotCache(shelf, "public", cache.store, lambda: shelf.seq)
    assert second.current().total == 4


def test_many_threads_search_one_snapshot_without_disturbing_each_other(
    source_and_cache, make
) -> None:
    shelf, cache = source_and_cache
    for pk in range(10, 400):
        shelf.put(make(pk, title=f"Radar {'victim' if pk % 3 else 'child'}"))
    snapshot = cache.current()
    expected = {
        text: search(snapshot, Query.of(text)) for text in ("radar", "victim", "child radar")
    }
    wrong: list = []

    def ask() -> None:
        for _ in range(60):
            wrong.extend(t for t, r in expected.items() if search(snapshot, Query.of(t)) != r)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_flood_of_changes_waits_for_a_base_that_a_worker_builds(
    source_and_cache, make, monkeypatch
) -> None:
    shelf, cache = source_and_cache
    monkeypatch.setattr(snapshot_cache, "MAX_DELTA", 20)
    before = cache.current()
    for pk in range(100, 130):
        shelf.put(make(pk, title="Radar"))
    reads = shelf.reads
    assert cache.current() is before
    assert shelf.reads == reads
    with cache.store.lock():
        cache.store.build(shelf, shelf.seq)
    assert total(cache, "radar") == 30


def test_a_base_from_before_the_flood_is_not_enough(source_and_cache, make, monkeypatch) -> None:
    shelf, cache = source_and_cache
    monkeypatch.setattr(snapshot_cache, "MAX_DELTA", 20)
    before = cache.current()
    shelf.put(make(90, title="One more"))
    with cache.store.lock():
        cache.store.build(shelf, shelf.seq)
    for pk in range(100, 130):
        shelf.put(make(pk, title="Radar"))
    assert cache.current() is before


@pytest.mark.slow
def test_where_the_disk_has_no_room_the_index_is_built_in_memory(
    full_disk, make, monkeypatch, caplog
) -> None:
    folder, limited = full_disk
    monkeypatch.setattr(snapshot_cache, "IN_MEMORY_LIMIT", 0)
    shelf = Shelf()
    for pk in range(1, 5000):
        shelf.put(make(pk, title=f"Record {pk}", summary=f"word{pk} data"))
    store = SegmentStore(folder, "shelf", "public", "this database")
    cache = SnapshotCache(shelf, "public", store, lambda: shelf.seq)
    with limited():
        found = search(cache.current(), Query(text="word4321"))
    assert (found.total, "built in memory" in caplog.text) == (1, True)
    assert [path.name for path in store.folder.iterdir()] == ["lock"]
