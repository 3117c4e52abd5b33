"""All records of one kind that one tier may see, as of one `SearchState.seq`. Never changes.

A snapshot is a large base and, where records changed since, a small delta; what the delta replaces
or what is gone is masked in the base. Positions run through the base, padded to whole words of 64
bits, and on through the delta.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hub.records.seq_cache import DerivedValues
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import Positions, Words
from hub.search_engine.matcher import Matcher
from hub.search_engine.segment import ORDERS, Segment


class Snapshot:
    def __init__(
        self,
        seq: int,
        facets: Sequence[str],
        base: Segment,
        delta: Segment | None = None,
        masked: Iterable[int] = (),
    ) -> None:
        self.seq, self.facets = seq, tuple(facets)
        self.segments = [base, delta] if delta is not None and delta.size else [base]
        self.alive = [self._alive(base, masked), *(each.visible for each in self.segments[1:])]
        self.starts = [0, bitmaps.width(base.size) * 64]
        self.total = sum(map(bitmaps.popcount, self.alive))
        self.untouched = len(self.segments) == 1
        self.matcher = Matcher(self.segments, self.alive, self.total)
        self.derived = DerivedValues()

    @staticmethod
    def _alive(base: Segment, masked: Iterable[int]) -> Words:
        places = [place for place in map(base.position, masked) if place is not None]
        if not places:
            return base.visible
        return base.visible & ~bitmaps.of_positions(np.array(places, np.intp), base.size)

    @cached_property
    def ranks(self) -> dict[str, list[NDArray[np.int64]]]:
        """For each sort and segment the place of each position in the order of the whole."""
        return {sort: self._merged(sort) for sort in ORDERS}

    def _merged(self, sort: str) -> list[NDArray[np.int64]]:
        base = self.segments[0]
        orders = [segment.order(sort) for segment in self.segments]
        slots = np.array(
            [base.slot(sort, self.segments[1].key(sort, int(i))) for i in orders[1]]
            if not self.untouched
            else [],
            np.int64,
        )
        before = np.bincount(slots, minlength=base.size + 1).cumsum()[: base.size]
        places = [np.arange(base.size) + before, slots + np.arange(len(slots))]
        ranks = []
        for order, place in zip(orders, places, strict=False):
            rank = np.empty(len(order), np.int64)
            rank[order] = place
            ranks.append(rank)
        return ranks

    # What other rooms read: rows of bits over all positions.

    @cached_property
    def pks(self) -> NDArray[np.int64]:
        """The key of the record at each position; 0 where padding is."""
        joined = np.zeros(sum(len(words) for words in self.alive) * 64, np.int64)
        for segment, start in zip(self.segments, self.starts, strict=False):
            joined[start : start + segment.size] = segment.pks
        return joined

    @property
    def visible(self) -> Words:
        return self._joined(self.alive)

    @property
    def ended(self) -> Words:
        return self._joined([segment.ended for segment in self.segments])

    def row(self, key: str) -> Words:
        """The visible records that hold "facet/slug"; zeros where none does."""
        rows = [segment.rows.row(key) for segment in self.segments]
        return self._joined(rows) & self.visible

    def positions(self, words: Words) -> Positions:
        return bitmaps.positions(words)

    def counts(self, words: Words) -> dict[str, int]:
        """How many of these positions hold each row that any record holds."""
        counts: dict[str, int] = {}
        for segment, part in zip(self.segments, self.parts(words), strict=True):
            for key, count in zip(
                segment.rows.keys, segment.rows.counts(part).tolist(), strict=True
            ):
                counts[key] = counts.get(key, 0) + count
        return counts

    def cross(
        self, keys_a: Sequence[str], keys_b: Sequence[str], within: Words | None = None
    ) -> NDArray[np.int64]:
        """How many records hold both: rows are ``keys_a``, columns are ``keys_b``."""
        columns = np.array([self.row(key) for key in keys_b])
        table = np.zeros((len(keys_a), len(keys_b)), np.int64)
        for i, key in enumerate(keys_a if len(keys_b) else ()):
            selection = self.row(key) if within is None else self.row(key) & within
            table[i] = bitmaps.count_rows(columns, selection)
        return table

    def choices(self, facet: str) -> tuple[str, ...]:
        """The slugs of a facet that any record holds, sorted."""
        held: set[str] = set()
        for segment in self.segments:
            held.update(segment.rows.slices.get(facet, (slice(0), ()))[1])
        return tuple(sorted(held))

    def rows_of(self, pk: int) -> frozenset[str]:
        place = self.place(pk)
        if place is None:
            return frozenset()
        return frozenset(self.segments[place[0]].rows.keys_at(place[1]))

    def place(self, pk: int) -> tuple[int, int] | None:
        """The segment and the position in it of a visible record."""
        for number in reversed(range(len(self.segments))):
            at = self.segments[number].position(pk)
            if at is not None and int(self.alive[number][at // 64]) >> (at % 64) & 1:
                return number, at
        return None

    def parts(self, words: Words) -> list[Words]:
        """Bits over all positions, cut by segment."""
        cut = self.starts[1] // 64
        return [words[:cut], words[cut:]][: len(self.segments)]

    def _joined(self, parts: Sequence[Words]) -> Words:
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
