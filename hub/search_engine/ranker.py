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
ROUNDING_ERROR = 0.01  # of a step: scores are of 32 bits
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
    best = max((float(p.scores.max()) for p in matches or () if len(p.scores)), default=1.0)
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
    """The selected postings with a score that may bring them before rank ``stop``.

    Sort keys for all postings of a frequent word, to drop nearly all of them, took three times as
    long.
    """
    scores = [
        np.where(bitmaps.unpack_flags(bits).take(part.docs), part.scores, np.float32(-1))
        for bits, part in zip(selected, matches, strict=True)
    ]
    all_scores = np.concatenate(scores)
    least = 0.0
    if 0 < stop < len(all_scores):
        # One that is lower may be rounded to the same step, and be known to be in use.
        last = len(all_scores) - stop
        step = int(float(np.partition(all_scores, last)[last]) * SCORE_STEPS / best)
        least = max(0.0, (step - ROUNDING_ERROR) * best / SCORE_STEPS)
    candidates = [np.flatnonzero(part >= least) for part in scores]
    return tuple(
        Postings(part.docs.take(index), part.scores.take(index))
        for part, index in zip(matches, candidates, strict=True)
    )


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
        steps = (SCORE_STEPS - (matches.scores * (SCORE_STEPS / best)).astype(np.int64)).clip(0)
    order = "standing" if sort == "relevance" and steps is not None else sort
    if order == "relevance" and not snapshot.has_delta:
        rank = positions
    else:
        rank = snapshot.ranks[order][number].take(positions)
    keys = rank << 24 | (positions + snapshot.starts[number])
    if sort == "relevance" and steps is not None:
        keys |= steps << 48
    return keys.astype(np.uint64)
