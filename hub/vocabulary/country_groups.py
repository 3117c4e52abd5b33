"""Regions and groups of countries: what they are called, and which countries they hold.

Regions of UN M49 are terms, which records have. Groups ("Sahel", ECOWAS) are none: they are
searched for, and understood, by their members. All of it stands in ``country_groups.json``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hub.vocabulary.country_names import DATA, SIX_LANGUAGES

WORLD = "m49-001"
ENGLISH = "en"

Names = dict[str, tuple[str, ...]]  # by language; the first is the one on pages


@dataclass(frozen=True)
class CountryGroup:
    """A group of countries, or a region of UN M49 with all countries below it.

    ``members``: slugs of countries. ``regions``: the M49 regions of which it is made, as far as it
    is. ``wider``: the nearest M49 region around it, or "". ``source``, ``since``: whose list of
    members it is, and since when that stands, as far as we know.
    """

    slug: str
    members: tuple[str, ...]
    regions: tuple[str, ...]
    wider: str
    names: Names
    official: bool = True
    source: str = ""
    url: str = ""
    since: str = ""
    note: str = ""

    @property
    def is_region(self) -> bool:
        """Whether it is a region of UN M49, and a term."""
        return self.regions == (self.slug,)

    def label(self, language: str) -> str:
        names = self.names.get(language[:2]) or self.names[ENGLISH]
        return names[0]

    def all_names(self) -> tuple[tuple[str, str], ...]:
        """(language, name)."""
        return tuple((code, text) for code, texts in self.names.items() for text in texts)


@lru_cache(maxsize=1)
def country_groups() -> dict[str, CountryGroup]:
    """By slug: the groups, without the regions of M49."""
    return {
        row["slug"]: CountryGroup(
            row["slug"],
            members=tuple(dict.fromkeys(_countries_of(row["members"]))),
            regions=tuple(member for member in row["members"] if member in _region_labels()),
            wider=row["wider"],
            names=_names(row["names"]),
            official=row["official"],
            source=row["source"],
            url=row["url"] or "",
            since=row["since"] or "",
            note=row["note"],
        )
        for row in _table()["groups"]
    }


@lru_cache(maxsize=1)
def m49_regions() -> dict[str, CountryGroup]:
    """By slug: the regions of UN M49, without the World."""
    above = _region_labels()
    return {
        slug: CountryGroup(
            slug,
            members=tuple(_countries_of([slug])),
            regions=(slug,),
            wider=above[slug][1] if above[slug][1] != WORLD else "",
            names=_names({ENGLISH: [], **names}, above[slug][0]),
            source="UN M49",
        )
        for slug, names in _table()["regions"].items()
    }


@lru_cache(maxsize=1)
def world() -> CountryGroup:
    """The whole of UN M49. Its names are ordinary words, so that nobody searches by them."""
    return CountryGroup(
        WORLD,
        members=tuple(_countries_of([WORLD])),
        regions=(WORLD,),
        wider="",
        names=_names({ENGLISH: [], **_table()["world"]}, _region_labels()[WORLD][0]),
        source="UN M49",
    )


def column_names(slug: str) -> list[str]:
    """What a region is called in a column of regions: its names, and abbreviations of it."""
    names = world().all_names() if slug == WORLD else ()
    return [
        *(text for _language, text in names),
        *region_names(slug),
        *_table()["abbreviations"].get(slug, ()),
    ]


def region_names(slug: str) -> list[str]:
    """Every name of a region of M49, in six languages."""
    region = m49_regions().get(slug)
    return [text for _language, text in region.all_names()] if region else []


def region_labels() -> Iterator[tuple[str, str, str]]:
    """(slug, language, name) of what the regions of M49 are called on pages, besides English."""
    for slug, region in m49_regions().items():
        for language in SIX_LANGUAGES:
            if language != ENGLISH:
                yield slug, language, region.label(language)


def other_places() -> list[str]:
    """Names that hold that of a region and mean none: "Gulf of Aden", "Council of Europe"."""
    return [text for texts in _table()["other_places"].values() for text in texts]


def _names(names: dict[str, list[str]], label: str = "") -> Names:
    own = {language: tuple(texts) for language, texts in names.items()}
    return {**own, ENGLISH: (label, *own[ENGLISH])} if label else own


def _countries_of(members: list[str]) -> Iterator[str]:
    """Slugs of countries; of a region those that it and the regions below it hold."""
    below: dict[str, list[str]] = {}
    for slug, (_label, wider) in _region_labels().items():
        below.setdefault(wider, []).append(slug)
    for member in members:
        if member in _region_labels():
            yield from sorted(_countries_by_region().get(member, ()))
            yield from _countries_of(below.get(member, []))
        else:
            yield member.lower()


@lru_cache(maxsize=1)
def _countries_by_region() -> dict[str, list[str]]:
    countries: dict[str, list[str]] = {}
    for country in _read(DATA / "countries.json")["countries"]:
        countries.setdefault(country["region"], []).append(country["alpha2"].lower())
    return countries


@lru_cache(maxsize=1)
def _region_labels() -> dict[str, tuple[str, str]]:
    """By slug: the English label of an M49 region, and the region around it."""
    schemes = _read(DATA / "vocabularies.json")
    terms = next(scheme["terms"] for scheme in schemes if scheme["slug"] == "region")
    return {term["slug"]: (term["label"], term["broader"] or "") for term in terms}


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = _read(DATA / "country_groups.json")
    return table


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
