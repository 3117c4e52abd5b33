"""The bodies that the catalogue holds, by all their names. Read once per state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz

from catalogue.models import Organisation, OrganisationName, OrganisationTerm
from catalogue.models.organisation import matching_key
from hub.imports.record_types.body_name_parts import (
    MAX_NAME,
    folded_letters,
    initials,
    is_acronym,
    sorted_letters,
    spaced,
)
from hub.imports.record_types.body_name_words import plain_name
from hub.imports.record_types.lookups import RecordLookup, current_lookup
from hub.records.models import SearchState
from hub.records.seq_cache import DerivedValues, SeqCache


@dataclass(frozen=True)
class BodyIndex:
    """``found``: what ``body_finder`` made of texts, for as long as no fact changes."""

    lookup: RecordLookup
    parents: Mapping[int, int | None] = field(default_factory=dict)
    terms: Mapping[int, frozenset[str]] = field(default_factory=dict)  # "scheme/slug" of each
    # What others make of the names, for as long as no fact changes.
    derived: DerivedValues = field(default_factory=DerivedValues)
    found: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def plain_names(self) -> dict[str, int | None]:
        """Keys by plain name; None where two bodies share one."""
        keys: dict[str, int | None] = {}
        for name, pk in self.lookup.known.organisations.items():
            plain = plain_name(name)
            keys[plain] = pk if keys.get(plain, pk) == pk else None
        return keys

    @cached_property
    def names_by_body(self) -> dict[int, list[str]]:
        names: dict[int, list[str]] = {}
        for name, pk in self.lookup.known.organisations.items():
            names.setdefault(pk, []).append(name)
        return names

    @cached_property
    def long_names(self) -> list[str]:
        return [name for name in self.lookup.known.organisations if len(name) > 3]

    @cached_property
    def spelt_names(self) -> list[tuple[str, int]]:
        """Every name as it is written."""
        names = Organisation.objects.values_list("name", "pk")
        return [*names, *OrganisationName.objects.values_list("text", "organisation_id")]

    @cached_property
    def initials(self) -> dict[str, set[int]]:
        """Bodies by the initials of their names."""
        bodies: dict[str, set[int]] = {}
        for name, pk in self.spelt_names:
            for letters in initials(name):
                bodies.setdefault(letters, set()).add(pk)
        return bodies

    @cached_property
    def acronyms(self) -> dict[str, set[tuple[int, str]]]:
        """Bodies and their acronyms, by the sorted letters of these."""
        bodies: dict[str, set[tuple[int, str]]] = {}
        for name, pk in self.spelt_names:
            if is_acronym(name):
                letters = folded_letters(name)
                bodies.setdefault(sorted_letters(letters), set()).add((pk, letters))
        return bodies

    def is_company(self, pk: int) -> bool:
        return "organisation_type/company" in self.terms.get(pk, ())

    def slug(self, pk: int | None) -> str | None:
        return self.lookup.organisation_slugs.get(pk) if pk is not None else None

    def named(self, text: str) -> int | None:
        """By one of its names, with or without article and legal form."""
        if len(text) > MAX_NAME and len(text := spaced(text)) > MAX_NAME:
            return None
        pk = self.lookup.known.organisations.get(matching_key(text))
        return pk if pk is not None else self.plain_names.get(plain_name(text))

    def similarity(self, text: str, pk: int) -> float:
        """How like one of the body's names a text is, 0 to 100, in whatever order its words are."""
        plain = plain_name(text)
        names = self.names_by_body.get(pk, ())
        return max((fuzz.token_sort_ratio(plain, plain_name(name)) for name in names), default=0)


_cache: SeqCache[BodyIndex] = SeqCache(SearchState.version, max_size=1)


def current_bodies() -> BodyIndex:
    """As of now: three queries, and none until a fact changes."""
    return _cache.get("bodies", _read)


def _read() -> BodyIndex:
    links = OrganisationTerm.objects.filter(
        term__scheme__slug__in=("country", "organisation_type")
    ).values_list("organisation_id", "term__scheme__slug", "term__slug")
    terms: dict[int, set[str]] = {}
    for pk, scheme, slug in links:
        terms.setdefault(pk, set()).add(f"{scheme}/{slug}")
    return BodyIndex(
        current_lookup(),
        dict(Organisation.objects.values_list("pk", "part_of_id")),
        {pk: frozenset(keys) for pk, keys in terms.items()},
    )
