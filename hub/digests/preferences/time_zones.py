"""Time zones to choose from, by continent."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

# The IANA database has other areas too; they are former names of these.
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@lru_cache(maxsize=1)
def zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(area, ((zone, place), ...)) in the order of the alphabet; the names are those of IANA."""
    by_area: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for zone in sorted(available_timezones()):
        area, _slash, place = zone.partition("/")
        if area in by_area and place:
            by_area[area].append((zone, place.replace("_", " ").replace("/", ": ")))
    return tuple((area, tuple(places)) for area, places in by_area.items())


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    return frozenset({"UTC", *(zone for _area, places in zones() for zone, _place in places)})
