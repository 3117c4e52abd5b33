"""The tokens of an index in order of their code points, so that a prefix is a range of numbers."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hub.search_engine.analyser import STEM_MARK

LAST = "\U0010ffff"


class TermDictionary:
    """Token numbers are places in the sorted list; stems come before all surface forms."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = sorted(tokens)
        self.first_surface = bisect_left(self.tokens, chr(ord(STEM_MARK) + 1))

    @classmethod
    def from_bytes(cls, blob: bytes) -> "TermDictionary":
        return cls(blob.decode().split("\n") if blob else ())

    def to_bytes(self) -> NDArray[np.uint8]:
        """One token a line: a token holds letters and digits only."""
        return np.frombuffer("\n".join(self.tokens).encode(), np.uint8)

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def letters(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """For each surface form the set of its letters (modulo 32, one bit each) and its length."""
        tokens = self.tokens[self.first_surface :]
        sizes = np.array([len(token) for token in tokens], np.int64)
        codes = np.frombuffer("".join(tokens).encode("utf-32-le"), np.uint32)
        bits = np.uint32(1) << (codes % 32)
        starts = sizes.cumsum() - sizes
        return np.bitwise_or.reduceat(bits, starts) if len(tokens) else bits, sizes

    def span(self, token: str, *, prefix: bool = False) -> tuple[int, int]:
        """First and past-the-last number of a token, or of all that begin so."""
        first = bisect_left(self.tokens, token)
        if prefix:
            return first, bisect_left(self.tokens, token + LAST)
        return first, first + (first < len(self.tokens) and self.tokens[first] == token)
