"""Builds the arrays of an `InvertedIndex` from texts, in chunks, so that memory stays bounded."""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hub.search_engine.analyser import fold, primary_language, stem, stem_languages, tokenize
from hub.search_engine.bitmaps import Array
from hub.search_engine.inverted_index import (
    BOOSTS,
    FIELDS,
    NAME_FIELDS,
    SATURATION,
    TermDictionary,
)

# A word in a text longer than this weighs less. Constants instead of measured averages, so that a
# record scores the same in a small delta as in a full build.
USUAL_LENGTHS = np.array([4, 6, 25, 80], np.float32)
LENGTH_NORMALISATION = 0.4  # b of BM25

CHUNK = 4_000  # documents

Allocate = Callable[[str, int, DTypeLike], Array]


def allocate_in_memory(name: str, size: int, dtype: DTypeLike) -> Array:
    return np.empty(size, dtype)


class _WordNumbers(dict[str, int]):
    """A number for each distinct word of a language, assigned at its first occurrence.

    Number 0 separates two texts.
    """

    def __init__(self, language: str, distinct_words: list[tuple[str, str]]) -> None:
        self.language, self.distinct_words = language, distinct_words

    def __missing__(self, word: str) -> int:
        self.distinct_words.append((self.language, word))
        self[word] = number = len(self.distinct_words) - 1
        return number


class IndexWriter:
    """Takes documents one by one and keeps their words as numbers, 4 bytes a word."""

    def __init__(self) -> None:
        self.distinct_words: list[tuple[str, str]] = [("", "")]
        self.word_numbers: dict[str, _WordNumbers] = {}
        self.forward = array("i")
        self.lengths = array("i")

    def _numbers_for(self, language: str) -> _WordNumbers:
        language = primary_language(language)
        if language not in self.word_numbers:
            self.word_numbers[language] = _WordNumbers(language, self.distinct_words)
        return self.word_numbers[language]

    def add(self, fields: Iterable[Iterable[tuple[str, str]]]) -> None:
        """One document: for each of the four fields its (language, text) pairs."""
        for texts in fields:
            before = len(self.forward)
            for language, text in texts:
                numbers = self._numbers_for(language)
                self.forward.extend([numbers[word] for word in tokenize(text)])
                self.forward.append(0)
            self.lengths.append(len(self.forward) - before)

    def build_arrays(
        self, order: NDArray[np.intp], allocate: Allocate = allocate_in_memory
    ) -> dict[str, Array]:
        """The arrays of an `InvertedIndex`, its documents in ``order`` (indices of added ones)."""
        lengths = np.frombuffer(self.lengths, np.intc).reshape(-1, len(FIELDS))[order]
        forward = allocate("forward", len(self.forward), np.int32)
        _permute(np.frombuffer(self.forward, np.intc), order, np.asarray(self.lengths), forward)
        del self.forward[:]
        words = _WordTokens(self.distinct_words)
        self.word_numbers.clear()
        field_ends = allocate("field_ends", lengths.size, np.int64)
        field_ends[:] = lengths.ravel().cumsum(dtype=np.int64)
        arrays = {"forward": forward, "field_ends": field_ends, "terms": words.terms.to_bytes()}
        arrays |= _build_postings(forward, field_ends, lengths, words, allocate)
        arrays |= words.build_names(_find_single_names(forward, field_ends))
        for left in range(0, len(forward), 1 << 20):
            forward[left : left + (1 << 20)] = words.surfaces[forward[left : left + (1 << 20)]]
        return arrays | _build_positions(forward, field_ends, len(words.terms), allocate)


def _permute(
    forward: NDArray[np.intc], order: NDArray[np.intp], lengths: NDArray[np.intc], out: Array
) -> None:
    """Copy the documents' words in another order of documents."""
    sizes = lengths.reshape(-1, len(FIELDS)).sum(axis=1)
    starts = np.concatenate([[0], sizes.cumsum()])
    end = 0
    for left in range(0, len(order), CHUNK):
        docs = order[left : left + CHUNK]
        index = _concatenate_ranges(starts[docs], sizes[docs])
        out[end : end + len(index)] = forward[index]
        end += len(index)


