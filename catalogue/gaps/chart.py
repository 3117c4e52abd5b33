"""How many tools were first released in which year, by our own records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.index_documents import RELEASED
from hub.lists.presenter import query_url
from hub.search_engine import bitmaps
from hub.search_engine.query import Query
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.web.localization import localize_number
from hub.web.view_models import Link

# The year from which the Global Protection Forum's report of 2021 counts the growth.
SINCE = 2014


@dataclass(frozen=True)
class Year:
    """``so_far`` counts what was launched up to its end, with all years before."""

    year: int
    launched: int
    so_far: int


@dataclass(frozen=True)
class LaunchCounts:
    """``before`` and ``unknown`` are numbers of tools, ``earlier`` the years that ``before`` has.

    What has ended since is counted too: it was launched.
    """

    years: tuple[Year, ...]
    before: int
    earlier: tuple[int, ...]
    known: int
    unknown: int


def count_launches(snapshot: Snapshot) -> LaunchCounts:
    def tool_count(slug: object) -> int:
        return bitmaps.popcount(snapshot.row(f"{RELEASED}/{slug}"))

    indexed_years = (int(slug) for slug in snapshot.choices(RELEASED) if slug != NOT_KNOWN)
    by_year = Counter({year: tool_count(year) for year in indexed_years})
    years_with_tools = sorted(year for year, count in by_year.items() if count)
    earlier = tuple(year for year in years_with_tools if year < SINCE)
    before = so_far = sum(by_year[year] for year in earlier)
    years = []
    for year in range(SINCE, max(years_with_tools, default=0) + 1):
        so_far += by_year[year]
        years.append(Year(year, by_year[year], so_far))
    return LaunchCounts(
        tuple(years),
        before,
        earlier,
        sum(by_year.values()),
        tool_count(NOT_KNOWN),
    )


class Bar(NamedTuple):
    """A year: its link counts the launches. ``x``, ``y`` and ``height`` place the bar, ``line_y``
    the point of the line of all launches so far.
    """

    link: Link
    so_far: int
    x: int
    y: int
    height: int
    line_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Launches per year. ``line`` is the ``points`` of a polyline."""

    width: int
    height: int
    bar: int
    base: int
    bars: tuple[Bar, ...]
    line: str
    summary: str
    before: Link | None
    unknown: Link


STEP, BAR = 60, 34  # from year to year, and the width of a bar, in units of the drawing
TOP, BASE, HEIGHT = 36, 260, 290  # the highest point, the ground line, the whole


def build_chart(snapshot: Snapshot) -> Chart | None:
    """None while no tool has a year from 2014 on."""
    launches = count_launches(snapshot)
    if not launches.years:
        return None
    maximum = max(launches.years[-1].so_far, 1)
    bars = []
    for number, year in enumerate(launches.years):
        height = round((BASE - TOP) * year.launched / maximum)
        line_y = BASE - round((BASE - TOP) * year.so_far / maximum)
        x = number * STEP + (STEP - BAR) // 2
        link = Link(str(year.year), years_url(year.year), year.launched)
        bars.append(Bar(link, year.so_far, x, BASE - height, height, line_y))
    return Chart(
        width=STEP * len(bars),
        height=HEIGHT,
        bar=BAR,
        base=BASE,
        bars=tuple(bars),
        line=" ".join(f"{bar.x + BAR // 2},{bar.line_y}" for bar in bars),
        summary=_summary(launches),
        before=_earlier_link(launches),
        unknown=Link(
            _("Year not known: %(some)s of %(all)s tools")
            % {"some": localize_number(launches.unknown), "all": localize_number(snapshot.total)},
            years_url(NOT_KNOWN),
        ),
    )


def _summary(launches: LaunchCounts) -> str:
    last_year = launches.years[-1]
    return _(
        "Of the %(known)s tools whose first year is known, %(since)s were launched from %(first)s "
        "to %(last)s."
    ) % {
        "known": localize_number(launches.known),
        "since": localize_number(last_year.so_far - launches.before),
        "first": SINCE,
        "last": last_year.year,
    }


def _earlier_link(launches: LaunchCounts) -> Link | None:
    if not launches.before:
        return None
    label = _("Before %(year)s: %(number)s") % {
        "year": SINCE,
        "number": localize_number(launches.before),
    }
    return Link(label, years_url(*launches.earlier))


def years_url(*years: int | str) -> str:
    """The list of the tools first released in these years, also of those that have ended."""
    chosen = {RELEASED: [str(year) for year in years]}
    return query_url(reverse("tools"), Query.of(chosen=chosen, include_ended=True))
