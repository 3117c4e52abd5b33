"""Which records stand on a page: exact on the first page and on the thousandth."""

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import Words
from hub.search_engine.inverted_index import Postings
from hub.search_engine.snapshot import Snapshot

# A key of 64 bits: 16 of the score, turned round, 24 of the rank, 24 of the position.
SCORE_STEPS = 65_535
MOST_RECORDS = 1 << 24

Page = tuple[tuple[int, ...], tuple[float, ...]]


def page(
    snapshot: Snapshot,
    selected: list[Words],
    hits: tuple[Postings, ...] | None,
    sort: str,
    start: int,
    stop: int,
) -> Page:
    """Keys of the records from place ``start`` to ``stop``, and their scores (0 without text).

    By relevance: score, then recency. The score is rounded to 1/65,535 of the best one.
    """
    if hits is None and sort == "relevance" and snapshot.untouched:
        places = bitmaps.some(selected[0], start, stop)
        return tuple(snapshot.segments[0].pks[places].tolist()), (0.0,) * len(places)
    best = max((float(h.scores.max()) for h in hits or () if len(h.scores)), default=1.0)
    if hits is not None:
        hits = _chosen(selected, hits, stop if sort == "relevance" else snapshot.total, best)
    keys = np.concatenate(
        [
            _keys(snapshot, number, words, hits[number] if hits else None, sort, best)
            for number, words in enumerate(selected)
        ]
    )
    stop = min(stop, len(keys))
    if start >= stop:
        return (), ()
    if stop < len(keys):
        keys = np.partition(keys, stop - 1)[:stop]
    chosen = np.sort(keys)[start:stop]
    pks = snapshot.pks[(chosen & np.uint64(MOST_RECORDS - 1)).astype(np.intp)]
    scores = (SCORE_STEPS - (chosen >> np.uint64(48)).astype(np.float64)) * (best / SCORE_STEPS)
    return tuple(pks.tolist()), tuple(scores.tolist()) if hits else (0.0,) * len(pks)


def _chosen(
    selected: list[Words], hits: tuple[Postings, ...], stop: int, best: float
) -> tuple[Postings, ...]:
    """The selected hits with a score that may bring them before place ``stop``.

    Making keys of all hits of a broad word, to drop nearly all of them, took three times as long.
    """
    scores = [
        np.where(bitmaps.to_flags(words).take(part.docs), part.scores, np.float32(-1))
        for words, part in zip(selected, hits, strict=True)
    ]
    joined = np.concatenate(scores)
    least = 0.0
    if 0 < stop < len(joined):
        # One that is lower by less than a step may be rounded to the same, and be more recent.
        last = float(np.partition(joined, len(joined) - stop)[len(joined) - stop])
        least = max(0.0, last - 2 * best / SCORE_STEPS)
    found = [np.flatnonzero(part >= least) for part in scores]
    return tuple(
        Postings(part.docs.take(at), part.scores.take(at))
        for part, at in zip(hits, found, strict=True)
    )


def _keys(
    snapshot: Snapshot, number: int, words: Words, hits: Postings | None, sort: str, best: float
) -> NDArray[np.uint64]:
    if hits is None:
        places, steps = bitmaps.positions(words), None
    else:
        places = hits.docs
        steps = (SCORE_STEPS - (hits.scores * (SCORE_STEPS / best)).astype(np.int64)).clip(0)
    if sort == "relevance" and snapshot.untouched:
        rank = places
    else:
        rank = snapshot.ranks[sort][number].take(places)
    keys = rank << 24 | (places + snapshot.starts[number])
    if sort == "relevance" and steps is not None:
        keys |= steps << 48
    return keys.astype(np.uint64)
