"""Two maps of the world, "made in" and "used in", and the same numbers as a table."""

from __future__ import annotations

from bisect import bisect_right

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.gaps.asked import Asked
from catalogue.gaps.findings import list_of
from catalogue.gaps.places import MADE, USED, Place, Places, places
from catalogue.gaps.shades import levels, ranges
from catalogue.gaps.showing import Maps, PlaceRow, Shape, WorldMap
from catalogue.gaps.world import world
from hub.core.numbers import written
from hub.core.showing import Link
from hub.index.search import matching
from hub.index.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN


def maps(snapshot: Snapshot, asked: Asked) -> Maps:
    found = places(snapshot, matching(snapshot, asked.query))
    here = world()
    both = (_made(found, asked), _used(found, asked))
    shown = {shape.code for one in both for shape in one.shapes if shape.point is None}
    others = (path for code, path in here.shapes.items() if code not in shown)
    return Maps(
        width=here.width,
        height=here.height,
        land="".join(others) + here.rest,
        drawn=tuple((code, here.shapes[code]) for code in sorted(shown)),
        maps=both,
        rows=tuple(_row(place, asked) for place in found.places),
        countries=sum(place.is_country for place in found.places),
    )


def _made(found: Places, asked: Asked) -> WorldMap:
    countries = _shapes(found, asked, MADE)
    return WorldMap(
        slug="made",
        title=_("Made in"),
        sentence=_("%(tools)s by organisations with a seat in %(countries)s.")
        % {"tools": tools(found.made_known), "countries": _countries(found, MADE)},
        shapes=countries[0],
        unknown=Link(
            _("Seat of no maker known: %(tools)s") % {"tools": tools(found.made_unknown)},
            list_of(asked, seat=NOT_KNOWN),
        ),
        levels=countries[1],
    )


def _used(found: Places, asked: Asked) -> WorldMap:
    countries = _shapes(found, asked, USED)
    return WorldMap(
        slug="used",
        title=_("Used in"),
        sentence=_(
            "%(tools)s recorded in %(countries)s; %(wide)s for whole regions or the world only."
        )
        % {
            "tools": tools(found.used_known),
            "countries": _countries(found, USED),
            "wide": written(found.used_wide),
        },
        shapes=countries[0],
        unknown=Link(
            _("No country or region recorded: %(tools)s") % {"tools": tools(found.used_unknown)},
            list_of(asked, place=NOT_KNOWN),
        ),
        levels=countries[1],
    )


def _shapes(found: Places, asked: Asked, facet: str) -> tuple[tuple[Shape, ...], tuple[str, ...]]:
    """The countries that have a number, the greatest last so that its edge lies above; shades."""
    here = world()

    def number(place: Place) -> int:
        return place.number(facet)

    counted = [place for place in found.places if place.is_country and number(place)]
    most = max(map(number, counted), default=0)
    bounds = levels(most)
    shapes = tuple(
        Shape(
            place.entry.slug,
            list_of(asked, **{facet: place.entry.slug}),
            _("%(country)s: %(tools)s")
            % {"country": place.entry.label(), "tools": tools(number(place))},
            bisect_right(bounds, number(place)),
            here.points.get(place.entry.slug),
        )
        for place in sorted(counted, key=number)
        if place.entry.slug in here.shapes or place.entry.slug in here.points
    )
    return shapes, ranges(bounds, most)


def _row(place: Place, asked: Asked) -> PlaceRow:
    slug = place.entry.slug

    def link(facet: str, number: int) -> Link:
        url = list_of(asked, **{facet: slug}) if number else ""
        return Link(written(number), url, number)

    return PlaceRow(
        place.entry.label(), min(place.depth, 3), link(MADE, place.made), link(USED, place.used)
    )


def tools(number: int) -> str:
    return ngettext("%(number)s tool", "%(number)s tools", number) % {"number": written(number)}


def _countries(found: Places, facet: str) -> str:
    number = sum(place.is_country and bool(place.number(facet)) for place in found.places)
    words = ngettext("%(number)s country", "%(number)s countries", number)
    return words % {"number": written(number)}