def _concatenate_ranges(starts: Array, lengths: Array) -> NDArray[np.int64]:
    """The numbers starts[i] .. starts[i] + lengths[i] - 1, one range after the other."""
    ends = lengths.cumsum(dtype=np.int64)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)


class _WordTokens:
    """For each distinct word its surface token and, in compressed sparse rows, its stem tokens.

    The stems of word w are ``stems[stem_starts[w]:stem_starts[w] + stem_counts[w]]``.
    """

    def __init__(self, distinct_words: list[tuple[str, str]]) -> None:
        self.distinct_words = distinct_words
        # A word that consists of combining marks folds to nothing; no query matches this token.
        surfaces = [fold(word) or "\x02" for _language, word in distinct_words[1:]]
        stems = [stem(word, language) for language, word in distinct_words[1:]]
        self.terms = TermDictionary({*surfaces, *(token for tokens in stems for token in tokens)})
        number = {token: i for i, token in enumerate(self.terms.tokens)}
        self.surfaces = np.array([-1, *(number[token] for token in surfaces)], np.int32)
        self.stem_counts = np.array([0, *map(len, stems)], np.int64)
        self.stem_starts = self.stem_counts.cumsum() - self.stem_counts
        self.stems = np.array([number[token] for tokens in stems for token in tokens], np.int32)
        self.shared_surface = self._find_shared_surfaces()
        self._drop_shared_stems()

    def build_names(self, numbers: NDArray[np.int32]) -> dict[str, Array]:
        """The surface tokens of these words, and the languages in which they are inflected."""
        languages: dict[int, int] = {}
        for number in numbers.tolist():
            language, word = self.distinct_words[number]
            token = int(self.surfaces[number])
            languages[token] = languages.get(token, 0) | stem_languages(stem(word, language))
        tokens = sorted(languages)
        return {
            "names": np.array(tokens, np.int32),
            "name_languages": np.array([languages[token] for token in tokens], np.uint8),
        }

    def _find_shared_surfaces(self) -> NDArray[np.int32]:
        """For each stem the surface form with the same documents, whose postings it shares, or -1.

        This holds where only one word has that stem and that surface form. Most frequent short
        words ("the", "with") are such, which saves a third of all stem postings.
        """
        words = np.repeat(np.arange(len(self.surfaces)), self.stem_counts)
        is_only_surface = np.bincount(self.surfaces[1:], minlength=len(self.terms)) == 1
        is_only_stem = np.bincount(self.stems, minlength=len(self.terms)) == 1
        shared = np.full(len(self.terms), -1, np.int32)
        fit = is_only_stem[self.stems] & is_only_surface[self.surfaces[words]]
        shared[self.stems[fit]] = self.surfaces[words[fit]]
        return shared

    def _drop_shared_stems(self) -> None:
        keep = self.shared_surface[self.stems] < 0
        words = np.repeat(np.arange(len(self.surfaces)), self.stem_counts)[keep]
        self.stem_counts = np.bincount(words, minlength=len(self.surfaces)).astype(np.int64)
        self.stem_starts = self.stem_counts.cumsum() - self.stem_counts
        self.stems = self.stems[keep]


def _chunks(field_ends: NDArray[np.int64]) -> Iterator[tuple[int, int, int, int]]:
    """First and last document, first and last word, a few thousand documents at a time."""
    size = len(field_ends) // len(FIELDS)
    for first in range(0, size, CHUNK):
        last = min(first + CHUNK, size)
        start = int(field_ends[first * len(FIELDS) - 1]) if first else 0
        yield first, last, start, int(field_ends[last * len(FIELDS) - 1])


