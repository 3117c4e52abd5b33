"""Records that serve one place only: where a query names another one, they stand behind all others.

A national hotline is of little use in the next country. Rooms register which records are such.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hub.records.registry import Registry
from hub.search_engine import bitmaps
from hub.search_engine.inverted_index import Postings
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.replaced_rows import read_replaced, with_successors
from hub.search_engine.snapshot import Snapshot


@dataclass(frozen=True)
class LocalRecords:
    """``rows``: what makes a record local; ``facet``: where it serves. ``rows_of_places``: the rows
    of the places that a text names, none where it names no place.
    """

    rows: tuple[str, ...]
    facet: str
    rows_of_places: Callable[[str], frozenset[str]]


local_records: Registry[LocalRecords] = Registry("records that serve one place only")


def names_place(text: str) -> bool:
    return any(rule.rows_of_places(text) for rule in local_records.values())


def demote_elsewhere(snapshot: Snapshot, matches: SegmentPostings, text: str) -> SegmentPostings:
    """The matches, with lower scores than all others for records that serve other places only."""
    for rule in local_records.values():
        here = rule.rows_of_places(text)
        if here:
            matches = _demote(snapshot, matches, rule, here)
    return matches


def _demote(
    snapshot: Snapshot, matches: SegmentPostings, rule: LocalRecords, here: frozenset[str]
) -> SegmentPostings:
    span = 1 + max((float(part.scores.max()) for part in matches if len(part.docs)), default=0.0)
    placed = snapshot.with_value(rule.facet)
    rows = with_successors(rule.rows, read_replaced())
    flags = []
    for part, segment, with_place in zip(matches, snapshot.segments, placed, strict=True):
        away = segment.rows.union(rows) & with_place & ~segment.rows.union(sorted(here))
        flags.append(bitmaps.unpack_flags(away).take(part.docs))
    if not any(map(np.any, flags)):
        return matches
    # Scores are never below nought: the others are lifted.
    return tuple(
        Postings(part.docs, part.scores + np.where(is_away, np.float32(0), np.float32(span)))
        for part, is_away in zip(matches, flags, strict=True)
    )
