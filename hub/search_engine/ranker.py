"""Which records are on a page of results: exact on the first page and on the thousandth."""

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.inverted_index import Postings
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.snapshot import Snapshot

# A sort key of 64 bits: 16 of the inverted score, 24 of the rank, 24 of the position.
# Scores within half a percent of the best one are equal: what is known to be in use comes first.
SCORE_STEPS = 200
MAX_RECORDS = 1 << 24

ResultPage = tuple[tuple[int, ...], tuple[float, ...]]


def rank_page(
    snapshot: Snapshot,
    selected: list[BitArray],
    matches: SegmentPostings | None,
    sort: str,
    start: int,
    stop: int,
) -> ResultPage:
    """Primary keys of the records from rank ``start`` to ``stop``, and their scores.

    ``matches`` is None for a query without text; scores are 0 then. By relevance: score, then
    standing, then recency. The score is rounded to 1/200 of the best one.
    """
    if matches is None and sort == "relevance" and not snapshot.has_delta:
        positions = bitmaps.slice_positions(selected[0], start, stop)
        return tuple(snapshot.segments[0].pks[positions].tolist()), (0.0,) * len(positions)
    best = max((float(p.scores.max()) for p in matches or () if len(p.scores)), default=0.0)
    best = best or 1.0
    if matches is not None:
        limit = stop if sort == "relevance" else snapshot.total
        matches = _select_candidates(selected, matches, limit, best)
    keys = np.concatenate(
        [
            _sort_keys(snapshot, number, bits, matches[number] if matches else None, sort, best)
            for number, bits in enumerate(selected)
        ]
    )
    stop = min(stop, len(keys))
    if start >= stop:
        return (), ()
    if stop < len(keys):
        keys = np.partition(keys, stop - 1)[:stop]
    page = np.sort(keys)[start:stop]
    pks = snapshot.pks[(page & np.uint64(MAX_RECORDS - 1)).astype(np.intp)]
    scores = (SCORE_STEPS - (page >> np.uint64(48)).astype(np.float64)) * (best / SCORE_STEPS)
    return tuple(pks.tolist()), tuple(scores.tolist()) if matches else (0.0,) * len(pks)


def _select_candidates(
    selected: list[BitArray], matches: SegmentPostings, stop: int, best: float
) -> SegmentPostings:
    """The selected postings that may come before rank ``stop``: counted by the step of their score.

    Sort keys for all postings of a frequent word, to drop nearly all of them, took three times as
    long.
    """
    # 0 is not selected, 1 the lowest step.
    steps = [
        np.where(bitmaps.unpack_flags(bits).take(part.docs), _steps(part, best) + 1, 0)
        for bits, part in zip(selected, matches, strict=True)
    ]
    counts = np.sum([np.bincount(each, minlength=SCORE_STEPS + 2) for each in steps], axis=0)
    from_best = np.cumsum(counts[:0:-1])
    least = max(1, SCORE_STEPS + 1 - int(np.searchsorted(from_best, stop)))
    candidates = [np.flatnonzero(each >= least) for each in steps]
    return tuple(
        Postings(part.docs.take(index), part.scores.take(index))
        for part, index in zip(matches, candidates, strict=True)
    )


def _steps(matches: Postings, best: float) -> NDArray[np.intp]:
    """The score of each, from 0 to ``SCORE_STEPS``; none is below zero."""
    steps: NDArray[np.intp] = (matches.scores * (SCORE_STEPS / best)).astype(np.intp)
    return np.minimum(steps, SCORE_STEPS, out=steps)


def _sort_keys(
    snapshot: Snapshot,
    number: int,
    bits: BitArray,
    matches: Postings | None,
    sort: str,
    best: float,
) -> NDArray[np.uint64]:
    """The sort keys of one segment's records: the least comes first."""
    if matches is None:
        positions, steps = bitmaps.positions(bits), None
    else:
        positions = matches.docs
        steps = SCORE_STEPS - _steps(matches, best)
    order = "standing" if sort == "relevance" and steps is not None else sort
    if order == "relevance" and not snapshot.has_delta:
        rank = positions
    else:
        rank = snapshot.ranks[order][number].take(positions)
    keys = rank << 24 | (positions + snapshot.starts[number])
    if sort == "relevance" and steps is not None:
        keys |= steps << 48
    return keys.astype(np.uint64)
