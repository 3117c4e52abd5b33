"""Tools by country and region: the counts, two maps of the world, and the same as a table.

The shapes of countries are a file of ours (docs/gaps.md): no tiles, no request to elsewhere.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.gaps.matrix import shade_bounds, shade_labels
from catalogue.gaps.parameters import GapParameters, ToolListUrls
from catalogue.index_documents import SEAT
from hub.lists.facet_rows import WORLD
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.query import Query
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.localization import localize_number
from hub.web.view_models import Link

WORLD_FILE = Path(__file__).parents[1] / "data" / "world.json"


@dataclass(frozen=True, slots=True)
class WorldShapes:
    """``shapes``: the ``d`` of a path by slug of the country; ``points``: the middle of those too
    small to draw; ``rest``: land without a code of ISO 3166-1. In units of ``width`` by ``height``.
    """

    source: str
    width: int
    height: int
    shapes: Mapping[str, str]
    points: Mapping[str, tuple[int, int]]
    rest: str


@lru_cache(maxsize=1)
def world_shapes() -> WorldShapes:
    data = json.loads(WORLD_FILE.read_text(encoding="utf-8"))
    points = {code: (x, y) for code, (x, y) in data.pop("points").items()}
    return WorldShapes(points=points, **data)


MADE, USED = SEAT, "place"


@dataclass(frozen=True)
class Place:
    """A country or region with its counts; ``depth``: how many regions contain it."""

    term: CachedTerm
    label: str
    depth: int
    made: int
    used: int

    @property
    def is_country(self) -> bool:
        return self.term.scheme == "country"

    def count(self, facet: str) -> int:
        """The number of tools for ``MADE`` or ``USED``."""
        return self.made if facet == MADE else self.used


@dataclass(frozen=True)
class Places:
    """``places`` as a tree, each after the one it lies in. The sums count each tool once.

    ``made_known``: tools with a maker whose seat is recorded; ``used_unknown``: tools of which
    neither a country nor a region of use is. ``used_wide``: used in a region, no country named.
    """

    places: tuple[Place, ...]
    made_known: int
    made_unknown: int
    used_known: int
    used_unknown: int
    used_wide: int


def places(snapshot: Snapshot, within: BitArray) -> Places:
    """The counts of the tools in ``within`` (bits over the snapshot's positions)."""
    counts = snapshot.counts(within)
    terms = term_cache()
    total = bitmaps.popcount(within)
    made_unknown = counts.get(f"{MADE}/{NOT_KNOWN}", 0)
    unknown = counts.get(f"{USED}/{NOT_KNOWN}", 0)
    none = counts.get(f"{USED}/{KNOWN_NONE}", 0)
    in_countries = _count_with_country(snapshot, terms, within)
    return Places(
        places=_place_tree(terms, counts),
        made_known=total - made_unknown,
        made_unknown=made_unknown,
        used_known=in_countries,
        used_unknown=unknown,
        used_wide=total - in_countries - unknown - none,
    )


def _count_with_country(snapshot: Snapshot, terms: TermCache, within: BitArray) -> int:
    """How many of the tools in ``within`` are recorded for at least one country."""
    countries = [term.slug for term in _country_terms(terms)]
    query = Query.of(chosen={"country": countries}, include_ended=True)
    return bitmaps.popcount(match_bits(snapshot, query) & within) if countries else 0


def _country_terms(terms: TermCache) -> tuple[CachedTerm, ...]:
    scheme = terms.schemes.get("country")
    return scheme.terms if scheme else ()


def _place_tree(terms: TermCache, counts: dict[str, int]) -> tuple[Place, ...]:
    places = []
    for term, label, depth in _ordered_places(terms):
        made = counts.get(f"{MADE}/{term.slug}", 0)
        used = counts.get(f"{USED}/{term.slug}", 0)
        if made or used:
            places.append(Place(term, label, depth, made, used))
    return tuple(places)


def _ordered_places(terms: TermCache) -> tuple[tuple[CachedTerm, str, int], ...]:
    """Terms with label and depth of the tree of regions and countries; siblings by label."""
    language = get_language() or ""
    return terms.derived.get(("gaps.places", language), partial(_order_places, terms, language))


def _order_places(terms: TermCache, language: str) -> tuple[tuple[CachedTerm, str, int], ...]:
    regions = terms.schemes.get("region")
    named_terms = []
    for term in (*(regions.terms if regions else ()), *_country_terms(terms)):
        if not term.is_replaced:
            ancestors = [ancestor for ancestor in terms.above(term) if ancestor.key != WORLD]
            path = [*reversed(ancestors), term]
            named_terms.append(([place.label(language).casefold() for place in path], term))
    return tuple(
        (term, term.label(language), len(names) - 1)
        for names, term in sorted(named_terms, key=itemgetter(0))
    )


class MapShape(NamedTuple):
    """A country on the map: its ``code``, a link (label "Kenya: 2 tools") and its shade."""

    code: str
    url: str
    label: str
    shade: int
    point: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class WorldMap:
    """One measure on the map. ``unknown`` is what it cannot show, with its list; ``other_shapes``
    are the codes of drawn countries that it has no number for.
    """

    slug: str
    title: str
    sentence: str
    shapes: tuple[MapShape, ...]
    other_shapes: tuple[str, ...]
    unknown: Link
    shade_labels: tuple[str, ...]


class PlaceRow(NamedTuple):
    """A country or region with both numbers, each as (words, address); no address beside a 0."""

    label: str
    depth: int
    made: tuple[str, str]
    used: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Maps:
    """Both maps. ``land`` is drawn once below; ``drawn`` holds shapes by code, for both."""

    width: int
    height: int
    land: str
    drawn: tuple[tuple[str, str], ...]
    maps: tuple[WorldMap, ...]
    rows: tuple[PlaceRow, ...]
    countries: int


def build_maps(snapshot: Snapshot, parameters: GapParameters) -> Maps:
    counts = places(snapshot, match_bits(snapshot, parameters.query))
    world, urls = world_shapes(), ToolListUrls(parameters)
    world_maps = (_made_in(counts, urls), _used_in(counts, urls))
    drawn_codes = [
        {shape.code for shape in world_map.shapes if shape.point is None}
        for world_map in world_maps
    ]
    drawn = set().union(*drawn_codes)
    remaining_paths = (path for code, path in world.shapes.items() if code not in drawn)
    return Maps(
        width=world.width,
        height=world.height,
        land="".join(remaining_paths) + world.rest,
        drawn=tuple((code, world.shapes[code]) for code in sorted(drawn)),
        maps=tuple(
            replace(world_map, other_shapes=tuple(sorted(drawn - codes)))
            for world_map, codes in zip(world_maps, drawn_codes, strict=True)
        ),
        rows=_place_rows(counts, urls),
        countries=sum(place.is_country for place in counts.places),
    )


def made_sentence(counts: Places) -> str:
    return _("%(tools)s by organisations with a seat in %(countries)s.") % {
        "tools": tool_count(counts.made_known),
        "countries": _country_count(counts, MADE),
    }


def used_sentence(counts: Places) -> str:
    return _(
        "%(tools)s recorded in %(countries)s; %(wide)s for whole regions or the world only."
    ) % {
        "tools": tool_count(counts.used_known),
        "countries": _country_count(counts, USED),
        "wide": localize_number(counts.used_wide),
    }


def _made_in(counts: Places, urls: ToolListUrls) -> WorldMap:
    shapes, labels = _map_shapes(counts, urls, MADE)
    return WorldMap(
        slug="made",
        title=_("Made in"),
        sentence=made_sentence(counts),
        shapes=shapes,
        other_shapes=(),
        unknown=Link(
            _("Seat of no maker known: %(tools)s") % {"tools": tool_count(counts.made_unknown)},
            urls.of((MADE, NOT_KNOWN)),
        ),
        shade_labels=labels,
    )


def _used_in(counts: Places, urls: ToolListUrls) -> WorldMap:
    shapes, labels = _map_shapes(counts, urls, USED)
    return WorldMap(
        slug="used",
        title=_("Used in"),
        sentence=used_sentence(counts),
        shapes=shapes,
        other_shapes=(),
        unknown=Link(
            _("No country or region recorded: %(tools)s")
            % {"tools": tool_count(counts.used_unknown)},
            urls.of((USED, NOT_KNOWN)),
        ),
        shade_labels=labels,
    )


def _map_shapes(
    counts: Places, urls: ToolListUrls, facet: str
) -> tuple[tuple[MapShape, ...], tuple[str, ...]]:
    """Shapes of the countries with a number, the highest last (drawn on top), and shade labels."""
    world = world_shapes()

    def count(place: Place) -> int:
        return place.count(facet)

    counted_places = [place for place in counts.places if place.is_country and count(place)]
    maximum = max(map(count, counted_places), default=0)
    bounds = shade_bounds(maximum)
    label, count_label = _("%(country)s: %(tools)s"), cache(tool_count)
    shapes = tuple(
        MapShape(
            slug,
            urls.of((facet, slug)),
            label % {"country": place.label, "tools": count_label(count(place))},
            bisect_right(bounds, count(place)),
            world.points.get(slug),
        )
        for place in sorted(counted_places, key=count)
        if (slug := place.term.slug) in world.shapes or slug in world.points
    )
    return shapes, shade_labels(bounds, maximum)


def _place_rows(counts: Places, urls: ToolListUrls) -> tuple[PlaceRow, ...]:
    number_label = cache(localize_number)

    def link(facet: str, place: Place) -> tuple[str, str]:
        count = place.count(facet)
        return number_label(count), urls.of((facet, place.term.slug)) if count else ""

    return tuple(
        PlaceRow(place.label, min(place.depth, 3), link(MADE, place), link(USED, place))
        for place in counts.places
    )


def tool_count(number: int) -> str:
    return ngettext("%(number)s tool", "%(number)s tools", number) % {
        "number": localize_number(number)
    }


def _country_count(counts: Places, facet: str) -> str:
    count = sum(place.is_country and bool(place.count(facet)) for place in counts.places)
    words = ngettext("%(number)s country", "%(number)s countries", count)
    return words % {"number": localize_number(count)}
