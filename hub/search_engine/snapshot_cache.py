"""One snapshot, kept as new as the database says: changes are read, one reference swapped."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hub.search_engine.document import DocumentSource, IndexDocument
from hub.search_engine.segment import Segment, build
from hub.search_engine.segment_store import SegmentStore
from hub.search_engine.snapshot import Snapshot

IN_MEMORY = 5_000  # below so many records the base is built in memory, in under a second
FOLD_AT = 0.05  # a delta above this part of the base (and above FOLD_LEAST) belongs in a new base
FOLD_LEAST = 100
FLOOD = 5_000  # more changes at once are taken up with the next base on disk, not as a delta


@dataclass
class CacheState:
    """What a snapshot was made of, to make the next one from."""

    base: Segment
    base_seq: int
    in_memory: bool
    snapshot: Snapshot
    changed: dict[int, IndexDocument] = field(default_factory=dict)
    masked: frozenset[int] = frozenset()
    waits: bool = False  # for a base on disk, since too much changed at once


class SnapshotCache:
    """``read_seq`` tells the number of the last committed change as the question began.

    ``read_now`` tells it as it is now, where that may differ: a page asks the database once, and
    another thread may have renewed the snapshot since.
    """

    def __init__(
        self,
        source: DocumentSource,
        tier: str,
        store: SegmentStore,
        read_seq: Callable[[], int],
        read_now: Callable[[], int] | None = None,
    ) -> None:
        self.source, self.tier, self.store, self.read_seq = source, tier, store, read_seq
        self.read_now = read_now or read_seq
        self._building = threading.Lock()
        self._state: CacheState | None = None

    def current(self) -> Snapshot:
        """The snapshot. Where it is behind, one thread renews it and the others get the old one."""
        seq = self.read_seq()
        state = self._state
        if state and state.snapshot.seq == seq:
            return state.snapshot
        if not self._building.acquire(blocking=state is None):
            assert state is not None  # noqa: S101  # only a first build is waited for
            return state.snapshot
        try:
            self._state = self._renewed(self._state)
            return self._state.snapshot
        finally:
            self._building.release()

    def _renewed(self, state: CacheState | None) -> CacheState:
        seq = self.read_now()  # before any record: what commits meanwhile is read again next time
        if state and seq == state.snapshot.seq:
            return state
        if state is None or seq < state.snapshot.seq:  # the database was put back
            return self._opened(seq)
        if state.waits or self.source.changed(self.tier, state.snapshot.seq) > FLOOD:
            return self._rebased(state, seq)
        return self._folded(self._advanced(state, seq), seq)

    def _rebased(self, state: CacheState, seq: int) -> CacheState:
        """After a whole import: readers get the old snapshot until a worker has built a base.

        A delta of a hundred thousand records would take each process half a minute.
        """
        state.waits = True
        newest = next((number for number in self.store.seqs() if number <= seq), 0)
        if newest <= state.snapshot.seq or self.source.changed(self.tier, newest) > FLOOD:
            return state
        return self._from_disk(seq) or state

    def _opened(self, seq: int) -> CacheState:
        """From the newest base on disk, or a new one; in memory where there are few records."""
        count = self.source.count(self.tier)
        if count < IN_MEMORY:
            return self._in_memory(seq)
        state = self._from_disk(seq)
        if state and state.snapshot.total == count:
            return state
        with self.store.lock():
            if state is None:  # another process may have built it while this one waited
                state = self._from_disk(seq)
            if state is None or state.snapshot.total != count:
                self.store.build(self.source, seq)
                state = self._from_disk(seq)
        if state is None:
            raise OSError(f"The index written to {self.store.folder} cannot be read back.")
        return state

    def _in_memory(self, seq: int) -> CacheState:
        base = Segment(build(self.source.documents(self.tier, None), self.source.labels()))
        return CacheState(base, seq, True, Snapshot(seq, self.source.facets, base))

    def _from_disk(self, seq: int) -> CacheState | None:
        found = self.store.newest(upto=seq)
        if found is None:
            return None
        base_seq, base = found
        start = CacheState(base, base_seq, False, Snapshot(base_seq, self.source.facets, base))
        return start if base_seq == seq else self._advanced(start, seq)

    def _advanced(self, state: CacheState, seq: int) -> CacheState:
        """The same base, and a delta with what changed after the state's number."""
        after = state.snapshot.seq
        fresh = {document.pk: document for document in self.source.documents(self.tier, after)}
        gone = frozenset(self.source.gone(self.tier, after))
        changed = {pk: each for pk, each in {**state.changed, **fresh}.items() if pk not in gone}
        masked = state.masked | fresh.keys() | gone
        delta = Segment(build(changed.values(), self._labels(changed.values())))
        snapshot = Snapshot(seq, self.source.facets, state.base, delta, masked)
        return CacheState(state.base, state.base_seq, state.in_memory, snapshot, changed, masked)

    def _labels(self, documents: Iterable[IndexDocument]) -> dict[str, list[tuple[str, str]]]:
        held = frozenset().union(*(document.rows for document in documents))
        if not held:
            return {}
        return {key: list(texts) for key, texts in self.source.labels().items() if key in held}

    def _folded(self, state: CacheState, seq: int) -> CacheState:
        """A new base where the delta has grown: built at once in memory, on disk only taken up.

        A base on disk is built by `manage.py search_build`, not by a process that answers readers.
        """
        if len(state.masked) <= max(FOLD_LEAST, state.base.size * FOLD_AT):
            return state
        if state.in_memory:
            return self._opened(seq)
        newest = self.store.seqs()[:1]
        if newest and newest[0] > state.base_seq:
            return self._from_disk(seq) or state
        return state
