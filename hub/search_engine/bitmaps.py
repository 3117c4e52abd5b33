"""Bit arrays over positions, and counts of the bits that rows share with a selection."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of any element type: what it holds is documented where it is made
BitArray = NDArray[np.uint64]
Positions = NDArray[np.intp]

BLOCK_WORDS = 2048  # of 64 bits: 32 rows of a block fit a second-level cache
BLOCK_ROWS = 32
# Measured at 100,000 records and 600 rows: a selection of less than one record in so many is
# counted faster record by record,
SPARSE_SELECTION = 60
# and a row with a bit for less than one record in so many is counted faster bit by bit.
SPARSE_ROW = 200

_thread = threading.local()


def scratch_array(name: str, size: int, dtype: type) -> Array:
    """This thread's scratch array of that name: zeros, if whoever writes to it leaves zeros behind.

    Fresh temporaries double the time of a query.
    """
    arrays: dict[str, Array] = _thread.__dict__.setdefault("arrays", {})
    if name not in arrays or len(arrays[name]) < size:
        arrays[name] = np.zeros(size, dtype)
    return arrays[name][:size]


def word_count(size: int) -> int:
    """How many words of 64 bits hold so many bits."""
    return -(-size // 64)


def pack_flags(flags: NDArray[np.bool_]) -> BitArray:
    """One bit a flag, the first flag in the lowest bit, padded with zeros to whole words."""
    packed = np.zeros(word_count(len(flags)) * 8, np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags, bitorder="little")
    return packed.view(np.uint64)


def unpack_flags(bits: BitArray) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def positions(bits: BitArray) -> Positions:
    """The positions of the set bits, ascending."""
    nonzero = np.flatnonzero(bits)
    if len(nonzero) * 4 > len(bits):
        return np.flatnonzero(unpack_flags(bits))
    return np.flatnonzero(unpack_flags(bits[nonzero])) % 64 + np.repeat(
        nonzero * 64, np.bitwise_count(bits[nonzero])
    )


def pack_positions(set_positions: Positions, size: int) -> BitArray:
    """The opposite of ``positions``: a bit array of ``size`` bits."""
    flags = scratch_array("flags", word_count(size) * 64, np.bool_)
    try:
        flags[set_positions] = True
        return np.packbits(flags, bitorder="little").view(np.uint64)
    finally:
        flags[set_positions] = False


def popcount(bits: BitArray) -> int:
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def slice_positions(bits: BitArray, start: int, stop: int) -> Positions:
    """The positions of the start-th to the stop-th set bit, without unpacking the others."""
    counts = np.bitwise_count(bits).cumsum(dtype=np.int64)
    first = int(np.searchsorted(counts, start, "right"))
    last = int(np.searchsorted(counts, stop, "left")) + 1
    before = int(counts[first - 1]) if first else 0
    return positions(bits[first:last])[start - before : stop - before] + first * 64


def count_rows(matrix: NDArray[np.uint64], selection: BitArray) -> NDArray[np.int64]:
    """For each row of the matrix, how many of the selection's bits it has."""
    height, size = matrix.shape
    counts = np.zeros(height, np.int64)
    block = scratch_array("block", BLOCK_ROWS * BLOCK_WORDS, np.uint64)
    bit_counts = scratch_array("bits", BLOCK_ROWS * BLOCK_WORDS, np.uint8)
    for left in range(0, size, BLOCK_WORDS):
        selected = selection[left : left + BLOCK_WORDS]
        for top in range(0, height, BLOCK_ROWS):
            part = matrix[top : top + BLOCK_ROWS, left : left + BLOCK_WORDS]
            both = np.bitwise_and(part, selected, out=block[: part.size].reshape(part.shape))
            ones = np.bitwise_count(both, out=bit_counts[: part.size].reshape(part.shape))
            counts[top : top + BLOCK_ROWS] += ones.sum(axis=1, dtype=np.uint32)
    return counts


