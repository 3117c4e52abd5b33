"""The inverted index of many documents: for each token its postings and its positions.

All arrays are flat and may be memory-mapped. With T tokens, D documents, P postings, L words:

    terms            the term dictionary: the tokens, sorted, one a line
    starts (T)       where a token's postings begin in docs and impacts
    stops (T)        and where they end; a stem in the same documents as a surface form shares its
    docs (P)         document numbers, ascending within a token
    impacts (P)      1 to 255: the weight of the token in the document (see `index_builder.py`)
    positions (S)    for each surface token where it occurs in `forward`, ascending
    position_starts  where a surface token's positions begin (stems have none)
    forward (L)      the surface tokens of all documents in reading order; -1 after each text
    field_ends (D * 4)  where each field of each document ends in `forward`
    names            the tokens that are a whole title or name of a document, ascending
    name_languages   for each of them the languages it is inflected in there (`stem_languages`)
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hub.search_engine.analyser import STEM_MARK
from hub.search_engine.bitmaps import Array, Positions, scratch_array

# The boosts of the fields title, names, summary and description (after BM25F: Robertson, Zaragoza
# and Taylor, "Simple BM25 extension to multiple weighted fields", 2004).
FIELDS = ("title", "name", "summary", "description")
BOOSTS = np.array([8.0, 4.0, 2.0, 1.0], np.float32)
NAME_FIELDS = 2  # the first so many fields hold what a record is called
SATURATION = 3.0
MAX_ENDING = 3  # letters that the last word of a phrase may have more
SEPARATOR = -1  # in ``forward``, after each text

SMALL = 4096  # fewer postings are merged by sorting, more by an accumulator over all documents
LAST_CODE_POINT = "\U0010ffff"


class TermDictionary:
    """The tokens of an index, sorted by code points, so that a prefix is a range of token numbers.

    A token's number is its place in the list; stems come before all surface forms.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = sorted(tokens)
        self.first_surface = bisect_left(self.tokens, chr(ord(STEM_MARK) + 1))

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "TermDictionary":
        return cls(encoded.decode().split("\n") if encoded else ())

    def to_bytes(self) -> NDArray[np.uint8]:
        """One token a line: a token consists of letters and digits only."""
        return np.frombuffer("\n".join(self.tokens).encode(), np.uint8)

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def letter_sets(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """For each surface form the set of its letters (modulo 32, one bit each) and its length."""
        tokens = self.tokens[self.first_surface :]
        lengths = np.array([len(token) for token in tokens], np.int64)
        codes = np.frombuffer("".join(tokens).encode("utf-32-le"), np.uint32)
        bits = np.uint32(1) << (codes % 32)
        starts = lengths.cumsum() - lengths
        return np.bitwise_or.reduceat(bits, starts) if len(tokens) else bits, lengths

    def __contains__(self, token: str) -> bool:
        place = bisect_left(self.tokens, token)
        return place < len(self.tokens) and self.tokens[place] == token

    def has_longer(self, token: str) -> bool:
        """Whether any token begins with this one, and goes on."""
        place = bisect_left(self.tokens, token)
        place += place < len(self.tokens) and self.tokens[place] == token
        return place < len(self.tokens) and self.tokens[place].startswith(token)

    def span(self, token: str, *, prefix: bool = False) -> tuple[int, int]:
        """First and past-the-last number of a token, or of all tokens with that prefix."""
        first = bisect_left(self.tokens, token)
        if prefix:
            return first, bisect_left(self.tokens, token + LAST_CODE_POINT)
        return first, first + (first < len(self.tokens) and self.tokens[first] == token)


class Postings(NamedTuple):
    """Document numbers, ascending, and the score of each, above 0."""

    docs: Positions
    scores: NDArray[np.float32]


NO_POSTINGS = Postings(np.zeros(0, np.intp), np.zeros(0, np.float32))


@dataclass(frozen=True)
class TermQuery:
    """A token, or a phrase of surface forms; with ``prefix`` the last one is a prefix.

    In a phrase it stands for a word with an ending: "refugee camps", and no "refugee campaign".
    ``boost`` multiplies the score. ``apart``: longer phrases, within which it does not count.
    """

    tokens: tuple[str, ...]
    boost: float = 1.0
    prefix: bool = False
    apart: tuple[tuple[str, ...], ...] = ()


class InvertedIndex:
    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        self.terms = TermDictionary.from_bytes(arrays["terms"].tobytes())
        self.starts, self.stops = arrays["starts"], arrays["stops"]
        self.docs, self.impacts = arrays["docs"], arrays["impacts"]
        self.positions, self.position_starts = arrays["positions"], arrays["position_starts"]
        self.forward, self.field_ends = arrays["forward"], arrays["field_ends"]
        self.names, self.name_languages = arrays["names"], arrays["name_languages"]
        self.size = len(self.field_ends) // len(FIELDS)

    def languages_of_name(self, token: str) -> int | None:
        """The languages, as bits, of documents whose title or a name is this token alone."""
        first, last = self.terms.span(token)
        place = int(np.searchsorted(self.names, first)) if first < last else len(self.names)
        if place == len(self.names) or int(self.names[place]) != first:
            return None
        return int(self.name_languages[place])

    def document_frequency(self, token: str) -> int:
        """How many documents have a token."""
        start, stop = self._postings_range(TermQuery((token,)))
        return stop - start

    def _postings_range(self, query: TermQuery) -> tuple[int, int]:
        """Where the postings of a token, or of all tokens with a prefix, start and stop."""
        first, last = self.terms.span(query.tokens[0], prefix=query.prefix)
        return (int(self.starts[first]), int(self.stops[last - 1])) if first < last else (0, 0)

    def match_each(self, queries: Iterable[TermQuery]) -> list[Postings]:
        """The postings of each query that has any; of several with the same, those of the first."""
        by_range: dict[tuple[int, int], Postings] = {}
        phrases = []
        for query in queries:
            if len(query.tokens) > 1 or query.apart:
                phrases.append(self._match_phrase(query))
                continue
            span = self._postings_range(query)
            if span[0] < span[1] and span not in by_range:
                by_range[span] = self._read_postings(query, *span)
        return [*by_range.values(), *(postings for postings in phrases if len(postings.docs))]

    def match(self, query: TermQuery) -> Postings:
        """The documents that match; scores are impacts (0 to 1) times the boost."""
        matches = self.match_each([query])
        return matches[0] if matches else NO_POSTINGS

    def _read_postings(self, query: TermQuery, start: int, stop: int) -> Postings:
        docs = self.docs[start:stop].astype(np.intp)
        postings = Postings(docs, self.impacts[start:stop] * np.float32(query.boost / 255))
        return merge([postings], self.size, np.maximum) if query.prefix else postings

    def _match_phrase(self, query: TermQuery) -> Postings:
        return self._score_by_field(self._phrase_positions(query), query.boost)

    def names_phrase(self, tokens: Sequence[str]) -> bool:
        """Whether these surface forms stand in a row in the title or a name of a document."""
        positions = self._phrase_positions(TermQuery(tuple(tokens)))
        fields = np.searchsorted(self.field_ends, positions, "right")
        return bool((fields % len(FIELDS) < NAME_FIELDS).any())

    def _phrase_positions(self, query: TermQuery) -> Positions:
        """Start at the positions of the rarest token and compare the tokens around each."""
        final = len(query.tokens) - 1
        spans = [
            self.terms.span(token, prefix=query.prefix and i == final)
            for i, token in enumerate(query.tokens)
        ]
        starts = self.position_starts
        frequencies = [int(starts[last] - starts[first]) for first, last in spans]
        rarest = int(np.argmin(frequencies))
        first, last = spans[rarest]
        begins = self.positions[starts[first] : starts[last]].astype(np.intp) - rarest
        begins = begins[(begins >= 0) & (begins < len(self.forward) - final)]
        for i, (first, last) in enumerate(spans):
            if i != rarest:
                tokens = self.forward.take(begins + i)
                begins = begins[(tokens >= first) & (tokens < last)]
        if query.prefix:
            tokens = self.forward.take(begins + final)
            longest = len(query.tokens[-1]) + MAX_ENDING
            numbers = np.unique(tokens).tolist()
            fit = [number for number in numbers if len(self.terms.tokens[number]) <= longest]
            begins = begins[np.isin(tokens, fit)]
        for longer in query.apart:
            begins = begins[~self._is_within(begins, query.tokens, longer)]
        return begins

    def _is_within(
        self, begins: Positions, tokens: Sequence[str], longer: Sequence[str]
    ) -> NDArray[np.bool_]:
        """For each position at which the tokens begin, whether a longer phrase stands around it."""
        spans = [self.terms.span(token) for token in longer]
        inside = np.zeros(len(begins), np.bool_)
        if not len(begins) or any(first == last for first, last in spans):
            return inside
        for offset in range(len(longer) - len(tokens) + 1):
            if tuple(longer[offset : offset + len(tokens)]) != tuple(tokens):
                continue
            start = begins - offset
            whole = (start >= 0) & (start + len(longer) <= len(self.forward))
            for i, (first, last) in enumerate(spans):
                around = self.forward.take(start + i, mode="clip")
                whole &= (around >= first) & (around < last)
            inside |= whole
        return inside

    def match_exact_name(self, tokens: Sequence[str]) -> Positions:
        """Documents of which a title or a name is these surface forms and nothing else, ascending.

        None where every form is common: a word in thousands of texts identifies nothing.
        """
        spans = [self.terms.span(token) for token in tokens]
        starts = self.position_starts
        rarest = min(range(len(spans)), key=lambda i: starts[spans[i][1]] - starts[spans[i][0]])
        first, last = spans[rarest]
        begins = self.positions[starts[first] : starts[last]]
        if not 0 < len(begins) <= SMALL:
            return NO_POSTINGS.docs
        begins = begins.astype(np.intp) - rarest
        begins = begins[(begins >= 0) & (begins + len(tokens) < len(self.forward))]
        expected = [*(span[0] for span in spans), SEPARATOR]
        exact = (begins == 0) | (self.forward.take(begins - 1) == SEPARATOR)
        for i, number in enumerate(expected):
            exact &= self.forward.take(begins + i) == number
        fields = np.searchsorted(self.field_ends, begins[exact], "right")
        return np.unique(fields[fields % len(FIELDS) < NAME_FIELDS] // len(FIELDS))

    def _score_by_field(self, positions: Positions, boost: float) -> Postings:
        """The documents of these positions, scored by the fields that these lie in."""
        if not len(positions):
            return NO_POSTINGS
        fields = np.searchsorted(self.field_ends, positions, "right")
        boosts = BOOSTS.take(fields % len(FIELDS))
        docs, scores = merge([Postings(fields // len(FIELDS), boosts)], self.size, np.add)
        return Postings(docs, scores / (scores + SATURATION) * np.float32(boost))


def merge(parts: list[Postings], size: int, combine: np.ufunc) -> Postings:
    """The union, one posting a document; ``combine`` its scores: np.maximum or np.add."""
    docs = np.concatenate([part.docs for part in parts]) if parts else NO_POSTINGS.docs
    scores = np.concatenate([part.scores for part in parts]) if parts else NO_POSTINGS.scores
    if not len(docs):
        return NO_POSTINGS
    if len(docs) < SMALL:
        order = docs.argsort(kind="stable")
        docs, scores = docs[order], scores[order]
        first = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
        return Postings(docs[first], combine.reduceat(scores, first).astype(np.float32))
    accumulator = scratch_array("scores", size, np.float32)
    try:
        combine.at(accumulator, docs, scores)
        merged = np.flatnonzero(accumulator)
        return Postings(merged, accumulator.take(merged))
    finally:  # also when a task exceeds its time limit right here
        accumulator[docs] = 0


def intersect(fewer: Postings, more: Postings, size: int) -> Postings:
    """The documents in both, their scores added."""
    if not len(fewer.docs) or not len(more.docs):
        return NO_POSTINGS
    if len(fewer.docs) * 32 < len(more.docs):
        index = np.searchsorted(more.docs, fewer.docs)
        index[index == len(more.docs)] = 0
        same = more.docs.take(index) == fewer.docs
        return Postings(fewer.docs[same], fewer.scores[same] + more.scores.take(index[same]))
    accumulator = scratch_array("scores", size, np.float32)
    try:
        accumulator[more.docs] = more.scores
        scores = accumulator.take(fewer.docs)
    finally:
        accumulator[more.docs] = 0
    same = scores > 0
    return Postings(fewer.docs[same], fewer.scores[same] + scores[same])