def _build_postings(
    forward: NDArray[np.int32],
    field_ends: NDArray[np.int64],
    lengths: NDArray[np.intc],
    words: _WordTokens,
    allocate: Allocate,
) -> dict[str, Array]:
    chunks = deque(
        _build_chunk(forward[start:stop], lengths[first:last], first, words)
        for first, last, start, stop in _chunks(field_ends)
    )
    counts = np.zeros(len(words.terms) + 1, np.int64)
    for tokens, _docs, _impacts in chunks:
        counts[1:] += np.bincount(tokens, minlength=len(words.terms))
    offsets = counts.cumsum()
    docs = allocate("docs", int(offsets[-1]), np.int32)
    impacts = allocate("impacts", int(offsets[-1]), np.uint8)
    free = offsets[:-1].copy()
    while chunks:
        tokens, chunk_docs, chunk_impacts = chunks.popleft()
        slots = _take_slots(tokens, free)
        docs[slots], impacts[slots] = chunk_docs, chunk_impacts
    starts, stops = offsets[:-1].copy(), offsets[1:].copy()
    shared = np.flatnonzero(words.shared_surface >= 0)
    surfaces = words.shared_surface[shared]
    starts[shared], stops[shared] = offsets[surfaces], offsets[surfaces + 1]
    return {"starts": starts, "stops": stops, "docs": docs, "impacts": impacts}


def _take_slots(tokens: NDArray[np.int32], free: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of the sorted tokens goes; advances ``free``, the next free slot of each token."""
    distinct, first, counts = np.unique(tokens, return_index=True, return_counts=True)
    slots = np.repeat(free[distinct] - first, counts) + np.arange(len(tokens))
    free[distinct] += counts
    return slots


def _build_chunk(
    word_numbers: NDArray[np.int32],
    lengths: NDArray[np.intc],
    first: int,
    words: _WordTokens,
) -> tuple[Array, Array, Array]:
    """Tokens (sorted), documents and impacts of some thousand documents."""
    norm = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * np.maximum(1, lengths / USUAL_LENGTHS)
    weight = np.repeat((BOOSTS / norm).ravel(), lengths.ravel())
    doc = np.repeat(np.arange(len(lengths)), lengths.sum(axis=1))
    is_word = word_numbers > 0
    word, weight, doc = word_numbers[is_word], weight[is_word], doc[is_word]
    counts = words.stem_counts[word]
    stems = words.stems[_concatenate_ranges(words.stem_starts[word], counts)]
    token = np.concatenate([words.surfaces[word], stems]).astype(np.int64)
    doc = np.concatenate([doc, np.repeat(doc, counts)])
    weight = np.concatenate([weight, np.repeat(weight, counts)])
    key = token * CHUNK + doc
    order = key.argsort(kind="stable")
    key = key[order]
    heads = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else order
    total = np.add.reduceat(weight[order], heads) if len(key) else weight
    impacts = np.maximum(1, total / (total + SATURATION) * 255).astype(np.uint8)
    key = key[heads]
    return (key // CHUNK).astype(np.int32), (key % CHUNK + first).astype(np.int32), impacts


def _find_single_names(
    word_numbers: NDArray[np.int32], field_ends: NDArray[np.int64]
) -> NDArray[np.int32]:
    """The numbers of the words that are a whole title or name."""
    names = [np.zeros(0, np.int32)]
    for first, last, start, stop in _chunks(field_ends):
        words = word_numbers[start:stop]
        is_single = words > 0
        is_single[1:] &= words[:-1] == 0
        is_single[:-1] &= words[1:] == 0
        places = np.flatnonzero(is_single)
        ends = field_ends[first * len(FIELDS) : last * len(FIELDS)] - start
        fields = np.searchsorted(ends, places, "right") % len(FIELDS)
        names.append(np.unique(words[places[fields < NAME_FIELDS]]))
    return np.unique(np.concatenate(names))


def _build_positions(
    forward: NDArray[np.int32], field_ends: NDArray[np.int64], size: int, allocate: Allocate
) -> dict[str, Array]:
    counts = np.zeros(size + 1, np.int64)
    for _first, _last, start, stop in _chunks(field_ends):
        counts += np.bincount(forward[start:stop] + 1, minlength=size + 1)
    counts[0] = 0  # the separators
    starts = counts.cumsum()
    positions = allocate("positions", int(starts[-1]), np.int32)
    free = starts[:-1].copy()
    for _first, _last, start, stop in _chunks(field_ends):
        tokens = forward[start:stop]
        order = tokens.argsort(kind="stable")
        order = order[np.searchsorted(tokens[order], 0) :]
        positions[_take_slots(tokens[order], free)] = order + start
    return {"positions": positions, "position_starts": starts}
