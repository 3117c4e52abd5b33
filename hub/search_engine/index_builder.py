"""Making an `Inverted` out of texts, in chunks, so that memory stays small."""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hub.search_engine.analyser import primary, stems, surface, words
from hub.search_engine.bitmaps import Array
from hub.search_engine.inverted_index import BOOSTS, FIELDS, SATURATION
from hub.search_engine.term_dictionary import TermDictionary

# A text longer than this is usual counts a word for less. Fixed and not measured, so that a record
# scores the same in a small delta as in the whole.
USUAL = np.array([4, 6, 25, 80], np.float32)
LENGTH_MATTERS = 0.4

CHUNK = 4_000

Allocate = Callable[[str, int, DTypeLike], Array]


def in_memory(name: str, size: int, dtype: DTypeLike) -> Array:
    return np.empty(size, dtype)


class _Numbers(dict[str, int]):
    """A number for each word as written, given out when first met; 0 stands between two texts."""

    def __init__(self, language: str, met: list[tuple[str, str]]) -> None:
        self.language, self.met = language, met

    def __missing__(self, word: str) -> int:
        self.met.append((self.language, word))
        self[word] = number = len(self.met) - 1
        return number


class Writer:
    """Takes documents one by one and holds their words as numbers, 4 bytes a word."""

    def __init__(self) -> None:
        self.met: list[tuple[str, str]] = [("", "")]
        self.numbers: dict[str, _Numbers] = {}
        self.flat = array("i")
        self.lengths = array("i")

    def numbers_for(self, language: str) -> _Numbers:
        language = primary(language)
        if language not in self.numbers:
            self.numbers[language] = _Numbers(language, self.met)
        return self.numbers[language]

    def add(self, fields: Iterable[Iterable[tuple[str, str]]]) -> None:
        """One document: for each of the four fields its (language, text) pairs."""
        for texts in fields:
            before = len(self.flat)
            for language, text in texts:
                numbers = self.numbers_for(language)
                self.flat.extend([numbers[word] for word in words(text)])
                self.flat.append(0)
            self.lengths.append(len(self.flat) - before)

    def finish(self, order: NDArray[np.intp], allocate: Allocate = in_memory) -> dict[str, Array]:
        """The arrays of an `Inverted` over the documents in ``order`` (old numbers by place)."""
        lengths = np.frombuffer(self.lengths, np.intc).reshape(-1, len(FIELDS))[order]
        forward = allocate("forward", len(self.flat), np.int32)
        _permuted(np.frombuffer(self.flat, np.intc), order, np.asarray(self.lengths), forward)
        del self.flat[:]
        words_met = _Words(self.met)
        self.numbers.clear()
        ends = allocate("ends", lengths.size, np.int64)
        ends[:] = lengths.ravel().cumsum(dtype=np.int64)
        arrays = {"forward": forward, "ends": ends, "vocabulary": words_met.vocabulary.to_bytes()}
        arrays |= _postings(forward, ends, lengths, words_met, allocate)
        for left in range(0, len(forward), 1 << 20):
            forward[left : left + (1 << 20)] = words_met.surfaces[forward[left : left + (1 << 20)]]
        arrays |= _spots(forward, ends, len(words_met.vocabulary), allocate)
        return arrays


def _permuted(
    flat: NDArray[np.intc], order: NDArray[np.intp], lengths: NDArray[np.intc], out: Array
) -> None:
    """Copy the documents' words in another order of documents."""
    sizes = lengths.reshape(-1, len(FIELDS)).sum(axis=1)
    starts = np.concatenate([[0], sizes.cumsum()])
    at = 0
    for left in range(0, len(order), CHUNK):
        some = order[left : left + CHUNK]
        index = _ranges(starts[some], sizes[some])
        out[at : at + len(index)] = flat[index]
        at += len(index)


def _ranges(starts: Array, lengths: Array) -> NDArray[np.int64]:
    """The numbers starts[i] .. starts[i] + lengths[i] - 1, one range after the other."""
    ends = lengths.cumsum(dtype=np.int64)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)


