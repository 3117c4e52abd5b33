"""Rows of bits over positions, and how many bits of each row a selection holds."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of any kind: what stands in it is told where it is made
Words = NDArray[np.uint64]
Positions = NDArray[np.intp]

BLOCK = 2048  # words a row: 32 rows of a block fit a second-level cache
ROWS = 32
# Measured at 100,000 records and 600 keys: a selection of less than one record in so many is
# counted sooner record by record,
FEW = 60
# and a row that fewer than one in so many hold sooner place by place.
RARE = 200

_own = threading.local()


def buffer(name: str, size: int, dtype: type) -> Array:
    """This thread's scratch array of that name: zeros, if whoever writes to it leaves zeros behind.

    Fresh temporaries double the time of a query.
    """
    held: dict[str, Array] = _own.__dict__.setdefault("held", {})
    if name not in held or len(held[name]) < size:
        held[name] = np.zeros(size, dtype)
    return held[name][:size]


def width(size: int) -> int:
    """Words needed for so many bits."""
    return -(-size // 64)


def to_words(flags: NDArray[np.bool_]) -> Words:
    """One bit a flag, the first flag in the lowest bit, padded with zeros to whole words."""
    packed = np.zeros(width(len(flags)) * 8, np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags, bitorder="little")
    return packed.view(np.uint64)


def to_flags(words: Words) -> NDArray[np.bool_]:
    return np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_)


def positions(words: Words) -> Positions:
    """The places of the set bits, ascending."""
    filled = np.flatnonzero(words)
    if len(filled) * 4 > len(words):
        return np.flatnonzero(to_flags(words))
    return np.flatnonzero(to_flags(words[filled])) % 64 + np.repeat(
        filled * 64, np.bitwise_count(words[filled])
    )


def of_positions(places: Positions, size: int) -> Words:
    flags = buffer("flags", width(size) * 64, np.bool_)
    try:
        flags[places] = True
        return np.packbits(flags, bitorder="little").view(np.uint64)
    finally:
        flags[places] = False


def popcount(words: Words) -> int:
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def some(words: Words, start: int, stop: int) -> Positions:
    """The start-th to the stop-th set bit, without looking at the others."""
    counts = np.bitwise_count(words).cumsum(dtype=np.int64)
    first = int(np.searchsorted(counts, start, "right"))
    last = int(np.searchsorted(counts, stop, "left")) + 1
    before = int(counts[first - 1]) if first else 0
    return positions(words[first:last])[start - before : stop - before] + first * 64


def count_rows(matrix: NDArray[np.uint64], selection: Words) -> NDArray[np.int64]:
    """For each row of the matrix, how many of the selection's bits it holds."""
    height, size = matrix.shape
    counts = np.zeros(height, np.int64)
    block = buffer("block", ROWS * BLOCK, np.uint64)
    bits = buffer("bits", ROWS * BLOCK, np.uint8)
    for left in range(0, size, BLOCK):
        chosen = selection[left : left + BLOCK]
        for top in range(0, height, ROWS):
            part = matrix[top : top + ROWS, left : left + BLOCK]
            both = np.bitwise_and(part, chosen, out=block[: part.size].reshape(part.shape))
            ones = np.bitwise_count(both, out=bits[: part.size].reshape(part.shape))
            counts[top : top + ROWS] += ones.sum(axis=1, dtype=np.uint32)
    return counts


