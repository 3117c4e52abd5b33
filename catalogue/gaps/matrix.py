"""The matrix of tasks by situations or regions: counts from the bit maps, and shades for them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.gaps.parameters import ACTIVE, REGION, VERIFIED, GapParameters
from hub.search_engine import bitmaps
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.localization import localize_number

SHADES = 5


def shade_bounds(maximum: int) -> tuple[int, ...]:
    """The lowest number of each of at most five shades, in geometric steps; () for 0.

    Equal steps would leave all but the fullest cells in the palest shade.
    """
    bounds = {math.ceil((maximum + 1) ** (step / SHADES)) for step in range(SHADES)}
    return tuple(sorted(bound for bound in bounds if bound <= maximum))


def shade_labels(bounds: Sequence[int], maximum: int) -> tuple[str, ...]:
    """The range of each shade as printed: "1", "2–3", "4–9"."""
    ends = [*(bound - 1 for bound in bounds[1:]), maximum]
    return tuple(
        localize_number(lower)
        if lower >= upper
        else f"{localize_number(lower)}–{localize_number(upper)}"
        for lower, upper in zip(bounds, ends, strict=False)
    )


Table = NDArray[np.int64]
HasTools = Callable[[str], bool]  # whether some tool is in a row


@dataclass(frozen=True)
class AxisKey:
    """A row or column: a choice in the list of tools; ``group``: its wider term, if any."""

    facet: str
    slug: str
    term: CachedTerm | None = None  # None: not known, or known to be none
    group: CachedTerm | None = None

    @property
    def row(self) -> str:
        return f"{self.facet}/{self.slug}"


class CellCounts(NamedTuple):
    """A number of tools, and how many of them are known to be active, and verified."""

    total: int
    active: int
    verified: int


@dataclass(frozen=True)
class Matrix:
    """``cells[i][j]`` counts row i and column j; a tool may stand in several rows and columns.

    ``shade_bounds`` are the lowest numbers of each shade, ``group_counts`` has the wider columns by
    slug.
    """

    rows: tuple[AxisKey, ...]
    columns: tuple[AxisKey, ...]
    cells: tuple[tuple[CellCounts, ...], ...]
    row_counts: tuple[CellCounts, ...]
    column_counts: tuple[CellCounts, ...]
    group_counts: dict[str, CellCounts]
    total_counts: CellCounts
    shade_bounds: tuple[int, ...]

    def shade(self, count: int) -> int:
        """0 for nothing, then 1 to 5."""
        return bisect_right(self.shade_bounds, count)

    @property
    def gap_count(self) -> int:
        """The number of empty cells, without the rows and columns of "not known"."""
        return sum(
            not cell.total
            for key, row in zip(self.rows, self.cells, strict=True)
            if key.term
            for column, cell in zip(self.columns, row, strict=True)
            if column.term
        )


def build_matrix(snapshot: Snapshot, parameters: GapParameters) -> Matrix:
    all_tools, active, verified = (
        match_bits(snapshot, GapParameters(only=only).query) for only in ("", ACTIVE, VERIFIED)
    )
    counted = {"": all_tools, ACTIVE: active, VERIFIED: verified}[parameters.only]
    parts = (counted, counted & active, counted & verified)

    def count_rows(keys: Iterable[str]) -> tuple[CellCounts, ...]:
        rows = map(snapshot.row, keys)
        return tuple(CellCounts(*(bitmaps.popcount(row & part) for part in parts)) for row in rows)

    def has_tools(key: str) -> bool:
        return bool((snapshot.row(key) & all_tools).any())

    terms = term_cache()
    rows = _with_state_keys(has_tools, "purpose", scheme_keys(terms, "purpose", has_tools))
    columns = (
        _with_state_keys(has_tools, "place", region_keys(terms))
        if parameters.by == REGION
        else _with_state_keys(has_tools, "context", scheme_keys(terms, "context", has_tools))
    )
    column_rows = [key.row for key in columns]
    tables = [snapshot.cross_counts([key.row for key in rows], column_rows, part) for part in parts]
    groups = dict.fromkeys(key.group.slug for key in columns if key.group)
    return Matrix(
        rows=rows,
        columns=columns,
        cells=_cell_counts(tables),
        row_counts=count_rows(key.row for key in rows),
        column_counts=count_rows(column_rows),
        group_counts=dict(zip(groups, count_rows(f"place/{slug}" for slug in groups), strict=True)),
        total_counts=CellCounts(*map(bitmaps.popcount, parts)),
        shade_bounds=shade_bounds(int(tables[0].max()) if tables[0].size else 0),
    )


def _cell_counts(tables: list[Table]) -> tuple[tuple[CellCounts, ...], ...]:
    return tuple(
        tuple(map(CellCounts, *numbers))
        for numbers in zip(*(table.tolist() for table in tables), strict=True)
    )


def scheme_keys(terms: TermCache, scheme: str, has_tools: HasTools) -> tuple[AxisKey, ...]:
    """The terms of a scheme in their order; deprecated ones only while some tool has them."""
    cached = terms.schemes.get(scheme)
    return tuple(
        AxisKey(scheme, term.slug, term)
        for term in (cached.terms if cached else ())
        if not term.is_replaced and (not term.deprecated or has_tools(term.key))
    )


def region_keys(terms: TermCache) -> tuple[AxisKey, ...]:
    """The parts of each continent below its name, then what has no parts, such as the world."""
    cached = terms.schemes.get("region")
    region_terms = [term for term in (cached.terms if cached else ()) if not term.is_replaced]
    parents = {term.broader for term in region_terms}
    grouped, ungrouped = [], []
    for term in region_terms:
        continent = terms.by_key.get(term.broader or "")
        if term.depth == 2 and continent:
            grouped.append(AxisKey("place", term.slug, term, continent))
        elif term.depth == 0 or (term.depth == 1 and term.key not in parents):
            ungrouped.append(AxisKey("place", term.slug, term))
    return (*grouped, *ungrouped)


def _with_state_keys(
    has_tools: HasTools, facet: str, keys: tuple[AxisKey, ...]
) -> tuple[AxisKey, ...]:
    """The keys, then "known to be none" and "not known" where some tool is in them."""
    states = (AxisKey(facet, state) for state in (KNOWN_NONE, NOT_KNOWN))
    return (*keys, *(key for key in states if has_tools(key.row)))