class _Words:
    """For each word as written its surface token and, as a CSR, its stem tokens."""

    def __init__(self, met: list[tuple[str, str]]) -> None:
        # A word whose letters are all marks folds to nothing; it is nowhere found.
        written = [surface(word) or "\x02" for _language, word in met[1:]]
        stemmed = [stems(word, language) for language, word in met[1:]]
        self.vocabulary = TermDictionary({*written, *(stem for each in stemmed for stem in each)})
        number = {token: i for i, token in enumerate(self.vocabulary.tokens)}
        self.surfaces = np.array([-1, *(number[token] for token in written)], np.int32)
        self.amounts = np.array([0, *map(len, stemmed)], np.int64)
        self.firsts = self.amounts.cumsum() - self.amounts
        self.stems = np.array([number[s] for each in stemmed for s in each], np.int32)
        self.same = self._same()
        self.amounts, self.firsts, self.stems = self._needed()

    def _same(self) -> NDArray[np.int32]:
        """For each stem the surface form that stands in the same documents, else -1.

        So it is where one written word alone has that stem and that surface form. Most frequent
        little words ("the", "with") are such, so that a third of all stem postings is not kept.
        """
        written = np.repeat(np.arange(len(self.surfaces)), self.amounts)
        alone = np.bincount(self.surfaces[1:], minlength=len(self.vocabulary)) == 1
        once = np.bincount(self.stems, minlength=len(self.vocabulary)) == 1
        same = np.full(len(self.vocabulary), -1, np.int32)
        fit = once[self.stems] & alone[self.surfaces[written]]
        same[self.stems[fit]] = self.surfaces[written[fit]]
        return same

    def _needed(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """The CSR of stems without those."""
        keep = self.same[self.stems] < 0
        written = np.repeat(np.arange(len(self.surfaces)), self.amounts)[keep]
        amounts = np.bincount(written, minlength=len(self.surfaces)).astype(np.int64)
        return amounts, amounts.cumsum() - amounts, self.stems[keep]


def _chunks(ends: NDArray[np.int64]) -> Iterator[tuple[int, int, int, int]]:
    """First and last document, first and last word, a few thousand documents at a time."""
    size = len(ends) // len(FIELDS)
    for first in range(0, size, CHUNK):
        last = min(first + CHUNK, size)
        start = int(ends[first * len(FIELDS) - 1]) if first else 0
        yield first, last, start, int(ends[last * len(FIELDS) - 1])


def _postings(
    forward: NDArray[np.int32],
    ends: NDArray[np.int64],
    lengths: NDArray[np.intc],
    met: _Words,
    allocate: Allocate,
) -> dict[str, Array]:
    parts = deque(
        _chunk(forward[start:stop], lengths[first:last], first, met)
        for first, last, start, stop in _chunks(ends)
    )
    amounts = np.zeros(len(met.vocabulary) + 1, np.int64)
    for tokens, _docs, _impacts in parts:
        amounts[1:] += np.bincount(tokens, minlength=len(met.vocabulary))
    starts = amounts.cumsum()
    docs = allocate("docs", int(starts[-1]), np.int32)
    impacts = allocate("impacts", int(starts[-1]), np.uint8)
    free = starts[:-1].copy()
    while parts:
        tokens, places, values = parts.popleft()
        to = _seats(tokens, free)
        docs[to], impacts[to] = places, values
    firsts, stops = starts[:-1].copy(), starts[1:].copy()
    alike = np.flatnonzero(met.same >= 0)
    firsts[alike], stops[alike] = starts[met.same[alike]], starts[met.same[alike] + 1]
    return {"starts": firsts, "stops": stops, "docs": docs, "impacts": impacts}


def _seats(tokens: NDArray[np.int32], free: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the sorted tokens goes; ``free`` (the next seat of each token) moves on."""
    met, first, amounts = np.unique(tokens, return_index=True, return_counts=True)
    seats = np.repeat(free[met] - first, amounts) + np.arange(len(tokens))
    free[met] += amounts
    return seats


def _chunk(
    words_read: NDArray[np.int32], lengths: NDArray[np.intc], first: int, met: _Words
) -> tuple[Array, Array, Array]:
    """Tokens (sorted), documents and impacts of some thousand documents."""
    norm = 1 - LENGTH_MATTERS + LENGTH_MATTERS * np.maximum(1, lengths / USUAL)
    worth = np.repeat((BOOSTS / norm).ravel(), lengths.ravel())
    doc = np.repeat(np.arange(len(lengths)), lengths.sum(axis=1))
    real = words_read > 0
    written, worth, doc = words_read[real], worth[real], doc[real]
    amounts = met.amounts[written]
    stemmed = met.stems[_ranges(met.firsts[written], amounts)]
    token = np.concatenate([met.surfaces[written], stemmed]).astype(np.int64)
    doc = np.concatenate([doc, np.repeat(doc, amounts)])
    worth = np.concatenate([worth, np.repeat(worth, amounts)])
    key = token * CHUNK + doc
    order = key.argsort(kind="stable")
    key = key[order]
    heads = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else order
    total = np.add.reduceat(worth[order], heads) if len(key) else worth
    impacts = np.maximum(1, total / (total + SATURATION) * 255).astype(np.uint8)
    key = key[heads]
    return (key // CHUNK).astype(np.int32), (key % CHUNK + first).astype(np.int32), impacts


def _spots(
    forward: NDArray[np.int32], ends: NDArray[np.int64], size: int, allocate: Allocate
) -> dict[str, Array]:
    amounts = np.zeros(size + 1, np.int64)
    for _first, _last, start, stop in _chunks(ends):
        amounts += np.bincount(forward[start:stop] + 1, minlength=size + 1)
    amounts[0] = 0  # the gaps between texts
    starts = amounts.cumsum()
    spots = allocate("spots", int(starts[-1]), np.int32)
    free = starts[:-1].copy()
    for _first, _last, start, stop in _chunks(ends):
        here = forward[start:stop]
        order = here.argsort(kind="stable")
        order = order[np.searchsorted(here[order], 0) :]
        spots[_seats(here[order], free)] = order + start
    return {"spots": spots, "spot_starts": starts}
