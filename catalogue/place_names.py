"""Names of places in a query: regions, groups of countries, and countries that share a name.

Whoever asks for East Africa means what is recorded for any of its countries, made in one of them,
or recorded for the region itself. "Congo" is two countries, and "Sudan" is not South Sudan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain

from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext

from catalogue.fields.shared import PLACE
from catalogue.index_documents import SEAT, STATED
from hub.records.fields import Label
from hub.search_engine.named_rows import NamedRows, name_tokens
from hub.vocabulary.cldr_names import country_name
from hub.vocabulary.country_groups import (
    CountryGroup,
    country_groups,
    m49_regions,
    other_places,
)
from hub.vocabulary.country_names import (
    SIX_LANGUAGES,
    country_codes,
    searched_country_names,
    shared_country_names,
)

# What a place weighs in a record: itself, a place within it, the seat of a maker there.
EXACT, WITHIN, MADE = 1.0, 0.6, 0.35

Words = tuple[str, ...]
CountryNames = dict[str, list[str]]  # by alpha-2 code


def lazy_text(text: Callable[[], str]) -> Label:
    """In the language of the page, whenever it is shown."""
    evaluate: Callable[[], Label] = lazy(text, str)
    return evaluate()


def place_names() -> list[NamedRows]:
    """Every name that is looked up. The first that has a name keeps it."""
    names = country_names_by_code()
    places = [*_shared_names(), *_regions(names), *_groups()]
    others = NamedRows("other-places", "", (), tuple(other_places()))
    known = {_words(name) for place in places for name in place.names}
    return _told_apart([*places, others, *_countries(names, known)])


def country_names_by_code() -> CountryNames:
    return {code: _names_of(code) for code in country_codes()}


def _told_apart(places: Sequence[NamedRows]) -> list[NamedRows]:
    """Each with the longer names that hold one of its own and mean what is no part of it."""
    countries = {place.slug: _countries_within(place) for place in places}
    owners: dict[Words, NamedRows] = {}
    for place in places:
        for name in place.names:
            owners.setdefault(_words(name), place)
    apart: dict[str, dict[Words, None]] = {}
    for words, place in owners.items():
        for shorter in {part.slug: part for part in map(owners.get, _parts(words)) if part}:
            own = countries[place.slug]
            if shorter != place.slug and not (own and own <= countries[shorter]):
                apart.setdefault(shorter, {})[words] = None
    return [replace(place, apart=tuple(apart.get(place.slug, ()))) for place in places]


def _countries_within(place: NamedRows) -> set[str]:
    slugs = {key.partition("/")[2] for key, _weight in place.rows if key.startswith(f"{PLACE}/")}
    regions = m49_regions()
    members = (regions[slug].members if slug in regions else (slug,) for slug in slugs)
    return set(chain.from_iterable(members))


def place_rows(slug: str) -> tuple[str, ...]:
    """The rows of a place: a country, a region, or a group by what it is made of."""
    group = country_groups().get(slug)
    slugs = (*group.regions, *group.members) if group else (slug,)
    return tuple(f"{PLACE}/{each}" for each in slugs)


def group_labels() -> dict[str, Label]:
    """What groups of countries are called in the language of the page, by slug."""
    return {
        slug: lazy_text(partial(_label_in_page_language, group))
        for slug, group in country_groups().items()
    }


def _label_in_page_language(group: CountryGroup) -> str:
    return group.label(get_language() or "en")


def _regions(countries: CountryNames) -> Iterator[NamedRows]:
    """A country with the name of a region is meant as much as that: Micronesia."""
    owners = _owners(countries)
    for region in m49_regions().values():
        texts = _texts(region)
        namesakes = {code for text in texts for code in owners.get(_words(text), ())}
        rows = [
            (f"{STATED}/{region.slug}", EXACT),
            *_country_rows(code.lower() for code in sorted(namesakes)),
            *_rows([region.slug]),
        ]
        yield NamedRows(f"region-{region.slug}", _label_of(region), tuple(rows), texts)


def _groups() -> Iterator[NamedRows]:
    """Of a group only its members are recorded, and the regions of which it is made."""
    for group in country_groups().values():
        rows = [(f"{STATED}/{slug}", EXACT) for slug in group.regions]
        rows += _rows([*group.regions, *group.members])
        yield NamedRows(f"group-{group.slug}", _label_of(group), tuple(rows), _texts(group))


def _texts(group: CountryGroup) -> tuple[str, ...]:
    return tuple(text for _language, text in group.all_names())


def _rows(slugs: Iterable[str]) -> list[tuple[str, float]]:
    slugs = list(slugs)
    return [
        *((f"{PLACE}/{slug}", WITHIN) for slug in slugs),
        *((f"{SEAT}/{slug}", MADE) for slug in slugs),
    ]


def _country_rows(slugs: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """A country is where a tool is used, as its label in the index is; where it was made is asked
    for as a choice of its own.
    """
    return tuple((f"{PLACE}/{slug}", EXACT) for slug in slugs)


def _label_of(group: CountryGroup) -> Label:
    """Completes “Understood as: …”: "East African Community (8 countries)"."""

    def text() -> str:
        count, place = len(group.members), _label_in_page_language(group)
        if group.regions:
            sentence = ngettext(
                "%(place)s (%(count)d country or territory)",
                "%(place)s (%(count)d countries and territories)",
                count,
            )
        else:
            sentence = ngettext(
                "%(place)s (%(count)d country)", "%(place)s (%(count)d countries)", count
            )
        return sentence % {"place": place, "count": count}

    return lazy_text(text)


def _shared_names() -> Iterator[NamedRows]:
    """A name of several countries means all of them, and says so."""
    for shared in shared_country_names():
        codes = [code.lower() for code in shared.codes]
        searched = [name for language, name in shared.names if language in SIX_LANGUAGES]
        names = tuple(dict.fromkeys(searched))
        yield NamedRows(
            f"shared-{'-'.join(codes)}",
            _label_of_shared(names[0], shared.codes),
            _country_rows(codes),
            names,
        )


def _label_of_shared(name: str, codes: Iterable[str]) -> Label:
    def text() -> str:
        countries = sorted(country_name(code, get_language() or "en") for code in codes)
        return f"{name} ({', '.join(countries)})"

    return lazy_text(text)


# Countries with a name within that of another place


def _countries(names: CountryNames, places: set[Words]) -> Iterator[NamedRows]:
    """Countries whose names hold that of another place, or stand within it: "South Sudan" and
    "Sudan", "Central African Republic". Whole, such a name means its country alone.
    """
    owners = _owners(names)
    overlapping: set[str] = set()
    for code, texts in names.items():
        inner = {part for text in texts for part in _parts(_words(text))}
        others = {part for part in inner & owners.keys() if owners[part] != {code}}
        if others or inner & places:
            overlapping |= {code}.union(*(owners[part] for part in others))
    for code in sorted(overlapping):
        own = (text for text in names[code] if _words(text) not in places)
        rows = _country_rows([code.lower()])
        yield NamedRows(f"country-{code.lower()}", "", rows, tuple(own))


def _owners(names: CountryNames) -> dict[Words, set[str]]:
    """The countries that bear a name."""
    owners: dict[Words, set[str]] = {}
    for code, texts in names.items():
        for text in texts:
            owners.setdefault(_words(text), set()).add(code)
    return owners


def _names_of(code: str) -> list[str]:
    """What a country is called on pages in six languages, and searched for."""
    names = [country_name(code, language) for language in SIX_LANGUAGES]
    searched = (name for _language, name in searched_country_names(code))
    return list(dict.fromkeys([*names, *searched]))


@lru_cache(maxsize=8192)
def _words(name: str) -> Words:
    return name_tokens(name)


def _parts(words: Words) -> Iterator[Words]:
    """What stands in a row within it, without the whole."""
    size = len(words)
    for length in range(1, size):
        for start in range(size - length + 1):
            yield words[start : start + length]
