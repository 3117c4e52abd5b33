"""Adding points to all tools at once, by bit arrays of those that get them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hub.search_engine.bitmaps import BitArray

Weights = NDArray[np.int16]
MOST = np.iinfo(np.int8).max


class PointSums:
    """The sum of each position, in tenths of a point, on top of what it has at the beginning.

    Points are summed up in eight bits, which takes half the time of sixteen, and go to the sums
    before a position could have more than eight bits hold.
    """

    def __init__(self, sums: Weights) -> None:
        self._sums = sums.copy()
        self._part = np.zeros(len(sums), np.int8)
        self._greatest = 0  # whatever the sign, in any position of the part

    def add(self, bits: BitArray, points: int) -> None:
        """Add points to every position whose bit is set. Raises OverflowError above ``MOST``."""
        if self._greatest + abs(points) > MOST:
            self._flush()
        self._greatest += abs(points)
        given = np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.int8)
        np.multiply(given, np.int8(points), out=given)
        np.add(self._part, given, out=self._part)

    def _flush(self) -> None:
        np.add(self._sums, self._part, out=self._sums)
        self._part.fill(0)
        self._greatest = 0

    def total(self) -> Weights:
        self._flush()
        return self._sums
