"""Records similar to another one: by the terms they share, rare ones most, and by rare words."""

import math
from collections.abc import Collection

import numpy as np

from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import scratch_array
from hub.search_engine.inverted_index import FIELDS, SEPARATOR, Postings, TermQuery
from hub.search_engine.segment import Segment
from hub.search_engine.snapshot import UNKNOWN, Snapshot

MAX_WORDS = 12
WORD_WEIGHT = 0.4  # a shared word relative to a shared term of the same rarity
MAX_FREQUENCY = 0.5  # a term that a greater share of records has says nothing

SimilarRecords = list[tuple[int, tuple[str, ...]]]


def find_similar(
    snapshot: Snapshot, pk: int, limit: int = 6, *, without: Collection[str] = ()
) -> SimilarRecords:
    """The most similar records that have not ended, with the row keys they share, rarest first.

    Rows of the facets ``without`` do not count.

    A shared term counts ln(N / df), as in the cosine of tf-idf without length normalisation: a
    record with many terms is not punished for being well described.
    """
    location = snapshot.locate(pk)
    if location is None:
        return []
    terms = _weigh_terms(snapshot, location, without)
    words = _weigh_words(snapshot, location)
    best: list[tuple[float, int]] = []
    for number, segment in enumerate(snapshot.segments):
        docs, scores = _score(segment, terms, words)
        current = bitmaps.unpack_flags(snapshot.live[number] & ~segment.ended).take(docs)
        docs, scores = docs[current], scores[current]
        if len(docs) > limit + 1:  # sorting a hundred thousand for six would take most of the time
            near = scores >= np.partition(scores, -(limit + 1))[-(limit + 1)]
            docs, scores = docs[near], scores[near]
        top = np.lexsort((docs, -scores))[: limit + 1]
        best += [(float(scores[i]), int(segment.pks[docs[i]])) for i in top]
    others = sorted((each for each in best if each[1] != pk), key=lambda each: -each[0])
    return [(other, _shared_keys(snapshot, other, terms)) for _similarity, other in others[:limit]]


def _weigh_terms(
    snapshot: Snapshot, location: tuple[int, int], without: Collection[str]
) -> dict[str, float]:
    """The record's terms and their weights, the heaviest first."""
    number, position = location
    weights = {}
    for key in snapshot.segments[number].rows.keys_at(position):
        frequency = bitmaps.popcount(snapshot.row(key))
        # A row that begins with "_" exists for rules alone, and is no sign of similarity.
        counts = not key.endswith(UNKNOWN) and not key.startswith("_")
        counts = counts and key.partition("/")[0] not in without
        if counts and frequency <= max(1, snapshot.total * MAX_FREQUENCY):
            weights[key] = math.log((snapshot.total + 1) / max(1, frequency))
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def _weigh_words(snapshot: Snapshot, location: tuple[int, int]) -> dict[str, float]:
    """The rarest of the record's words that other records have too, and their weights."""
    number, position = location
    text, fields = snapshot.segments[number].text, len(FIELDS)
    start = int(text.field_ends[position * fields - 1]) if position else 0
    stop = int(text.field_ends[(position + 1) * fields - 1])
    token_numbers = set(text.forward[start:stop].tolist()) - {SEPARATOR}
    frequencies = {
        token: sum(segment.text.document_frequency(token) for segment in snapshot.segments)
        for token in map(text.terms.tokens.__getitem__, token_numbers)
        if len(token) > 2
    }
    limit = snapshot.total * MAX_FREQUENCY
    rare = sorted((df, token) for token, df in frequencies.items() if 1 < df <= limit)
    return {
        token: WORD_WEIGHT * math.log((snapshot.total + 1) / df) for df, token in rare[:MAX_WORDS]
    }


def _score(segment: Segment, terms: dict[str, float], words: dict[str, float]) -> Postings:
    accumulator = scratch_array("similar", segment.size, np.float32)
    try:
        for key, weight in terms.items():
            accumulator[bitmaps.positions(segment.rows.row(key))] += np.float32(weight)
        for token, weight in words.items():
            docs, scores = segment.text.match(TermQuery((token,), weight))
            accumulator[docs] += scores
        docs = np.flatnonzero(accumulator)
        return Postings(docs, accumulator.take(docs))
    finally:
        accumulator[:] = 0


def _shared_keys(snapshot: Snapshot, pk: int, terms: dict[str, float]) -> tuple[str, ...]:
    keys = snapshot.rows_of(pk)
    return tuple(key for key in terms if key in keys)
