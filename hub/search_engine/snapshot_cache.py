"""`get_snapshot`: the index of a kind of record as the database is now, cached in each process.

A snapshot is renewed from the one before: what changed since is read, and one reference replaced.
"""

import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from hub.records.cache_bypass import is_bypassed
from hub.records.models import SearchState
from hub.records.models.search_state import Numbers
from hub.records.seq_cache import on_clear_caches
from hub.search_engine.document import IndexDocument, IndexSource, kinds, source_of
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.segment_store import SegmentStore
from hub.search_engine.snapshot import Snapshot

log = logging.getLogger(__name__)

TIERS = ("public",)  # those that are built ahead; any other is built at its first query
IN_MEMORY_LIMIT = 5_000  # with fewer records the base is built in memory, in under a second
MAX_DELTA_SHARE = 0.05  # a delta above this share of the base and above MIN_REBUILD is merged
MIN_REBUILD = 100
MAX_DELTA = 5_000  # more changes at once wait for the next base on disk

_caches: dict[tuple[str, str], "SnapshotCache"] = {}
_lock = threading.Lock()
on_clear_caches(_caches.clear)


def get_snapshot(kind: str, tier: str = "public") -> Snapshot:
    """The newest snapshot; reads `SearchState` each time. LookupError for an unknown kind.

    Of a database that was restored from a backup nothing is used that was made before.
    """
    numbers = SearchState.numbers()
    cache = _caches.get((kind, tier))
    if cache is None or cache.epoch != numbers.epoch:
        with _lock:
            cache = _caches.get((kind, tier))
            if cache is None or cache.epoch != numbers.epoch:
                store = segment_store(kind, tier)
                cache = _caches[kind, tier] = SnapshotCache(
                    source_of(kind), tier, store, SearchState.current, _read_committed,
                    epoch=numbers.epoch,
                )  # fmt: skip
    snapshot = cache.current(numbers.seq, _changed(numbers, kind, tier))
    SearchState.used(snapshot.seq, kind)
    return snapshot


def _changed(numbers: Numbers, kind: str, tier: str) -> int:
    """The number of the newest change that a snapshot must have. Only for what is public is it told
    by kind.
    """
    return numbers.version_of({kind}).seq if tier == "public" else numbers.seq


def _read_committed() -> int:
    """The number as the database has it now, outside of `SearchState.held`."""
    return Context().run(SearchState.current)


def renew_all() -> bool | None:
    """Renew what this process has; whether all of it is as new as the database is now.

    None where it has none: nobody has searched in it.
    """
    if not _caches:
        return None
    numbers = SearchState.numbers()
    return all(get_snapshot(*of).seq >= _changed(numbers, *of) for of in list(_caches))


@dataclass
class CacheState:
    """What a snapshot was made of, to make the next one from.

    ``changed``: the documents of the delta; ``masked``: primary keys that the base has outdated.
    ``is_waiting``: for a base on disk, since more than MAX_DELTA records changed at once.
    """

    base: Segment
    base_seq: int
    in_memory: bool
    snapshot: Snapshot
    changed: dict[int, IndexDocument] = field(default_factory=dict)
    masked: frozenset[int] = frozenset()
    is_waiting: bool = False


