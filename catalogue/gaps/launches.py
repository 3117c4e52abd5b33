"""How many tools were first released in which year, by our own records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogue.index_documents import RELEASED
from hub.search_engine import bitmaps
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN

# The year from which the Global Protection Forum's report of 2021 counts the growth.
SINCE = 2014


@dataclass(frozen=True)
class Year:
    """``so_far`` counts what was launched up to its end, with all years before."""

    year: int
    launched: int
    so_far: int


@dataclass(frozen=True)
class Launches:
    """``before`` and ``unknown`` are numbers of tools, ``earlier`` the years that ``before`` has.

    What has ended since is counted too: it was launched.
    """

    years: tuple[Year, ...]
    before: int
    earlier: tuple[int, ...]
    known: int
    unknown: int


def launches(snapshot: Snapshot) -> Launches:
    def held(slug: object) -> int:
        return bitmaps.popcount(snapshot.row(f"{RELEASED}/{slug}"))

    years_held = (int(slug) for slug in snapshot.choices(RELEASED) if slug != NOT_KNOWN)
    by_year = Counter({year: held(year) for year in years_held})
    recorded = sorted(year for year, launched in by_year.items() if launched)
    earlier = tuple(year for year in recorded if year < SINCE)
    before = so_far = sum(by_year[year] for year in earlier)
    years = []
    for year in range(SINCE, max(recorded, default=0) + 1):
        so_far += by_year[year]
        years.append(Year(year, by_year[year], so_far))
    return Launches(
        tuple(years),
        before,
        earlier,
        sum(by_year.values()),
        held(NOT_KNOWN),
    )
