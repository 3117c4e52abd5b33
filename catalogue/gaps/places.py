"""Where tools are made and where they are used, by country and region, from the bit maps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from catalogue.index_documents import SEAT
from hub.lists.facet_rows import WORLD
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.query import Query
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache

MADE, USED = SEAT, "place"


@dataclass(frozen=True)
class Place:
    """A country or region, and in ``depth`` steps under how many others it stands."""

    entry: CachedTerm
    label: str
    depth: int
    made: int
    used: int

    @property
    def is_country(self) -> bool:
        return self.entry.scheme == "country"

    def number(self, facet: str) -> int:
        """What it counts: ``MADE`` or ``USED``."""
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
    whole = bitmaps.popcount(within)
    made_unknown = counts.get(f"{MADE}/{NOT_KNOWN}", 0)
    unknown = counts.get(f"{USED}/{NOT_KNOWN}", 0)
    none = counts.get(f"{USED}/{KNOWN_NONE}", 0)
    in_country = _any_country(snapshot, terms, within)
    return Places(
        places=_tree(terms, counts),
        made_known=whole - made_unknown,
        made_unknown=made_unknown,
        used_known=in_country,
        used_unknown=unknown,
        used_wide=whole - in_country - unknown - none,
    )


def _any_country(snapshot: Snapshot, terms: TermCache, within: BitArray) -> int:
    """How many are recorded for one country at least."""
    countries = [entry.slug for entry in _countries(terms)]
    query = Query.of(chosen={"country": countries}, include_ended=True)
    return bitmaps.popcount(match_bits(snapshot, query) & within) if countries else 0


def _countries(terms: TermCache) -> tuple[CachedTerm, ...]:
    scheme = terms.schemes.get("country")
    return scheme.terms if scheme else ()


def _tree(terms: TermCache, counts: dict[str, int]) -> tuple[Place, ...]:
    found = []
    for entry, label, depth in _ordered(terms):
        made = counts.get(f"{MADE}/{entry.slug}", 0)
        used = counts.get(f"{USED}/{entry.slug}", 0)
        if made or used:
            found.append(Place(entry, label, depth, made, used))
    return tuple(found)


def _ordered(terms: TermCache) -> tuple[tuple[CachedTerm, str, int], ...]:
    language = get_language() or ""
    return terms.derived.get(("gaps.places", language), lambda: _order(terms, language))


def _order(terms: TermCache, language: str) -> tuple[tuple[CachedTerm, str, int], ...]:
    """Regions and countries by name, each after the one it lies in, and how deep it lies there."""
    regions = terms.schemes.get("region")
    found = []
    for entry in (*(regions.terms if regions else ()), *_countries(terms)):
        if not entry.successor:
            way = [*reversed([one for one in terms.above(entry) if one.key != WORLD]), entry]
            names = [one.label(language).casefold() for one in way]
            found.append((names, entry))
    return tuple(
        (entry, entry.label(language), len(names) - 1)
        for names, entry in sorted(found, key=lambda one: one[0])
    )