class SnapshotCache:
    """The current snapshot of one kind and tier.

    ``read_seq`` returns the number of the last committed change as of the beginning of the request,
    ``read_committed`` the number as it is now: a page asks the database once, and another thread
    may have renewed the snapshot since. All numbers are of one ``epoch``.
    """

    def __init__(
        self,
        source: IndexSource,
        tier: str,
        store: SegmentStore,
        read_seq: Callable[[], int],
        read_committed: Callable[[], int] | None = None,
        *,
        epoch: str = "",
    ) -> None:
        self.source, self.tier, self.store, self.read_seq = source, tier, store, read_seq
        self.read_committed, self.epoch = read_committed or read_seq, epoch
        self._building = threading.Lock()
        self._state: CacheState | None = None

    def current(self, seq: int | None = None, changed: int | None = None) -> Snapshot:
        """The snapshot. Where it is outdated, one thread renews it and others get the old one.

        ``seq``: the number that ``read_seq`` would return, where the caller has just read it;
        ``changed``: that of the newest change which concerns this kind, if not every one does.
        """
        seq = self.read_seq() if seq is None else seq
        changed = seq if changed is None else changed
        state = self._state
        if is_bypassed():  # what is not committed must get into no index
            return state.snapshot if state else self._build_in_memory(seq).snapshot
        if state and changed <= state.snapshot.seq <= seq:
            return state.snapshot
        if not self._building.acquire(blocking=state is None):
            assert state is not None  # noqa: S101  # only the first build blocks other threads
            return state.snapshot
        try:
            self._state = self._renew(self._state)
            return self._state.snapshot
        finally:
            self._building.release()

    def _renew(self, state: CacheState | None) -> CacheState:
        seq = self.read_committed()  # before any record: what commits meanwhile is read next time
        if state and seq == state.snapshot.seq:
            return state
        if state is None or seq < state.snapshot.seq:  # the database was restored from a backup
            return self._open(seq)
        if state.is_waiting or self.source.changed(self.tier, state.snapshot.seq) > MAX_DELTA:
            return self._open_newer_base(state, seq)
        return self._merge_delta(self._add_changes(state, seq), seq)

    def _open_newer_base(self, state: CacheState, seq: int) -> CacheState:
        """After a large import: readers get the old snapshot until a worker has built a base.

        A delta of a hundred thousand records would take each process half a minute.
        """
        state.is_waiting = True
        newest = next((number for number in self.store.seqs() if number <= seq), 0)
        if newest <= state.snapshot.seq or self.source.changed(self.tier, newest) > MAX_DELTA:
            return state
        return self._open_from_disk(seq) or state

    def _open(self, seq: int) -> CacheState:
        """From the newest base on disk, or a new one.

        In memory where there are few records, or where the disk takes none.
        """
        count = self.source.count(self.tier)
        if count < IN_MEMORY_LIMIT:
            return self._build_in_memory(seq)
        try:
            return self._open_or_build_on_disk(seq, count)
        except OSError as problem:
            log.warning("The index cannot be written, and is built in memory: %s", problem)
            return self._build_in_memory(seq)

    def _open_or_build_on_disk(self, seq: int, count: int) -> CacheState:
        state = self._open_from_disk(seq)
        if state and state.snapshot.total == count:
            return state
        with self.store.lock():
            if state is None:  # another process may have built it while this one waited
                state = self._open_from_disk(seq)
            if state is None or state.snapshot.total != count:
                self.store.build(self.source, seq)
                state = self._open_from_disk(seq)
        if state is None:
            raise OSError(f"The index written to {self.store.folder} cannot be read back.")
        return state

    def _build_in_memory(self, seq: int) -> CacheState:
        documents = self.source.documents(self.tier, None)
        base = Segment(build_arrays(documents, self.source.labels()))
        return CacheState(base, seq, True, self._snapshot(seq, base))

    def _open_from_disk(self, seq: int) -> CacheState | None:
        newest = self.store.newest(upto=seq)
        if newest is None:
            return None
        base_seq, base = newest
        state = CacheState(base, base_seq, False, self._snapshot(base_seq, base))
        return state if base_seq == seq else self._add_changes(state, seq)

    def _add_changes(self, state: CacheState, seq: int) -> CacheState:
        """The same base, and a delta with what changed after the state's number."""
        after = state.snapshot.seq
        fresh = {document.pk: document for document in self.source.documents(self.tier, after)}
        gone = frozenset(self.source.gone(self.tier, after))
        documents = {**state.changed, **fresh}
        changed = {pk: document for pk, document in documents.items() if pk not in gone}
        masked = state.masked | fresh.keys() | gone
        delta = Segment(build_arrays(changed.values(), self._labels(changed.values())))
        snapshot = self._snapshot(seq, state.base, delta, masked)
        return CacheState(state.base, state.base_seq, state.in_memory, snapshot, changed, masked)

    def _snapshot(
        self, seq: int, base: Segment, delta: Segment | None = None, masked: Iterable[int] = ()
    ) -> Snapshot:
        source = self.source
        return Snapshot(seq, source.facets, base, delta, masked, kind_words=source.kind_words)

    def _labels(self, documents: Iterable[IndexDocument]) -> dict[str, list[tuple[str, str]]]:
        """The labels of the terms that these documents have."""
        keys = frozenset().union(*(document.rows for document in documents))
        if not keys:
            return {}
        return {key: list(texts) for key, texts in self.source.labels().items() if key in keys}

    def _merge_delta(self, state: CacheState, seq: int) -> CacheState:
        """A new base where the delta has grown: in memory built at once, on disk only opened.

        A base on disk is built by `manage.py search_build`, not by a process that answers readers.
        """
        if len(state.masked) <= max(MIN_REBUILD, state.base.size * MAX_DELTA_SHARE):
            return state
        if state.in_memory:
            return self._open(seq)
        newest = self.store.seqs()[:1]
        if newest and newest[0] > state.base_seq:
            return self._open_from_disk(seq) or state
        return state


@contextmanager
def built_in_memory() -> Iterator[None]:
    """Leave the bases on disk alone within: they are those of the live database.

    For a process with one thread that works on another database for a while.
    """
    global IN_MEMORY_LIMIT
    limit, IN_MEMORY_LIMIT = IN_MEMORY_LIMIT, sys.maxsize
    try:
        yield
    finally:
        IN_MEMORY_LIMIT = limit


def segment_store(kind: str, tier: str) -> SegmentStore:
    """The bases of a kind and tier on this machine.

    A base built before a facet was added has nothing of it, so the facets are part of the owner.
    One built before the database was restored may have the same number: so is the epoch.
    """
    database = connections.settings[DEFAULT_DB_ALIAS]  # also while another stands in for it
    parts = [SearchState.version().epoch]
    parts += [str(database.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    owner = hashlib.sha256("|".join([*parts, *source_of(kind).facets]).encode()).hexdigest()[:16]
    return SegmentStore(Path(settings.VAR_DIR) / "index", kind, tier, owner)


def build_base(kind: str, tier: str, *, if_needed: bool = False) -> int | None:
    """Write a new base to disk; its number, or None if none is due or another builds it."""
    source, store = source_of(kind), segment_store(kind, tier)
    with store.lock(wait=not if_needed) as is_locked:
        seq = SearchState.current()
        if not is_locked or (if_needed and not _is_due(source, tier, store, seq)):
            return None
        store.build(source, seq)
    return seq


def build_due() -> list[str]:
    """Write every base that is due; the names of those written."""
    pairs = [(kind, tier) for kind in kinds() for tier in TIERS]
    return [f"{kind}-{tier}" for kind, tier in pairs if build_base(kind, tier, if_needed=True)]


def _is_due(source: IndexSource, tier: str, store: SegmentStore, seq: int) -> bool:
    """Where records are many and there is no base, or too many changed since it was written."""
    count = source.count(tier)
    bases = [number for number in store.seqs() if number <= seq]
    if count < IN_MEMORY_LIMIT or not bases:
        return count >= IN_MEMORY_LIMIT
    limit = max(MIN_REBUILD, count * MAX_DELTA_SHARE)
    changes = chain(source.gone(tier, bases[0]), source.documents(tier, bases[0]))
    return any(number > limit for number, _change in enumerate(changes, start=1))
