import json
import multiprocessing
from pathlib import Path

import pytest

from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.segment_store import FORMAT, SegmentStore
from hub.search_engine.snapshot import Snapshot


class Few:
    kind, facets = "few", ("purpose",)
    kind_words = ()

    def __init__(self, documents) -> None:
        self.all = documents

    def count(self, tier):
        return len(self.all)

    def documents(self, tier, after_seq):
        return iter(d for d in self.all if after_seq is None or d.seq > after_seq)

    def changed(self, tier, after_seq):
        return sum(1 for _document in self.documents(tier, after_seq))

    def gone(self, tier, after_seq):
        return []

    def labels(self):
        return {"purpose/a": [("en", "Casework")]}


@pytest.fixture
def source(make):
    rows = frozenset({"purpose/a"})
    return Few(
        [make(i, title=f"Record {i}", summary="victim data", rows=rows) for i in range(1, 30)]
    )


@pytest.fixture
def store(tmp_path) -> SegmentStore:
    return SegmentStore(tmp_path, "few", "public", "this database")


def test_what_is_read_back_answers_like_what_was_written(store, source) -> None:
    store.build(source, 29)
    seq, mapped = store.newest(upto=29)
    fresh = Segment(build_arrays(source.documents("public", None), source.labels()))
    for text in ("victim", "casework", '"victim data"', "rec"):
        answers = [
            search(Snapshot(seq, ("purpose",), base), Query.of(text)) for base in (mapped, fresh)
        ]
        assert answers[0] == answers[1]
        assert answers[0].total == 29


def test_an_empty_kind_can_be_written_and_read(store) -> None:
    store.build(Few([]), 1)
    assert store.newest(upto=1)[1].size == 0


def test_the_newest_that_is_not_from_the_future_is_read(store, source) -> None:
    store.build(source, 29)
    assert store.newest(upto=28) is None


@pytest.mark.parametrize("harm", ["about", "short", "missing", "other database", "not numpy"])
def test_a_harmed_or_foreign_folder_is_passed_over(store, source, harm) -> None:
    store.build(source, 29)
    folder = store.folder / f"v{FORMAT}-29"
    docs = folder / "text.docs.npy"
    if harm == "about":
        (folder / "metadata.json").write_text("{")
    elif harm == "short":
        docs.write_bytes(docs.read_bytes()[:-8])
    elif harm == "missing":
        docs.unlink()
    elif harm == "not numpy":
        docs.write_bytes(b"hello")
    else:
        metadata = json.loads((folder / "metadata.json").read_text())
        (folder / "metadata.json").write_text(json.dumps(metadata | {"owner": "another"}))
    assert store.newest(upto=29) is None


def test_another_format_is_passed_over_and_removed_by_the_next_build(store, source) -> None:
    old = store.folder / f"v{FORMAT - 1}-7"
    old.mkdir(parents=True)
    assert store.newest(upto=29) is None
    store.build(source, 29)
    assert not old.exists()


def test_what_a_killed_build_left_behind_is_removed(store, source) -> None:
    left = store.folder / "tmp-3"
    left.mkdir(parents=True)
    store.build(source, 29)
    assert [path.name for path in store.folder.iterdir() if path.is_dir()] == [f"v{FORMAT}-29"]


def test_a_mapped_base_outlives_its_folder(store, source) -> None:
    store.build(source, 29)
    snapshot = Snapshot(29, ("purpose",), store.newest(upto=29)[1])
    for seq in (30, 31):
        store.build(source, seq)
    assert store.seqs() == [31, 30]
    assert search(snapshot, Query.of("victim")).total == 29


def _hold(root: Path, taken, done) -> None:
    with SegmentStore(root, "few", "public", "x").lock():
        taken.set()
        done.wait(20)


def test_one_process_builds_at_a_time_and_a_killed_one_lets_go(tmp_path, store) -> None:
    context = multiprocessing.get_context("spawn")
    taken, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, taken, done))
    other.start()
    assert taken.wait(20)
    with store.lock(wait=False) as ours:
        assert not ours
    other.kill()
    other.join()
    with store.lock(wait=False) as ours:
        assert ours
