"""The door for other rooms: the snapshot of a kind as the database is now."""

import hashlib
import threading
from contextvars import Context
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

from hub.records.models import SearchState
from hub.records.seq_cache import on_clear_caches
from hub.search_engine.document import kinds, source_of
from hub.search_engine.segment_store import SegmentStore
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import FOLD_AT, FOLD_LEAST, IN_MEMORY, SnapshotCache

TIERS = ("public",)  # those that are built ahead; any other is built when first asked for

_holders: dict[tuple[str, str], SnapshotCache] = {}
_lock = threading.Lock()
on_clear_caches(_holders.clear)


def get_snapshot(kind: str, tier: str = "public") -> Snapshot:
    """The newest snapshot; reads `SearchState.seq` each time. LookupError for an unknown kind."""
    holder = _holders.get((kind, tier))
    if holder is None:
        with _lock:
            made = SnapshotCache(
                source_of(kind), tier, store(kind, tier), SearchState.current, _committed
            )
            holder = _holders.setdefault((kind, tier), made)
    snapshot = holder.current()
    SearchState.used(snapshot.seq)
    return snapshot


def _committed() -> int:
    """The number as the database has it now, outside of `SearchState.held`."""
    return Context().run(SearchState.current)


def store(kind: str, tier: str) -> SegmentStore:
    """Where the base of a kind and tier lies on this machine.

    A base made before a facet was added holds nothing of it: to the new release it is a stranger's.
    """
    database = connection.settings_dict
    named = [str(database.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    owner = hashlib.sha256("|".join([*named, *source_of(kind).facets]).encode()).hexdigest()[:16]
    return SegmentStore(Path(settings.VAR_DIR) / "index", kind, tier, owner)


def build_base(kind: str, tier: str, *, if_needed: bool = False) -> int | None:
    """Write a new base to disk; its number, or None if none is due or another builds it."""
    source, place = source_of(kind), store(kind, tier)
    with place.lock(wait=not if_needed) as ours:
        seq = SearchState.current()
        if not ours or (if_needed and not _is_due(kind, tier, place, seq)):
            return None
        place.build(source, seq)
    return seq


def build_due() -> list[str]:
    """Write every base that is due; the names of those written."""
    pairs = [(kind, tier) for kind in kinds() for tier in TIERS]
    return [f"{kind}-{tier}" for kind, tier in pairs if build_base(kind, tier, if_needed=True)]


def _is_due(kind: str, tier: str, place: SegmentStore, seq: int) -> bool:
    """Where records are many and there is no base, or too many changed since it was written."""
    count = source_of(kind).count(tier)
    bases = [number for number in place.seqs() if number <= seq]
    if count < IN_MEMORY or not bases:
        return count >= IN_MEMORY
    most = max(FOLD_LEAST, count * FOLD_AT)
    source = source_of(kind)
    changed = chain(source.gone(tier, bases[0]), source.documents(tier, bases[0]))
    return any(number > most for number, _one in enumerate(changed, start=1))
