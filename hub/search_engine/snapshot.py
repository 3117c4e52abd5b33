"""All records of one kind that one tier may see, as of one `SearchState.seq`. Immutable.

A snapshot is a large base segment and, where records changed since, a small delta segment; what
the delta replaces, or what is no longer visible, is masked in the base. Positions run through the
base, padded to whole words of 64 bits, and on through the delta.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from hub.records.seq_cache import DerivedValues
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray, Positions
from hub.search_engine.matcher import Matcher
from hub.search_engine.segment import NEVER, ORDERS, Segment

UNKNOWN = ("not-known", "known-none")  # slugs of rows that hold no value of a facet


class Snapshot:
    """``live``: for each segment the bits of its records that no newer segment replaces.

    ``starts``: the position at which each segment begins. ``derived``: what others make of the
    snapshot, for as long as it lives.
    """

    def __init__(
        self,
        seq: int,
        facets: Sequence[str],
        base: Segment,
        delta: Segment | None = None,
        masked: Iterable[int] = (),
        *,
        kind_words: Sequence[str] = (),
    ) -> None:
        self.seq, self.facets = seq, tuple(facets)
        self.segments = [base, delta] if delta is not None and delta.size else [base]
        self.live = [self._mask(base, masked), *(each.visible for each in self.segments[1:])]
        self.starts = [0, bitmaps.word_count(base.size) * 64]
        self.total = sum(map(bitmaps.popcount, self.live))
        self.has_delta = len(self.segments) > 1
        self.matcher = Matcher(self.segments, self.live, self.total, self.facets, kind_words)
        self.derived = DerivedValues()

    @staticmethod
    def _mask(base: Segment, masked: Iterable[int]) -> BitArray:
        """The bits of the base without the records of these primary keys."""
        positions = [place for place in map(base.position, masked) if place is not None]
        if not positions:
            return base.visible
        return base.visible & ~bitmaps.pack_positions(np.array(positions, np.intp), base.size)

    @cached_property
    def ranks(self) -> dict[str, list[NDArray[np.int64]]]:
        """For each sort and segment the rank of each position in the order of all segments."""
        return {sort: self._merge_order(sort) for sort in ORDERS}

    def _merge_order(self, sort: str) -> list[NDArray[np.int64]]:
        base = self.segments[0]
        orders = [segment.order(sort) for segment in self.segments]
        points: list[int] = []
        if self.has_delta:
            delta = self.segments[1]
            keys = (delta.sort_key(sort, int(position)) for position in orders[1])
            points = [base.insertion_point(sort, key) for key in keys]
        inserted = np.array(points, np.int64)
        before = np.bincount(inserted, minlength=base.size + 1).cumsum()[: base.size]
        segment_ranks = [np.arange(base.size) + before, inserted + np.arange(len(inserted))]
        ranks = []
        for order, by_order in zip(orders, segment_ranks, strict=False):
            rank = np.empty(len(order), np.int64)
            rank[order] = by_order
            ranks.append(rank)
        return ranks

    @cached_property
    def has_verified(self) -> bool:
        """Whether any record was ever verified."""
        return any(bool((each.arrays["verified"] > NEVER).any()) for each in self.segments)

    # For matrices, similar records and exports: bits over the positions of all segments.

    @cached_property
    def pks(self) -> NDArray[np.int64]:
        """The primary key of the record at each position; 0 in the padding."""
        pks = np.zeros(sum(len(bits) for bits in self.live) * 64, np.int64)
        for segment, start in zip(self.segments, self.starts, strict=False):
            pks[start : start + segment.size] = segment.pks
        return pks

    @property
    def visible(self) -> BitArray:
        return self.join(self.live)

    @property
    def ended(self) -> BitArray:
        return self.join([segment.ended for segment in self.segments])

    def has_row(self, key: str) -> bool:
        """Whether any record may have "facet/slug"."""
        return any(key in segment.rows.row_numbers for segment in self.segments)

    def row(self, key: str) -> BitArray:
        """The visible records that have "facet/slug"; zeros where none has."""
        rows = [segment.rows.row(key) for segment in self.segments]
        return self.join(rows) & self.visible

    def any_row(self, keys: Sequence[str]) -> BitArray:
        """The records, also those that are not visible, that have any of "facet/slug"."""
        return self.join([segment.rows.union(keys) for segment in self.segments])

    def with_value(self, facet: str) -> list[BitArray]:
        """For each segment the records of which any value of the facet is known."""
        return self.derived.get(("known", facet), partial(self._with_value, facet))

    def _with_value(self, facet: str) -> list[BitArray]:
        parts = []
        for segment in self.segments:
            _rows, slugs = segment.rows.facet_rows.get(facet, (slice(0), ()))
            known = [f"{facet}/{slug}" for slug in slugs if slug not in UNKNOWN]
            parts.append(segment.rows.union(known))
        return parts

    def positions(self, bits: BitArray) -> Positions:
        return bitmaps.positions(bits)

    def counts(self, bits: BitArray) -> dict[str, int]:
        """For each row that any record has, how many of these records have it."""
        counts: dict[str, int] = {}
        for segment, part in zip(self.segments, self._split(bits), strict=True):
            for key, count in zip(
                segment.rows.keys, segment.rows.counts(part).tolist(), strict=True
            ):
                counts[key] = counts.get(key, 0) + count
        return counts

    def cross_counts(
        self, keys_a: Sequence[str], keys_b: Sequence[str], within: BitArray | None = None
    ) -> NDArray[np.int64]:
        """How many records have both: rows are ``keys_a``, columns are ``keys_b``."""
        columns = np.array([self.row(key) for key in keys_b])
        table = np.zeros((len(keys_a), len(keys_b)), np.int64)
        for i, key in enumerate(keys_a if len(keys_b) else ()):
            selection = self.row(key) if within is None else self.row(key) & within
            table[i] = bitmaps.count_rows(columns, selection)
        return table

    def choices(self, facet: str) -> tuple[str, ...]:
        """The slugs of a facet that any record has, sorted."""
        slugs: set[str] = set()
        for segment in self.segments:
            slugs.update(segment.rows.facet_rows.get(facet, (slice(0), ()))[1])
        return tuple(sorted(slugs))

    def rows_of(self, pk: int) -> frozenset[str]:
        """The keys ("facet/slug") of a record; empty if it is not visible."""
        location = self.locate(pk)
        if location is None:
            return frozenset()
        number, position = location
        return frozenset(self.segments[number].rows.keys_at(position))

    def locate(self, pk: int) -> tuple[int, int] | None:
        """The segment and the position in it of a visible record."""
        for number in reversed(range(len(self.segments))):
            position = self.segments[number].position(pk)
            if position is None:
                continue
            if int(self.live[number][position // 64]) >> (position % 64) & 1:
                return number, position
        return None

    def _split(self, bits: BitArray) -> list[BitArray]:
        """Bits over all positions, by segment."""
        cut = self.starts[1] // 64
        return [bits[:cut], bits[cut:]][: len(self.segments)]

    @staticmethod
    def join(parts: Sequence[BitArray]) -> BitArray:
        """The bits of each segment as those of all."""
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
