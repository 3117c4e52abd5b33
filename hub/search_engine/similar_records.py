"""Records like another one: by the terms they share, rare ones most, and by telling words."""

import math
from collections.abc import Collection

import numpy as np

from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import buffer
from hub.search_engine.inverted_index import Postings, TermMatch
from hub.search_engine.segment import Segment
from hub.search_engine.snapshot import Snapshot

TELLING_WORDS = 12
WORDS_WEIGH = 0.4  # a shared word against a shared term of the same rarity
COMMON = 0.5  # a term that so many hold tells nothing
UNKNOWN = ("not-known", "known-none")

Similar = list[tuple[int, tuple[str, ...]]]


def similar(snapshot: Snapshot, pk: int, n: int = 6, *, without: Collection[str] = ()) -> Similar:
    """The ``n`` nearest living records and the row keys they share, the rarest first.

    Rows of the facets ``without`` are no sign of likeness.

    A shared term counts ln(N / df), as in the cosine of tf-idf without lengths: a record with many
    terms is not punished for being well described.
    """
    place = snapshot.place(pk)
    if place is None:
        return []
    terms = _terms(snapshot, place, without)
    words = _words(snapshot, place)
    best: list[tuple[float, int]] = []
    for number, segment in enumerate(snapshot.segments):
        hits = _scored(segment, terms, words)
        free = bitmaps.to_flags(snapshot.alive[number] & ~segment.ended).take(hits.docs)
        docs, scores = hits.docs[free], hits.scores[free]
        if len(docs) > n + 1:  # sorting a hundred thousand for six would take most of the time
            near = scores >= np.partition(scores, -(n + 1))[-(n + 1)]
            docs, scores = docs[near], scores[near]
        top = np.lexsort((docs, -scores))[: n + 1]
        best += [(float(scores[i]), int(segment.pks[docs[i]])) for i in top]
    best = sorted((each for each in best if each[1] != pk), key=lambda each: -each[0])[:n]
    return [(other, _shared(snapshot, other, terms)) for _score, other in best]


def _terms(
    snapshot: Snapshot, place: tuple[int, int], without: Collection[str]
) -> dict[str, float]:
    """The record's telling terms and their weights, the heaviest first."""
    weights = {}
    for key in snapshot.segments[place[0]].rows.keys_at(place[1]):
        held = bitmaps.popcount(snapshot.row(key))
        # A row that begins with "_" is there for rules alone, and no sign of likeness.
        tells = not key.endswith(UNKNOWN) and not key.startswith("_")
        tells = tells and key.partition("/")[0] not in without
        if tells and held <= max(1, snapshot.total * COMMON):
            weights[key] = math.log((snapshot.total + 1) / max(1, held))
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def _words(snapshot: Snapshot, place: tuple[int, int]) -> dict[str, float]:
    """The rarest of the record's words that others hold too."""
    text = snapshot.segments[place[0]].text
    start = int(text.ends[place[1] * 4 - 1]) if place[1] else 0
    numbers = set(text.forward[start : int(text.ends[place[1] * 4 + 3])].tolist()) - {-1}
    tokens = [text.vocabulary.tokens[number] for number in numbers]
    held = {t: sum(s.text.frequency(t) for s in snapshot.segments) for t in tokens if len(t) > 2}
    rare = sorted((df, token) for token, df in held.items() if 1 < df <= snapshot.total * COMMON)
    return {
        token: WORDS_WEIGH * math.log((snapshot.total + 1) / df)
        for df, token in rare[:TELLING_WORDS]
    }


def _scored(segment: Segment, terms: dict[str, float], words: dict[str, float]) -> Postings:
    board = buffer("similar", segment.size, np.float32)
    try:
        for key, weight in terms.items():
            board[bitmaps.positions(segment.rows.row(key))] += np.float32(weight)
        for token, weight in words.items():
            hits = segment.text.find(TermMatch((token,), weight))
            board[hits.docs] += hits.scores
        docs = np.flatnonzero(board)
        return Postings(docs, board.take(docs))
    finally:
        board[:] = 0


def _shared(snapshot: Snapshot, pk: int, terms: dict[str, float]) -> tuple[str, ...]:
    held = snapshot.rows_of(pk)
    return tuple(key for key in terms if key in held)
