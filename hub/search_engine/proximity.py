"""Words that stand side by side in a record count more than the same words far apart."""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.analyser import IS_UNSPACED, STOP_WORDS, fold, stem, tokenize
from hub.search_engine.bitmaps import Positions
from hub.search_engine.inverted_index import (
    BOOSTS,
    FIELDS,
    SATURATION,
    SEPARATOR,
    SMALL,
    InvertedIndex,
    Postings,
    merge,
)
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.segment import Segment
from hub.search_engine.snapshot import Snapshot

NEAR_SHARE = 0.5  # of the best score: what all pairs of words, side by side in the title, add
LABEL_SHARE = 0.8  # of that: the same in a label of one of the record's terms
MAX_PAIRS = 6
TITLE = 0  # the number of that field
# Distances from the first word of a pair to the second, and what they count.
DISTANCES = ((1, 1.0), (2, 0.5), (-1, 0.5))

Span = tuple[int, int]  # first and past-the-last number of tokens that are a word, whatever its end


def boost_near_words(snapshot: Snapshot, text: str, matches: SegmentPostings) -> SegmentPostings:
    """The matches, higher where neighbouring words of the text are neighbours in the record.

    Words that occur in thousands of places are passed over: to compare all of them would cost more
    than the search, and they tell records apart the least.
    """
    pairs = _pairs(text)
    if not pairs or not any(len(part.docs) for part in matches):
        return matches
    best = max(float(part.scores.max()) for part in matches if len(part.docs))
    share = np.float32(best * NEAR_SHARE / len(pairs))
    boosted = []
    for segment, part in zip(snapshot.segments, matches, strict=True):
        scores = part.scores.copy()
        for pair in pairs:
            near = _match_pair(segment, pair)
            places = np.searchsorted(part.docs, near.docs)
            places[places == len(part.docs)] = 0
            same = part.docs.take(places) == near.docs if len(part.docs) else places > 0
            scores[places[same]] += share * near.scores[same]
        boosted.append(Postings(part.docs, scores))
    return tuple(boosted)


def _pairs(text: str) -> list[tuple[str, str]]:
    words = [word for word in tokenize(text) if fold(word) and fold(word) not in STOP_WORDS]
    pairs = itertools.pairwise(words)
    return [
        (_beginning(a), _beginning(b))
        for a, b in dict.fromkeys(pairs)
        if a != b and not IS_UNSPACED.match(a) and not IS_UNSPACED.match(b)
    ][:MAX_PAIRS]


def _beginning(word: str) -> str:
    """What a word has in common with its other forms: its longest stem that it begins with."""
    folded = fold(word)
    stems = (token.partition(":")[2] for token in stem(word))
    return max((each for each in stems if folded.startswith(each)), key=len, default=folded)


def is_in_a_title(snapshot: Snapshot, text: str) -> bool:
    """Whether the title of a record has all words of the text, two or more."""
    words = dict.fromkeys(_beginning(word) for word in tokenize(text))
    beginnings = [word for word in words if word and word not in STOP_WORDS]
    if len(beginnings) < 2 or any(map(IS_UNSPACED.match, beginnings)):
        return False
    return any(_title_has_all(segment.text, beginnings) for segment in snapshot.segments)


def _title_has_all(index: InvertedIndex, beginnings: list[str]) -> bool:
    starts, common = index.position_starts, None
    for first, last in (index.terms.span(token, prefix=True) for token in beginnings):
        positions = index.positions[starts[first] : starts[last]]
        fields = np.unique(np.searchsorted(index.field_ends, positions, "right"))
        fields = fields[fields % len(FIELDS) == TITLE]
        common = fields if common is None else np.intersect1d(common, fields, assume_unique=True)
    return common is not None and len(common) > 0


def _match_pair(segment: Segment, pair: tuple[str, str]) -> Postings:
    """The records of a segment that have a pair in their text or in a label of their terms."""
    parts = [_near_postings(segment.text, pair)]
    rows = _near_postings(segment.label_text, pair)
    for row, score in zip(rows.docs.tolist(), rows.scores.tolist(), strict=True):
        docs = bitmaps.positions(segment.rows.matrix[row])
        parts.append(Postings(docs, np.full(len(docs), score * LABEL_SHARE, np.float32)))
    return merge(parts, segment.size, np.maximum)


def _near_postings(index: InvertedIndex, pair: tuple[str, str]) -> Postings:
    """The documents with a pair; scores 0 to 1 by the fields it stands in."""
    first, second = (index.terms.span(token, prefix=True) for token in pair)
    places, weights = [], []
    for begins, weight in _near_positions(index, first, second):
        places.append(begins)
        weights.append(np.full(len(begins), weight, np.float32))
    positions = np.concatenate(places) if places else np.zeros(0, np.intp)
    if not len(positions):
        return Postings(positions, np.zeros(0, np.float32))
    fields = np.searchsorted(index.field_ends, positions, "right")
    boosts = BOOSTS.take(fields % len(FIELDS)) * np.concatenate(weights)
    docs, scores = merge([Postings(fields // len(FIELDS), boosts)], index.size, np.maximum)
    return Postings(docs, scores / (scores + np.float32(SATURATION)))


def _near_positions(
    index: InvertedIndex, first: Span, second: Span
) -> Iterator[tuple[Positions, float]]:
    """Where the rarer word of a pair stands near the other one, and what that distance counts."""
    starts = index.position_starts
    counts = [int(starts[span[1]] - starts[span[0]]) for span in (first, second)]
    if not min(counts) or min(counts) > SMALL:
        return
    is_second = counts[1] < counts[0]
    rare, other = (second, first) if is_second else (first, second)
    begins = index.positions[starts[rare[0]] : starts[rare[1]]].astype(np.intp)
    for distance, weight in DISTANCES:
        neighbours = begins + (-distance if is_second else distance)
        near = _holds(index, neighbours, other)
        if abs(distance) > 1:
            near &= index.forward.take((begins + neighbours) // 2, mode="clip") != SEPARATOR
        yield begins[near], weight


def _holds(index: InvertedIndex, positions: Positions, span: Span) -> NDArray[np.bool_]:
    tokens = index.forward.take(positions, mode="clip")
    return (
        (tokens >= span[0])
        & (tokens < span[1])
        & (positions >= 0)
        & (positions < len(index.forward))
    )
