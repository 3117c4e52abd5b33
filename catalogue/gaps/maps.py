"""Two maps of the world, "made in" and "used in", and the same numbers as a table."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.gaps.parameters import GapParameters, Lists
from catalogue.gaps.places import MADE, USED, Place, Places, places
from catalogue.gaps.shades import levels, ranges
from catalogue.gaps.view_models import Maps, MapShape, PlaceRow, WorldMap
from catalogue.gaps.world_map import world
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.web.localization import localize_number
from hub.web.view_models import Link


def maps(snapshot: Snapshot, asked: GapParameters) -> Maps:
    found = places(snapshot, match_bits(snapshot, asked.query))
    drawing, lists = world(), Lists(asked)
    both = (_made(found, lists), _used(found, lists))
    on = [{shape.code for shape in one.shapes if shape.point is None} for one in both]
    shown = on[0] | on[1]
    others = (path for code, path in drawing.shapes.items() if code not in shown)
    return Maps(
        width=drawing.width,
        height=drawing.height,
        land="".join(others) + drawing.rest,
        drawn=tuple((code, drawing.shapes[code]) for code in sorted(shown)),
        maps=tuple(
            replace(one, others=tuple(sorted(shown - own)))
            for one, own in zip(both, on, strict=True)
        ),
        rows=_rows(found, lists),
        countries=sum(place.is_country for place in found.places),
    )


def _made(found: Places, lists: Lists) -> WorldMap:
    countries = _shapes(found, lists, MADE)
    return WorldMap(
        slug="made",
        title=_("Made in"),
        sentence=_("%(tools)s by organisations with a seat in %(countries)s.")
        % {"tools": tools(found.made_known), "countries": _countries(found, MADE)},
        shapes=countries[0],
        others=(),
        unknown=Link(
            _("Seat of no maker known: %(tools)s") % {"tools": tools(found.made_unknown)},
            lists.of((MADE, NOT_KNOWN)),
        ),
        levels=countries[1],
    )


def _used(found: Places, lists: Lists) -> WorldMap:
    countries = _shapes(found, lists, USED)
    return WorldMap(
        slug="used",
        title=_("Used in"),
        sentence=_(
            "%(tools)s recorded in %(countries)s; %(wide)s for whole regions or the world only."
        )
        % {
            "tools": tools(found.used_known),
            "countries": _countries(found, USED),
            "wide": localize_number(found.used_wide),
        },
        shapes=countries[0],
        others=(),
        unknown=Link(
            _("No country or region recorded: %(tools)s") % {"tools": tools(found.used_unknown)},
            lists.of((USED, NOT_KNOWN)),
        ),
        levels=countries[1],
    )


def _shapes(
    found: Places, lists: Lists, facet: str
) -> tuple[tuple[MapShape, ...], tuple[str, ...]]:
    """The countries that have a number, the greatest last so that its edge lies above; shades."""
    here = world()

    def number(place: Place) -> int:
        return place.number(facet)

    counted = [place for place in found.places if place.is_country and number(place)]
    most = max(map(number, counted), default=0)
    bounds = levels(most)
    named, worded = _("%(country)s: %(tools)s"), cache(tools)
    shapes = tuple(
        MapShape(
            slug,
            lists.of((facet, slug)),
            named % {"country": place.label, "tools": worded(number(place))},
            bisect_right(bounds, number(place)),
            here.points.get(slug),
        )
        for place in sorted(counted, key=number)
        if (slug := place.entry.slug) in here.shapes or slug in here.points
    )
    return shapes, ranges(bounds, most)


def _rows(found: Places, lists: Lists) -> tuple[PlaceRow, ...]:
    worded = cache(localize_number)

    def link(facet: str, place: Place) -> tuple[str, str]:
        number = place.number(facet)
        return worded(number), lists.of((facet, place.entry.slug)) if number else ""

    return tuple(
        PlaceRow(place.label, min(place.depth, 3), link(MADE, place), link(USED, place))
        for place in found.places
    )


def tools(number: int) -> str:
    return ngettext("%(number)s tool", "%(number)s tools", number) % {
        "number": localize_number(number)
    }


def _countries(found: Places, facet: str) -> str:
    number = sum(place.is_country and bool(place.number(facet)) for place in found.places)
    words = ngettext("%(number)s country", "%(number)s countries", number)
    return words % {"number": localize_number(number)}
