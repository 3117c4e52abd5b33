"""The text of many documents, turned round: for each token who holds it, and how well.

All arrays are flat and may be memory-mapped. With T tokens, D documents, P postings, L words:

    starts (T)       where a token's postings begin in docs and impacts
    stops (T)        and where they end; a stem in the same documents as a surface form shares its
    docs (P)         document numbers, ascending within a token
    impacts (P)      1 to 255: how much the document is about the token (see `invert.py`)
    spots (S)        for each surface token the places in `forward` where it stands, ascending
    spot_starts      where a surface token's spots begin (stems have none)
    forward (L)      the surface tokens of all documents in order of reading; -1 between two texts
    ends (D * 4)     where each field of each document ends in `forward`
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hub.search_engine.bitmaps import Array, Positions, buffer
from hub.search_engine.term_dictionary import TermDictionary

# How much a word counts in the title, the names, the summary and the description (after BM25F:
# Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004).
FIELDS = ("title", "name", "summary", "description")
BOOSTS = np.array([8.0, 4.0, 2.0, 1.0], np.float32)
NAMING = 2  # of the fields, the first so many hold what a record is called
SATURATION = 3.0
BETWEEN = -1  # in ``forward``, after each text

SMALL = 4096  # fewer hits are merged by sorting, more by writing into an array over all documents


class Postings(NamedTuple):
    """Documents in ascending order and the score of each, above 0."""

    docs: Positions
    scores: NDArray[np.float32]


NONE = Postings(np.zeros(0, np.intp), np.zeros(0, np.float32))


@dataclass(frozen=True)
class TermMatch:
    """A token, or surface forms in a row; with ``prefix`` the last one is a beginning."""

    tokens: tuple[str, ...]
    weight: float = 1.0
    prefix: bool = False


class InvertedIndex:
    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        self.vocabulary = TermDictionary.from_bytes(arrays["vocabulary"].tobytes())
        self.starts, self.stops = arrays["starts"], arrays["stops"]
        self.docs, self.impacts = arrays["docs"], arrays["impacts"]
        self.spots, self.spot_starts = arrays["spots"], arrays["spot_starts"]
        self.forward, self.ends = arrays["forward"], arrays["ends"]
        self.size = len(self.ends) // len(FIELDS)

    def frequency(self, token: str) -> int:
        """In how many documents a token stands."""
        first, last = self.piece(TermMatch((token,)))
        return last - first

    def piece(self, way: TermMatch) -> tuple[int, int]:
        """Where the postings of a token, or of all tokens that begin so, start and stop."""
        first, last = self.vocabulary.span(way.tokens[0], prefix=way.prefix)
        return (int(self.starts[first]), int(self.stops[last - 1])) if first < last else (0, 0)

    def find_each(self, ways: Iterable[TermMatch]) -> list[Postings]:
        """What is found in each way that finds something new; the heavier ways come first."""
        found: dict[tuple[int, int], Postings] = {}
        phrases = []
        for way in ways:
            if len(way.tokens) > 1:
                phrases.append(self._phrase(way))
                continue
            piece = self.piece(way)
            if piece[0] < piece[1] and piece not in found:
                found[piece] = self._hits(way, *piece)
        return [*found.values(), *(hits for hits in phrases if len(hits.docs))]

    def find(self, way: TermMatch) -> Postings:
        """The documents that hold it; scores are impacts (0 to 1) times the weight."""
        found = self.find_each([way])
        return found[0] if found else NONE

    def _hits(self, way: TermMatch, start: int, stop: int) -> Postings:
        docs = self.docs[start:stop].astype(np.intp)
        hits = Postings(docs, self.impacts[start:stop] * np.float32(way.weight / 255))
        return merged([hits], self.size, np.maximum) if way.prefix else hits

    def _phrase(self, way: TermMatch) -> Postings:
        """Start from the rarest word's places and look at what stands around each of them."""
        final = len(way.tokens) - 1
        spans = [
            self.vocabulary.span(token, prefix=way.prefix and i == final)
            for i, token in enumerate(way.tokens)
        ]
        starts = self.spot_starts
        amounts = [int(starts[last] - starts[first]) for first, last in spans]
        rarest = int(np.argmin(amounts))
        first, last = spans[rarest]
        places = self.spots[starts[first] : starts[last]].astype(np.intp) - rarest
        places = places[(places >= 0) & (places < len(self.forward) - final)]
        for i, (first, last) in enumerate(spans):
            if i != rarest:
                there = self.forward.take(places + i)
                places = places[(there >= first) & (there < last)]
        return self._scored(places, way.weight)

    def called(self, tokens: Sequence[str]) -> Positions:
        """Documents of which a title or a name is these surface forms and nothing else, ascending.

        None where every form is common: a word in thousands of texts names nothing.
        """
        spans = [self.vocabulary.span(token) for token in tokens]
        spots = self.spot_starts
        rarest = min(range(len(spans)), key=lambda i: spots[spans[i][1]] - spots[spans[i][0]])
        first, last = spans[rarest]
        places = self.spots[spots[first] : spots[last]]
        if not 0 < len(places) <= SMALL:
            return NONE.docs
        places = places.astype(np.intp) - rarest
        places = places[(places >= 0) & (places + len(tokens) < len(self.forward))]
        wanted = [*(span[0] for span in spans), BETWEEN]
        alone = (places == 0) | (self.forward.take(places - 1) == BETWEEN)
        for i, number in enumerate(wanted):
            alone &= self.forward.take(places + i) == number
        fields = np.searchsorted(self.ends, places[alone], "right")
        return np.unique(fields[fields % len(FIELDS) < NAMING] // len(FIELDS))

    def _scored(self, places: Positions, weight: float) -> Postings:
        """Documents of these places in the text, scored by the fields they stand in."""
        if not len(places):
            return NONE
        fields = np.searchsorted(self.ends, places, "right")
        boosts = BOOSTS.take(fields % len(FIELDS))
        found = merged([Postings(fields // len(FIELDS), boosts)], self.size, np.add)
        return Postings(found.docs, found.scores / (found.scores + SATURATION) * np.float32(weight))


def merged(parts: list[Postings], size: int, how: np.ufunc) -> Postings:
    """One hit a document out of many; ``how`` joins its scores: np.maximum or np.add."""
    docs = np.concatenate([part.docs for part in parts]) if parts else NONE.docs
    scores = np.concatenate([part.scores for part in parts]) if parts else NONE.scores
    if not len(docs):
        return NONE
    if len(docs) < SMALL:
        order = docs.argsort(kind="stable")
        docs, scores = docs[order], scores[order]
        first = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
        return Postings(docs[first], how.reduceat(scores, first).astype(np.float32))
    board = buffer("board", size, np.float32)
    try:
        how.at(board, docs, scores)
        found = np.flatnonzero(board)
        return Postings(found, board.take(found))
    finally:  # also when a task runs out of time right here
        board[docs] = 0


def both(few: Postings, many: Postings, size: int) -> Postings:
    """The documents in both, their scores added."""
    if not len(few.docs) or not len(many.docs):
        return NONE
    if len(few.docs) * 32 < len(many.docs):
        at = np.searchsorted(many.docs, few.docs)
        at[at == len(many.docs)] = 0
        same = many.docs.take(at) == few.docs
        return Postings(few.docs[same], few.scores[same] + many.scores.take(at[same]))
    board = buffer("board", size, np.float32)
    try:
        board[many.docs] = many.scores
        there = board.take(few.docs)
    finally:
        board[many.docs] = 0
    same = there > 0
    return Postings(few.docs[same], few.scores[same] + there[same])
