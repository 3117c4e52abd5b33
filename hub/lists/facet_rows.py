"""The rows of a record in the index: "facet/slug" for each of its terms and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from hub.records.fields import RecordField, RecordType, Storage, TermGroup, facet_name
from hub.search_engine.document import Labels
from hub.vocabulary.cldr_names import country_name, language_name
from hub.vocabulary.country_names import searched_country_names
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache

WORLD = "region/m49-001"
SIX_LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@dataclass(frozen=True)
class FacetRows:
    """Makes the rows that follow from the declaration of a record type."""

    record_type: RecordType

    @cached_property
    def joint(self) -> dict[str, str]:
        """Facets over several schemes of the record, by scheme."""
        return {
            scheme: facet_name(declared)
            for declared in self.record_type.facet_fields
            if declared.facet and declared.facet.joint
            for scheme in declared.facet.schemes
        }

    @cached_property
    def grouped(self) -> dict[str, dict[str, TermGroup]]:
        """By scheme, the groups of its terms by facet."""
        grouped: dict[str, dict[str, TermGroup]] = {}
        for facet, group in self.record_type.groups.items():
            grouped.setdefault(group.scheme, {})[facet] = group
        return grouped

    @cached_property
    def columns(self) -> tuple[RecordField, ...]:
        """Columns whose values are facets."""
        return tuple(
            declared
            for declared in self.record_type.facet_fields
            if declared.storage is Storage.COLUMN
        )

    @cached_property
    def links(self) -> tuple[RecordField, ...]:
        """Links to records that are facets."""
        return tuple(
            declared
            for declared in self.record_type.facet_fields
            if declared.storage is Storage.LINKS
        )

    def of_terms(self, terms: TermCache, carried: Iterable[CachedTerm]) -> set[str]:
        """Each term, its broader terms, and both again under the facet of several schemes.

        A term that was replaced is found under those that stand for it, too.
        """
        rows = set[str]()
        for term in with_successors(terms, carried):
            rows.add(term.key)
            if term.scheme in self.grouped:
                rows.add(f"{self._facet_of(term)}/{term.slug}")
            above = with_successors(terms, wider_terms(terms, term))
            rows.update(wider.key for wider in above if wider.scheme == term.scheme)
            if term.scheme in self.joint:
                rows.update(
                    f"{self.joint[term.scheme]}/{broader.slug}" for broader in (term, *above)
                )
        return rows

    def of_missing(self, rows: Iterable[str], known_none: Iterable[str]) -> set[str]:
        """A row for each facet without a value: known to be none, or not known."""
        present = set(self._with_values(rows))
        none = {self.joint.get(scheme, scheme) for scheme in known_none}
        none |= {
            facet
            for facet, group in self.record_type.groups.items()
            if group.may_be_none and group.scheme in none
        }
        return {
            f"{facet}/{KNOWN_NONE if facet in none else NOT_KNOWN}"
            for facet in self.record_type.facet_names
            if facet not in present
        }

    def _with_values(self, rows: Iterable[str]) -> Iterator[str]:
        """The facets of which a record has values. All terms of a scheme have rows by its name;
        those of its other groups are no values of the facet of that name.
        """
        groups = self.record_type.groups
        for row in rows:
            facet, _slash, slug = row.partition("/")
            if facet not in groups or groups[facet].has(slug):
                yield facet

    def _facet_of(self, term: CachedTerm) -> str:
        """The facet in which a term of the record is chosen, of those of one scheme."""
        groups = self.grouped.get(term.scheme, {})
        return next((facet for facet, group in groups.items() if group.has(term.slug)), term.scheme)

    def labels(self, terms: TermCache) -> Labels:
        """Labels of the terms of all facets by their rows, in every language there is."""
        facets = {name: name for name in self.record_type.facet_names} | self.joint
        labels: dict[str, dict[tuple[str, str], None]] = {}
        for term in terms.by_key.values():
            if term.scheme in facets:
                texts = dict.fromkeys(term_labels(term))
                for named in with_successors(terms, [term]):
                    facet = self.joint.get(named.scheme) or self._facet_of(named)
                    labels.setdefault(f"{facet}/{named.slug}", {}).update(texts)
        return {row: list(texts) for row, texts in labels.items()}


def with_successors(terms: TermCache, carried: Iterable[CachedTerm]) -> list[CachedTerm]:
    """These terms, each with those that stand for it where it was replaced."""
    return [term for entry in carried for term in _with_successors(terms, entry)]


def _with_successors(terms: TermCache, entry: CachedTerm) -> tuple[CachedTerm, ...]:
    return (entry, *terms.all_current(entry.key)) if entry.is_replaced else (entry,)


def wider_terms(terms: TermCache, term: CachedTerm) -> list[CachedTerm]:
    """The broader terms of a term across schemes, without "World".

    A tool for Kenya is found under Africa; "World" alone means that a source says worldwide.
    """
    return [wider for wider in terms.above(term) if wider.key != WORLD]


def term_labels(term: CachedTerm) -> list[tuple[str, str]]:
    """Every (language, text) by which a term is found."""
    labels = [("en", term.plain_label), *term.others]
    if term.scheme == "country":
        labels += [(code, country_name(term.slug, code)) for code in SIX_LANGUAGES]
        labels += searched_country_names(term.slug)
    if term.scheme == "language":
        labels += [(code, language_name(term.slug, code)) for code in SIX_LANGUAGES]
    return labels