class Bitmaps:
    """One row of bits per key, and the same facts by record (CSR) for small selections.

    ``matrix`` is (keys, words); the keys of record p are ``held[starts[p]:starts[p + 1]]``.
    """

    def __init__(
        self,
        keys: Sequence[str],
        matrix: NDArray[np.uint64],
        starts: NDArray[np.int64],
        held: NDArray[np.uint16],
    ) -> None:
        self.keys, self.matrix, self.starts, self.held = tuple(keys), matrix, starts, held
        self.number = {key: row for row, key in enumerate(self.keys)}
        self.size = len(starts) - 1
        self.slices = self._slices()
        self._find_rare()

    def _slices(self) -> dict[str, tuple[slice, tuple[str, ...]]]:
        """For each facet its rows (they stand together: keys are sorted) and their slugs."""
        rows: dict[str, list[int]] = {}
        for row, key in enumerate(self.keys):
            rows.setdefault(key.partition("/")[0], []).append(row)
        return {
            facet: (
                slice(numbers[0], numbers[-1] + 1),
                tuple(self.keys[row].partition("/")[2] for row in numbers),
            )
            for facet, numbers in rows.items()
        }

    def row(self, key: str) -> Words:
        """The bits of a key; zeros for one that no record holds."""
        if key in self.number:
            row: Words = self.matrix[self.number[key]]
            return row
        return np.zeros(width(self.size), np.uint64)

    def either(self, keys: Sequence[str]) -> Words:
        """The records that hold at least one of the keys."""
        rows = [self.number[key] for key in keys if key in self.number]
        if not rows:
            return np.zeros(width(self.size), np.uint64)
        joined: Words = np.bitwise_or.reduce(self.matrix[rows], axis=0)
        return joined

    def keys_at(self, position: int) -> list[str]:
        return [
            self.keys[row] for row in self.held[self.starts[position] : self.starts[position + 1]]
        ]

    def _find_rare(self) -> None:
        """Where the rows with few bits have them, and how far the others reach in each facet.

        Half of the rows at 100,000 records; read place by place they take a tenth of the time.
        """
        frequency = count_rows(self.matrix, np.full(width(self.size), ~np.uint64(0)))
        rare = np.flatnonzero((frequency > 0) & (frequency * RARE < self.size))
        places = [positions(self.matrix[row]) for row in rare]
        self._rare = rare
        self._rare_places = np.concatenate([*places, []]).astype(np.int32)
        self._rare_starts = np.concatenate([[0], frequency[rare].cumsum()])[:-1].astype(np.intp)
        self._common: dict[str, slice] = {}
        for facet, (rows, _slugs) in self.slices.items():
            common = np.flatnonzero(frequency[rows] * RARE >= self.size)
            if len(common):
                self._common[facet] = slice(rows.start, rows.start + int(common[-1]) + 1)

    def counts(self, selection: Words, facets: Iterable[str] | None = None) -> NDArray[np.int64]:
        """How many of the selection hold each key; of other facets than these it may say 0."""
        many = popcount(selection)
        if many * FEW > self.size:
            return self._counts_of_many(selection, self.slices if facets is None else facets)
        places = positions(selection)
        first = self.starts[places]
        lengths = self.starts[places + 1] - first
        ends = lengths.cumsum()
        total = int(ends[-1]) if many else 0
        index = np.repeat(first - (ends - lengths), lengths) + np.arange(total)
        return np.bincount(self.held[index], minlength=len(self.keys))

    def _counts_of_many(self, selection: Words, facets: Iterable[str]) -> NDArray[np.int64]:
        numbers = np.zeros(len(self.keys), np.int64)
        for run in self._runs(facets):
            numbers[run] = count_rows(self.matrix[run], selection)
        if len(self._rare):
            held = to_flags(selection).view(np.uint8).take(self._rare_places)
            numbers[self._rare] = np.add.reduceat(held, self._rare_starts, dtype=np.int64)
        return numbers

    def _runs(self, facets: Iterable[str]) -> list[slice]:
        """The common rows of these facets, neighbours joined."""
        runs: list[slice] = []
        found = (self._common[facet] for facet in facets if facet in self._common)
        for rows in sorted(found, key=lambda rows: rows.start):
            if runs and runs[-1].stop == rows.start:
                runs[-1] = slice(runs[-1].start, rows.stop)
            else:
                runs.append(rows)
        return runs
