"""Launches per year, drawn on the server: bars for each year, a line for all so far."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.gaps.launches import SINCE, Launches, launches
from catalogue.gaps.view_models import Bar, Chart
from catalogue.index_documents import RELEASED
from hub.lists.presenter import address
from hub.search_engine.query import Query
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.web.localization import localize_number
from hub.web.view_models import Link

STEP, BAR = 60, 34  # from year to year, and the width of a bar, in units of the drawing
TOP, BASE, HEIGHT = 36, 260, 290  # the highest point, the ground line, the whole


def chart(snapshot: Snapshot) -> Chart | None:
    """None while no tool has a year from 2014 on."""
    found = launches(snapshot)
    if not found.years:
        return None
    most = max(found.years[-1].so_far, 1)
    bars = []
    for number, year in enumerate(found.years):
        height = round((BASE - TOP) * year.launched / most)
        at = BASE - round((BASE - TOP) * year.so_far / most)
        x = number * STEP + (STEP - BAR) // 2
        link = Link(str(year.year), of_years(year.year), year.launched)
        bars.append(Bar(link, year.so_far, x, BASE - height, height, at))
    return Chart(
        width=STEP * len(bars),
        height=HEIGHT,
        bar=BAR,
        base=BASE,
        bars=tuple(bars),
        line=" ".join(f"{bar.x + BAR // 2},{bar.at}" for bar in bars),
        summary=_summary(found),
        before=_before(found),
        unknown=Link(
            _("Year not known: %(some)s of %(all)s tools")
            % {"some": localize_number(found.unknown), "all": localize_number(snapshot.total)},
            of_years(NOT_KNOWN),
        ),
    )


def _summary(found: Launches) -> str:
    last = found.years[-1]
    return _(
        "Of the %(known)s tools whose first year is known, %(since)s were launched from %(first)s "
        "to %(last)s."
    ) % {
        "known": localize_number(found.known),
        "since": localize_number(last.so_far - found.before),
        "first": SINCE,
        "last": last.year,
    }


def _before(found: Launches) -> Link | None:
    if not found.before:
        return None
    words = _("Before %(year)s: %(number)s") % {
        "year": SINCE,
        "number": localize_number(found.before),
    }
    return Link(words, of_years(*found.earlier))


def of_years(*years: int | str) -> str:
    """The list of the tools first released in these years, also of those that have ended."""
    chosen = {RELEASED: [str(year) for year in years]}
    return address(reverse("tools"), Query.of(chosen=chosen, include_ended=True))
