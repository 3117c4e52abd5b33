"""The countries that a recommendation addresses as a picture of dots, by status of follow-up.

Drawn of the dots that home has (``catalogue.gaps.region_pictures``); a State too small for one has
a dot of its own. Whatever it shows stands beside it in words and in a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalogue.gaps.maps import world_shapes
from catalogue.gaps.region_pictures import PITCH, Cell, country_cells, strokes
from events.presenters.follow_up import look
from events.recommendations.distribution import place
from events.recommendations.follow_up_log import FollowUpLog
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.vocabulary.term_cache import term_cache

NOT_ADDRESSED = ""


@dataclass(frozen=True, slots=True)
class CountryMap:
    """``layers``: a class of look and the ``d`` of its path; what is not addressed lies below."""

    width: int
    height: int
    layers: tuple[tuple[str, str], ...]


def country_map(log: FollowUpLog) -> CountryMap | None:
    """None where no entry is about a country: there would be nothing to see."""
    terms = term_cache().by_pk
    status_by_country = {
        terms[key.country].slug: NOT_ASSESSED for key in log.addressed.known if key.country
    }
    recorded = {
        terms[key.country].slug: entry.status for key, entry in log.standing.items() if key.country
    }
    if not recorded:
        return None
    status_by_country |= recorded
    countries_by_status: dict[str, set[str]] = {}
    for country in _cells():
        status = status_by_country.get(country, NOT_ADDRESSED)
        countries_by_status.setdefault(status, set()).add(country)
    ordered = sorted(countries_by_status, key=_from_below)
    world = world_shapes()
    return CountryMap(
        world.width // PITCH + 1,
        world.height // PITCH + 1,
        tuple(
            (
                look(status) if status else "not-addressed",
                _path(frozenset(countries_by_status[status])),
            )
            for status in ordered
        ),
    )


def _from_below(status: str) -> tuple[bool, tuple[int, str]]:
    """What is recorded lies above what is not, so that no dot of it is hidden."""
    rank, name = place(status)
    return status != NOT_ADDRESSED, (-rank, name)


@lru_cache(maxsize=256)
def _path(countries: frozenset[str]) -> str:
    cells = _cells()
    return strokes({cell for country in countries for cell in cells[country]})


@lru_cache(maxsize=1)
def _cells() -> dict[str, tuple[Cell, ...]]:
    """The dots of every country, at least one."""
    points = {slug: ((y // PITCH, x // PITCH),) for slug, (x, y) in world_shapes().points.items()}
    drawn = {slug: cells for slug, cells in country_cells().items() if cells}
    middles = {slug: (_middle(path),) for slug, path in world_shapes().shapes.items()}
    return {**middles, **points, **drawn}


def _middle(path: str) -> Cell:
    """The dot at the first point of an outline that no dot lies in."""
    x, y = path[1:].partition("l")[0].split()[:2]
    return int(y) // PITCH, int(x) // PITCH
