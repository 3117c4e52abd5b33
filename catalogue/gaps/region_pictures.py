"""Where tools are made and used as two small pictures of dots, a dot a piece of land.

They are drawn from the shapes of the maps (``catalogue.gaps.maps``), one path for each region of UN
M49 below the continents, and shaded by the number of its tools. Numbers stand beside them in words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from catalogue.gaps.maps import (
    MADE,
    USED,
    Place,
    Places,
    made_sentence,
    places,
    used_sentence,
    world_shapes,
)
from catalogue.gaps.matrix import shade_bounds
from catalogue.gaps.parameters import GapParameters, ToolListUrls
from hub.lists.facet_rows import WORLD
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache
from hub.web.view_models import Link

PITCH = 12  # from dot to dot, in units of the map
NUMBER = re.compile(r"-?\d+")
Cell = tuple[int, int]  # row and column of a dot
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RegionPicture:
    """``shades`` by slug of the drawn region, 0 (none) to 5; ``regions`` are the continents, each
    with its number and list, most first.
    """

    slug: str
    title: str
    sentence: str
    shades: tuple[tuple[str, int], ...]
    regions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RegionPictures:
    """Both pictures; ``shapes`` hold the ``d`` of each region's path once, by slug."""

    width: int
    height: int
    shapes: tuple[tuple[str, str], ...]
    pictures: tuple[RegionPicture, ...]


def region_pictures(snapshot: Snapshot) -> RegionPictures | None:
    """None while there is no tool to show. Counted are the tools that the gap map counts."""
    parameters = GapParameters()
    counts = places(snapshot, match_bits(snapshot, parameters.query))
    if not counts.places:
        return None
    terms = term_cache()
    shapes = terms.derived.get("gaps.region_shapes", partial(_region_shapes, terms))
    world, urls = world_shapes(), ToolListUrls(parameters)
    return RegionPictures(
        width=world.width // PITCH + 1,
        height=world.height // PITCH + 1,
        shapes=tuple(shapes.items()),
        pictures=(
            _picture("made", _("Made in"), made_sentence(counts), counts, urls, MADE, shapes),
            _picture("used", _("Used in"), used_sentence(counts), counts, urls, USED, shapes),
        ),
    )


def _picture(
    slug: str,
    title: str,
    sentence: str,
    counts: Places,
    urls: ToolListUrls,
    facet: str,
    shapes: Mapping[str, str],
) -> RegionPicture:
    def count(place: Place) -> int:
        return place.count(facet)

    by_slug = {place.term.slug: count(place) for place in counts.places}
    bounds = shade_bounds(max((by_slug.get(region, 0) for region in shapes), default=0))
    continents = [
        place
        for place in counts.places
        if place.depth == 0 and place.term.scheme == "region" and place.term.key != WORLD
    ]
    return RegionPicture(
        slug,
        title,
        sentence,
        tuple((region, bisect_right(bounds, by_slug.get(region, 0))) for region in shapes),
        tuple(
            Link(place.label, urls.of((facet, place.term.slug)), count(place))
            for place in sorted(continents, key=count, reverse=True)
            if count(place)
        ),
    )


def _region_shapes(terms: TermCache) -> dict[str, str]:
    """The path of each region that has a dot: its rows as strokes, ``M column row h length``."""
    by_region: dict[str, list[Cell]] = defaultdict(list)
    for code, cells in country_cells().items():
        if region := _region_of(terms, code):
            by_region[region] += cells
    return {slug: strokes(cells) for slug, cells in sorted(by_region.items()) if cells}


def _region_of(terms: TermCache, code: str) -> str | None:
    """The region of a country just below its continent, or the continent where it is in none."""
    country = terms.get("country", code)
    regions = [term for term in terms.above(country) if term.key != WORLD] if country else []
    return regions[-2:][0].slug if regions else None


def strokes(cells: Iterable[Cell]) -> str:
    """Neighbours in a row become one stroke; its dashes are the dots.

    It ends a little behind the last of them: a browser draws no dash where a stroke ends, and none
    of a stroke without length.
    """
    parts = []
    ordered = enumerate(sorted(cells))
    runs = groupby(ordered, lambda item: (item[1][0], item[1][1] - item[0]))
    for (row, _column), items in runs:
        run = [cell for _place, cell in items]
        parts.append(f"M{run[0][1]} {row}h{len(run) - 1}.1")
    return "".join(parts)


@lru_cache(maxsize=1)
def country_cells() -> dict[str, tuple[Cell, ...]]:
    """The dots whose middle lies in a country, by the country's code."""
    return {code: tuple(_cells_within(path)) for code, path in world_shapes().shapes.items()}


def _cells_within(path: str) -> Iterator[Cell]:
    """Row by row, between each pair of points where the row's middle crosses the outline."""
    edges = [edge for outline in _outlines(path) for edge in pairwise([*outline, outline[0]])]
    heights = [y for (_x, y), _end in edges]
    for row in range(min(heights) // PITCH, max(heights) // PITCH + 1):
        middle = (row + 0.5) * PITCH
        crossings = sorted(
            x + (middle - y) * (end_x - x) / (end_y - y)
            for (x, y), (end_x, end_y) in edges
            if (y > middle) != (end_y > middle)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            first = round(left / PITCH)  # the first column whose middle is not left of it
            for column in range(first, round(right / PITCH)):
                yield row, column


def _outlines(path: str) -> Iterator[list[Point]]:
    """The closed outlines of a path of ``M``, ``l`` and ``z`` as absolute points."""
    for part in filter(None, path.split("M")):
        numbers = [int(number) for number in NUMBER.findall(part)]
        x = y = 0
        outline = []
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            outline.append((x, y))
        yield outline
