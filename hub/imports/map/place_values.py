"""Words of a file that name several countries: what is offered for them, and what is said.

None of them is ever taken for one country: "Congo" is two, and "West Africa" is a region.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models.organisation import matching_key
from hub.vocabulary.country_groups import (
    CountryGroup,
    column_names,
    country_groups,
    m49_regions,
    world,
)
from hub.vocabulary.country_names import shared_country_names

COUNTRY, REGION = "country", "region"
# Of an offer that a person must choose: no button takes it for a whole column.
SHARED_SCORE, PART_SCORE, WIDER_SCORE = 50, 80, 50
MOST_MEMBERS = 0.9  # a region that holds so many of a group is the one around it, but for a few
# Words by which one name is written in several ways: "Latin America & (the) Caribbean".
CONNECTORS = frozenset(
    ("and", "the", "et", "les", "la", "le", "y", "el", "los", "las", "e", "und", "i", "и")
)


def find_group(text: str) -> CountryGroup | None:
    """The region or group of countries that is called so, in any of six languages."""
    return _groups().get(matching_key(text)) or _groups_by_words().get(_without_connectors(text))


def place_offers(scheme: str, text: str) -> list[tuple[str, int]] | None:
    """(slug, score) of what a name of several countries may mean; None where it is no such name.

    In a column of regions: those of which a group is made, else the one around it. In one of
    countries: those that share the name, and of a region none.
    """
    if scheme == COUNTRY:
        codes = _shared().get(matching_key(text))
        if codes:
            return [(code, SHARED_SCORE) for code in codes]
        return [] if find_group(text) else None
    group = find_group(text) if scheme == REGION else None
    if group is None or group.is_region:
        return None
    if group.regions:
        return [(slug, PART_SCORE) for slug in group.regions]
    wider = group.wider or _region_of_most(group)
    return [(wider, WIDER_SCORE)] if wider else []


def place_note(scheme: str, text: str) -> str:
    """What is said beside a word of a column that no single term stands for; empty for others."""
    if scheme == COUNTRY and (codes := _shared().get(matching_key(text))):
        count = len(codes)
        return ngettext(
            "%(count)d country is called so.", "%(count)d countries are called so.", count
        ) % {"count": count}
    group = find_group(text)
    if group is None or scheme not in (COUNTRY, REGION):
        return ""
    words = {"count": len(group.members), "name": group.label("en")}
    if scheme == COUNTRY:
        return (
            _("%(name)s: a region of %(count)d countries and territories, and no country.") % words
        )
    return _("%(name)s: a group of %(count)d countries, and no region of UN M49.") % words


@lru_cache(maxsize=1)
def _groups() -> dict[str, CountryGroup]:
    groups: dict[str, CountryGroup] = {}
    for group in (world(), *m49_regions().values(), *country_groups().values()):
        names = [name for _language, name in group.all_names()]
        for name in (*names, *(column_names(group.slug) if group.is_region else ())):
            groups.setdefault(matching_key(name), group)
    return groups


@lru_cache(maxsize=1)
def _groups_by_words() -> dict[str, CountryGroup]:
    """Regions and groups by their names without connectors; none that two of them share."""
    groups: dict[str, dict[str, CountryGroup]] = {}
    for name, group in _groups().items():
        if words := _without_connectors(name):
            groups.setdefault(words, {})[group.slug] = group
    return {words: next(iter(named.values())) for words, named in groups.items() if len(named) == 1}


def _without_connectors(name: str) -> str:
    return " ".join(word for word in matching_key(name).split() if word not in CONNECTORS)


def _region_of_most(group: CountryGroup) -> str:
    """The smallest region that holds nearly all members: Europe, of the European Union."""
    members = set(group.members)
    regions = [
        (len(region.members), region.slug)
        for region in m49_regions().values()
        if len(members & set(region.members)) >= MOST_MEMBERS * len(members)
    ]
    return min(regions)[1] if regions else ""


@lru_cache(maxsize=1)
def _shared() -> dict[str, list[str]]:
    """Slugs of countries by the name that they share, folded."""
    return {
        matching_key(name): [code.lower() for code in shared.codes]
        for shared in shared_country_names()
        for _language, name in shared.names
    }
