"""What the meanings of a text do to the scores of the records that its words match."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.interpretation import Meaning
from hub.search_engine.inverted_index import Postings
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.segment import Segment
from hub.search_engine.snapshot import Snapshot

LIMIT_SHARE = 0.5  # of the best score: what a record that satisfies a limit in full is given
ORDER_SHARE = 1.0
NOT_KNOWN = "not-known"  # the slug of the row of records without a value in a facet
UNKNOWN_WEIGHT = 0.9  # of a record of which it is not known whether it has what is denied


def apply_meanings(
    snapshot: Snapshot, matches: SegmentPostings | None, applied: Sequence[Meaning]
) -> SegmentPostings:
    """The matches within the limits, with the scores that the meanings give them.

    ``matches`` is None where there are no words beside the phrases: every record within the limits.
    """
    best = _best_score(matches or ())
    result = []
    for number, segment in enumerate(snapshot.segments):
        limits = [_weights(snapshot, each)[number] for each in applied if not each.orders]
        if matches is None:
            live = bitmaps.unpack_flags(snapshot.live[number])[: segment.size]
            docs = np.flatnonzero(np.logical_and.reduce([live, *(each > 0 for each in limits)]))
            scores = np.zeros(len(docs), np.float32)
        else:
            docs, scores = matches[number]
            for weights in limits:
                keep = weights.take(docs) > 0
                docs, scores = docs[keep], scores[keep]
        for meaning in applied:
            share = np.float32(best * (ORDER_SHARE if meaning.orders else LIMIT_SHARE))
            scores = scores + share * _weights(snapshot, meaning)[number].take(docs)
        result.append(Postings(docs, scores))
    return tuple(result)


def _best_score(matches: SegmentPostings) -> float:
    return max((float(part.scores.max()) for part in matches if len(part.docs)), default=1.0)


def _weights(snapshot: Snapshot, meaning: Meaning) -> list[NDArray[np.float32]]:
    """For each segment the weight of each of its records, 0 to 1; kept with the snapshot.

    Not those of what is left out: there are as many as terms.
    """
    if meaning.excludes:
        return [_weights_without(segment, meaning) for segment in snapshot.segments]
    weigh = partial(_weigh_records, snapshot, meaning)
    return snapshot.derived.get(("meaning", meaning.slug), weigh)


def _weights_without(segment: Segment, meaning: Meaning) -> NDArray[np.float32]:
    """0 for what has a row, 1 for what is known to have others, a little less if none is known."""
    weights = np.ones(segment.size, np.float32)
    for facet in meaning.facets:
        unknown = segment.rows.row(f"{facet}/{NOT_KNOWN}")
        weights[bitmaps.positions(unknown)] = UNKNOWN_WEIGHT
    for row, _weight in meaning.rows:
        weights[bitmaps.positions(segment.rows.row(row))] = 0
    for name in meaning.names:
        weights[segment.text.match_exact_name(name)] = 0
    return weights


def _weigh_records(snapshot: Snapshot, meaning: Meaning) -> list[NDArray[np.float32]]:
    weights = []
    for segment in snapshot.segments:
        weights.append(_best_weights(segment, meaning.rows, 0.0))
        if meaning.readers:
            weights[-1] *= _best_weights(segment, meaning.readers, meaning.other_readers)
    return weights


def _best_weights(
    segment: Segment, rows: Sequence[tuple[str, float]], other: float
) -> NDArray[np.float32]:
    """For each record the best weight of its rows; ``other`` where it has none of them."""
    weights = np.full(segment.size, other, np.float32)
    for row, weight in sorted(rows, key=lambda each: each[1]):
        weights[bitmaps.positions(segment.rows.row(row))] = weight
    return weights
