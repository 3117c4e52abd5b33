"""What phrases of a query mean in the terms of the records ("no internet": works without it).

Rooms register a `Meaning` for phrases that are no words to match. One that limits (``orders``
False) takes the place of its phrase: only records with one of its rows match. One that orders
leaves the words to be searched, and raises the records with its rows.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from hub.records.fields import Label
from hub.records.registry import Registry
from hub.search_engine import bitmaps
from hub.search_engine.analyser import IS_UNSPACED, STOP_WORDS, WORD, fold, stem
from hub.search_engine.inverted_index import Postings
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.query_parser import QUOTES
from hub.search_engine.segment import Segment
from hub.search_engine.snapshot import Snapshot

LIMIT_SHARE = 0.5  # of the best score: what a record that satisfies a limit in full is given
ORDER_SHARE = 1.0
OTHER_READERS = 0.25  # the weight of a record that is for none of the readers

Phrase = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Meaning:
    """``rows``: ("facet/slug", weight above 0 to 1); a record has the best weight of its rows.

    ``readers``: rows of those whom the words are about, weighted alike; what is for none of them
    has a quarter of its weight.
    ``label`` completes “Understood as: …”.
    """

    slug: str
    label: Label
    rows: tuple[tuple[str, float], ...]
    phrases: tuple[str, ...]
    readers: tuple[tuple[str, float], ...] = ()
    orders: bool = False


class _PhraseTable:
    """The meanings by their phrases, of stems; those of unspaced scripts by their letters."""

    def __init__(self, registered: Sequence[Meaning]) -> None:
        self.spaced: dict[Phrase, Meaning] = {}
        self.unspaced: dict[str, Meaning] = {}
        for meaning in registered:
            for text in meaning.phrases:
                if IS_UNSPACED.search(text):
                    self.unspaced[fold(text)] = meaning
                else:
                    self.spaced[_normalize(WORD.findall(text.casefold()))] = meaning
        self.first_words = frozenset(phrase[0] for phrase in self.spaced)
        self.longest = max(map(len, self.spaced), default=0)
        self.runs = sorted(self.unspaced, key=len, reverse=True)

    def find(self, text: str) -> Iterator[tuple[Span, Meaning]]:
        words = list(WORD.finditer(text))
        stems = [_normalize([word.group().casefold()])[0] for word in words]
        i = 0
        while i < len(words):
            length, meaning = self._longest_at(stems, i)
            if meaning:
                yield (words[i].start(), words[i + length - 1].end()), meaning
            elif IS_UNSPACED.match(words[i].group()):
                yield from self._find_in_run(words[i].group(), words[i].start())
            i += length

    def _longest_at(self, stems: list[str], i: int) -> tuple[int, Meaning | None]:
        if stems[i] in self.first_words:
            for length in range(min(self.longest, len(stems) - i), 0, -1):
                if meaning := self.spaced.get(tuple(stems[i : i + length])):
                    return length, meaning
        return 1, None

    def _find_in_run(self, run: str, start: int) -> Iterator[tuple[Span, Meaning]]:
        """In a script without blanks: the first, longest phrase that the run contains."""
        folded = fold(run)
        for phrase in self.runs:
            place = folded.find(phrase)
            if place >= 0 and len(folded) == len(run):
                yield (start + place, start + place + len(phrase)), self.unspaced[phrase]
                return


def _normalize(words: Sequence[str]) -> Phrase:
    """The first stem of each word, so that endings do not matter."""
    return tuple((stem(word) or (fold(word),))[0] for word in words)


class MeaningRegistry(Registry[Meaning]):
    """The registered meanings, and their phrases as they are looked up."""

    def register(self, name: str, entry: Meaning) -> None:
        super().register(name, entry)
        self.__dict__.pop("phrases", None)

    def unregister(self, name: str) -> None:
        super().unregister(name)
        self.__dict__.pop("phrases", None)

    @cached_property
    def phrases(self) -> _PhraseTable:
        return _PhraseTable(tuple(self.values()))


meanings = MeaningRegistry("meanings of phrases")


@dataclass(frozen=True)
class Interpretation:
    """``words``: the text without the phrases that limit, ``phrases`` these, as they were typed;
    ``meanings`` in the order of the text.
    """

    words: str
    phrases: str = ""
    meanings: tuple[Meaning, ...] = ()


def interpret(text: str, has_row: Callable[[str], bool]) -> Interpretation:
    """The meanings of the phrases of a text. ``has_row``: whether any record has a row.

    Quoted words are taken as they are, and so is a phrase whose rows no record has.
    """
    text = unicodedata.normalize("NFC", text)
    spans = [
        (span, meaning)
        for span, meaning in _meanings_in(text)
        if any(has_row(row) for row, _weight in meaning.rows)
    ]
    words, limits = text, [span for span, meaning in spans if not meaning.orders]
    for start, end in reversed(limits):
        words = f"{words[:start]} {words[end:]}"
    if limits and _says_nothing(words):
        words = ""
    return Interpretation(
        " ".join(words.split()),
        " ".join(text[start:end] for start, end in limits),
        tuple(dict.fromkeys(meaning for _span, meaning in spans)),
    )


def _says_nothing(words: str) -> bool:
    return all(fold(word) in STOP_WORDS for word in WORD.findall(words.casefold()))


def _meanings_in(text: str) -> Iterator[tuple[Span, Meaning]]:
    """The longest phrases with a meaning outside of quotation marks, with their places."""
    start = 0
    for i, part in enumerate(QUOTES.split(text)):
        if i % 2 == 0:
            for (first, last), meaning in meanings.phrases.find(part):
                yield (start + first, start + last), meaning
        start += len(part) + 1


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
    """For each segment the weight of each of its records, 0 to 1; kept with the snapshot."""
    weigh = partial(_weigh_records, snapshot, meaning)
    return snapshot.derived.get(("meaning", meaning.slug), weigh)


def _weigh_records(snapshot: Snapshot, meaning: Meaning) -> list[NDArray[np.float32]]:
    weights = []
    for segment in snapshot.segments:
        weights.append(_best_weights(segment, meaning.rows, 0.0))
        if meaning.readers:
            weights[-1] *= _best_weights(segment, meaning.readers, OTHER_READERS)
    return weights


def _best_weights(
    segment: Segment, rows: Sequence[tuple[str, float]], other: float
) -> NDArray[np.float32]:
    """For each record the best weight of its rows; ``other`` where it has none of them."""
    weights = np.full(segment.size, other, np.float32)
    for row, weight in sorted(rows, key=lambda each: each[1]):
        weights[bitmaps.positions(segment.rows.row(row))] = weight
    return weights
