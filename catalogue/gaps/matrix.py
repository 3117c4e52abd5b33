"""How many tools there are for each task in each situation or region, from the bit maps alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.gaps.parameters import ACTIVE, REGION, VERIFIED, GapParameters
from catalogue.gaps.shades import levels
from hub.search_engine import bitmaps
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache

Table = NDArray[np.int64]
Held = Callable[[str], bool]  # whether some tool is in a row


@dataclass(frozen=True)
class AxisKey:
    """A row or column: what is chosen in the list of tools, under which wider one it stands."""

    facet: str
    slug: str
    entry: CachedTerm | None = None  # None: not known, or known to be none
    group: CachedTerm | None = None

    @property
    def row(self) -> str:
        return f"{self.facet}/{self.slug}"


class CountedAxis(NamedTuple):
    """A number of tools, and how many of them are known to be active, and verified."""

    total: int
    active: int
    verified: int


@dataclass(frozen=True)
class Matrix:
    """``cells[i][j]`` counts row i and column j; a tool may stand in several rows and columns.

    ``levels`` are the lowest numbers of each shade, ``groups`` counts the wider columns by slug.
    """

    rows: tuple[AxisKey, ...]
    columns: tuple[AxisKey, ...]
    cells: tuple[tuple[CountedAxis, ...], ...]
    of_rows: tuple[CountedAxis, ...]
    of_columns: tuple[CountedAxis, ...]
    of_groups: dict[str, CountedAxis]
    whole: CountedAxis
    levels: tuple[int, ...]

    def level(self, number: int) -> int:
        """0 for nothing, then 1 to 5."""
        return bisect_right(self.levels, number)

    @property
    def empty(self) -> int:
        """How many cells of terms, those of "not known" aside, hold nothing."""
        return sum(
            not cell.total
            for key, row in zip(self.rows, self.cells, strict=True)
            if key.entry
            for column, cell in zip(self.columns, row, strict=True)
            if column.entry
        )


def matrix(snapshot: Snapshot, asked: GapParameters) -> Matrix:
    every, active, verified = (
        match_bits(snapshot, GapParameters(only=only).query) for only in ("", ACTIVE, VERIFIED)
    )
    within = {"": every, ACTIVE: active, VERIFIED: verified}[asked.only]
    parts = (within, within & active, within & verified)

    def sums(keys: Iterable[str]) -> tuple[CountedAxis, ...]:
        rows = map(snapshot.row, keys)
        return tuple(CountedAxis(*(bitmaps.popcount(row & part) for part in parts)) for row in rows)

    def held(key: str) -> bool:
        return bool((snapshot.row(key) & every).any())

    terms = term_cache()
    rows = _with_states(held, "purpose", plain(terms, "purpose", held))
    columns = (
        _with_states(held, "place", regions(terms))
        if asked.by == REGION
        else _with_states(held, "context", plain(terms, "context", held))
    )
    across = [key.row for key in columns]
    tables = [snapshot.cross_counts([key.row for key in rows], across, part) for part in parts]
    groups = dict.fromkeys(key.group.slug for key in columns if key.group)
    return Matrix(
        rows=rows,
        columns=columns,
        cells=_zipped(tables),
        of_rows=sums(key.row for key in rows),
        of_columns=sums(across),
        of_groups=dict(zip(groups, sums(f"place/{slug}" for slug in groups), strict=True)),
        whole=CountedAxis(*map(bitmaps.popcount, parts)),
        levels=levels(int(tables[0].max()) if tables[0].size else 0),
    )


def _zipped(tables: list[Table]) -> tuple[tuple[CountedAxis, ...], ...]:
    return tuple(
        tuple(map(CountedAxis, *numbers))
        for numbers in zip(*(table.tolist() for table in tables), strict=True)
    )


def plain(terms: TermCache, scheme: str, held: Held) -> tuple[AxisKey, ...]:
    """The terms of a scheme in their order, without those that no one uses any more."""
    found = terms.schemes.get(scheme)
    return tuple(
        AxisKey(scheme, entry.slug, entry)
        for entry in (found.terms if found else ())
        if not entry.successor and (not entry.deprecated or held(entry.key))
    )


def regions(terms: TermCache) -> tuple[AxisKey, ...]:
    """The parts of each continent below its name, then what has no parts, such as the world."""
    found = terms.schemes.get("region")
    entries = [entry for entry in (found.terms if found else ()) if not entry.successor]
    parents = {entry.broader for entry in entries}
    grouped, alone = [], []
    for entry in entries:
        above = terms.by_key.get(entry.broader or "")
        if entry.depth == 2 and above:
            grouped.append(AxisKey("place", entry.slug, entry, above))
        elif entry.depth == 0 or (entry.depth == 1 and entry.key not in parents):
            alone.append(AxisKey("place", entry.slug, entry))
    return (*grouped, *alone)


def _with_states(held: Held, facet: str, keys: tuple[AxisKey, ...]) -> tuple[AxisKey, ...]:
    """The keys, and those of the two states without a term that some tool is in."""
    states = (AxisKey(facet, state) for state in (KNOWN_NONE, NOT_KNOWN))
    return (*keys, *(key for key in states if held(key.row)))