class Bitmaps:
    """One row of bits for each key ("facet/slug"), and the same by record for small selections.

    ``matrix`` is (keys, words). By record it is in compressed sparse rows (CSR): the numbers of the
    keys of the record at position p are ``record_keys[record_starts[p]:record_starts[p + 1]]``.
    """

    def __init__(
        self,
        keys: Sequence[str],
        matrix: NDArray[np.uint64],
        record_starts: NDArray[np.int64],
        record_keys: NDArray[np.uint16],
    ) -> None:
        self.keys, self.matrix = tuple(keys), matrix
        self.record_starts, self.record_keys = record_starts, record_keys
        self.row_numbers = {key: row for row, key in enumerate(self.keys)}
        self.size = len(record_starts) - 1
        self.facet_rows = self._group_by_facet()
        self._row_counts: dict[str, NDArray[np.uint8]] = {}
        self._index_sparse_rows()

    def _group_by_facet(self) -> dict[str, tuple[slice, tuple[str, ...]]]:
        """For each facet its rows (contiguous, since keys are sorted) and their slugs."""
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

    def row(self, key: str) -> BitArray:
        """The bits of a key; zeros for one that no record has."""
        if key in self.row_numbers:
            row: BitArray = self.matrix[self.row_numbers[key]]
            return row
        return np.zeros(word_count(self.size), np.uint64)

    def union(self, keys: Sequence[str]) -> BitArray:
        """The records that have at least one of the keys."""
        rows = [self.row_numbers[key] for key in keys if key in self.row_numbers]
        if not rows:
            return np.zeros(word_count(self.size), np.uint64)
        # Row by row: copies of all of them take twice as long.
        bits: BitArray = self.matrix[rows[0]] | self.matrix[rows[-1]]
        for row in rows[1:-1]:
            np.bitwise_or(bits, self.matrix[row], out=bits)
        return bits

    def keys_at(self, position: int) -> list[str]:
        start, stop = self.record_starts[position], self.record_starts[position + 1]
        return [self.keys[row] for row in self.record_keys[start:stop]]

    def row_counts(self, facet: str) -> NDArray[np.uint8]:
        """For each position how many rows of a facet its record has, at most 255; cached."""
        if facet not in self._row_counts:
            rows = self.facet_rows.get(facet, (slice(0, 0), ()))[0]
            inside = (self.record_keys >= rows.start) & (self.record_keys < rows.stop)
            before = np.concatenate([[0], inside.cumsum()])
            counts = before[self.record_starts[1:]] - before[self.record_starts[:-1]]
            self._row_counts[facet] = counts.clip(0, 255).astype(np.uint8)
        return self._row_counts[facet]

    def _index_sparse_rows(self) -> None:
        """The set positions of sparse rows, and for each facet the slice that has all dense rows.

        Half of the rows at 100,000 records are sparse; read bit by bit they take a tenth of the
        time.
        """
        frequency = count_rows(self.matrix, np.full(word_count(self.size), ~np.uint64(0)))
        sparse = np.flatnonzero((frequency > 0) & (frequency * SPARSE_ROW < self.size))
        set_positions = [positions(self.matrix[row]) for row in sparse]
        starts = np.concatenate([[0], frequency[sparse].cumsum()])[:-1]
        self._sparse_rows = sparse
        self._sparse_positions = np.concatenate([*set_positions, []]).astype(np.int32)
        self._sparse_starts = starts.astype(np.intp)
        self._dense_rows: dict[str, slice] = {}
        for facet, (rows, _slugs) in self.facet_rows.items():
            dense = np.flatnonzero(frequency[rows] * SPARSE_ROW >= self.size)
            if len(dense):
                self._dense_rows[facet] = slice(rows.start, rows.start + int(dense[-1]) + 1)

    def counts(self, selection: BitArray, facets: Iterable[str] | None = None) -> NDArray[np.int64]:
        """For each key how many of the selection have it; of other facets it may be 0 instead."""
        total = popcount(selection)
        if total * SPARSE_SELECTION > self.size:
            return self._count_by_row(selection, self.facet_rows if facets is None else facets)
        selected = positions(selection)
        first = self.record_starts[selected]
        lengths = self.record_starts[selected + 1] - first
        ends = lengths.cumsum()
        index = np.repeat(first - (ends - lengths), lengths)
        index += np.arange(int(ends[-1]) if total else 0)
        return np.bincount(self.record_keys[index], minlength=len(self.keys))

    def _count_by_row(self, selection: BitArray, facets: Iterable[str]) -> NDArray[np.int64]:
        counts = np.zeros(len(self.keys), np.int64)
        for rows in self._contiguous_dense_rows(facets):
            counts[rows] = count_rows(self.matrix[rows], selection)
        if len(self._sparse_rows):
            flags = unpack_flags(selection).view(np.uint8).take(self._sparse_positions)
            counts[self._sparse_rows] = np.add.reduceat(flags, self._sparse_starts, dtype=np.int64)
        return counts

    def _contiguous_dense_rows(self, facets: Iterable[str]) -> list[slice]:
        """The dense rows of these facets, adjacent slices merged."""
        merged: list[slice] = []
        slices = (self._dense_rows[facet] for facet in facets if facet in self._dense_rows)
        for rows in sorted(slices, key=lambda rows: rows.start):
            if merged and merged[-1].stop == rows.start:
                merged[-1] = slice(merged[-1].start, rows.stop)
            else:
                merged.append(rows)
        return merged
