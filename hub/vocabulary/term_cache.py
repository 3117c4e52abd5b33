"""All terms in memory, so that a page names facets, chosen filters and facts without a query.

One immutable object per process, made anew when ``SearchState.terms_version`` has moved (some 600
terms and 1,500 labels: about 30 ms, on the rare day that a curator changes a term).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.translation import get_language, gettext

from hub.records.models import SearchState
from hub.records.models.search_state import Version, committed
from hub.records.seq_cache import DerivedValues, SeqCache
from hub.records.trees import ancestors, leaves
from hub.vocabulary.cldr_names import country_name, language_name
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN, Scheme, Term, TermLabel, TermSuccessor
from hub.web.localization import VOCABULARY_LANGUAGE


@dataclass(frozen=True)
class CachedTerm:
    """A term. ``labels``: the preferred one by language; ``others``: every (language, text).

    ``depth`` counts the broader terms above it within its own scheme.
    """

    pk: int
    key: str  # scheme/slug
    scheme: str
    slug: str
    plain_label: str
    definition: str
    source: str
    broader: str | None  # a key
    depth: int
    position: int
    successors: tuple[str, ...]  # keys: of a split term its parts; none while the term is current
    deprecated: bool
    labels: dict[str, str]
    others: tuple[tuple[str, str], ...]

    def label(self, language: str | None = None) -> str:
        """Its label in a language, that of the page by default; English where there is none."""
        language = language or get_language() or "en"
        if self.scheme == "country":
            return country_name(self.slug, language)
        if self.scheme == "language" and not language.startswith("en"):
            return language_name(self.slug, language)
        return self.labels.get(language) or self.labels.get(language[:2]) or self.plain_label

    @property
    def is_replaced(self) -> bool:
        """Whether other terms stand for it: what was said of it is said of them."""
        return bool(self.successors)

    @property
    def label_language(self) -> str:
        """The language of `label` on this page."""
        language = get_language() or VOCABULARY_LANGUAGE
        named = self.scheme in ("country", "language")
        translated = self.labels.get(language) or self.labels.get(language[:2])
        return language if named or translated else VOCABULARY_LANGUAGE

    @property
    def explanation(self) -> str:
        """The definition, unless it says no more than the label does ("English language")."""
        named = f"{self.plain_label} {self.slug} {self.scheme}"
        return "" if _says_no_more(self.definition, named) else self.definition

    @property
    def url(self) -> str:
        return _term_url(self.scheme, self.slug, get_language())


WORD = re.compile(r"[^\W_]+")
# Words that add nothing; "UN" is the publisher of the codes of regions ("UN M49 region 001").
EMPTY_WORDS = frozenset(("a", "an", "and", "of", "or", "the", "un"))


@lru_cache(maxsize=4096)
def _says_no_more(definition: str, named: str) -> bool:
    """Whether every word of the definition stands in the label, the slug or the scheme's name."""
    words = set(WORD.findall(definition.casefold())) - EMPTY_WORDS
    return words <= set(WORD.findall(named.casefold()))


@lru_cache(maxsize=4096)
def _term_url(scheme: str, slug: str, language: str | None) -> str:
    """Cached for each language: the address of a page in another begins with its code."""
    return reverse("term", args=[scheme, slug])


@dataclass(frozen=True)
class CachedScheme:
    """A scheme and its terms in their order."""

    slug: str
    label: str
    definition: str
    multiple: bool
    terms: tuple[CachedTerm, ...]
    standard: str = ""


class TermCache:
    """Terms by key and by primary key, schemes by slug.

    ``derived``: what others make of terms, for as long as no term changes.
    """

    def __init__(self) -> None:
        self.derived = DerivedValues()
        rows = list(Term.objects.select_related("scheme").order_by("scheme__position", "position"))
        labels: dict[int, list[TermLabel]] = {}
        for label in TermLabel.objects.order_by("language", "pk"):
            labels.setdefault(label.term_id, []).append(label)
        by_pk = {term.pk: term for term in rows}
        replacements = _read_replacements(rows)
        self.by_pk: dict[int, CachedTerm] = {}
        self.by_key: dict[str, CachedTerm] = {}
        for term in rows:
            successors = tuple(
                by_pk[pk].key for pk in leaves(term.pk, replacements) if pk != term.pk
            )
            entry = _entry(term, by_pk, labels.get(term.pk, []), successors)
            self.by_pk[term.pk] = self.by_key[entry.key] = entry
        self.schemes = {
            scheme.slug: CachedScheme(
                scheme.slug,
                scheme.label,
                scheme.definition,
                scheme.multiple,
                tuple(entry for entry in self.by_key.values() if entry.scheme == scheme.slug),
                scheme.standard or "",
            )
            for scheme in Scheme.objects.all()
        }

    def get(self, scheme: str, slug: str) -> CachedTerm | None:
        return self.by_key.get(f"{scheme}/{slug}")

    def entries(self, pks: Iterable[int]) -> list[CachedTerm]:
        """Terms by their primary keys, without those that are newer than the cache."""
        return [self.by_pk[pk] for pk in pks if pk in self.by_pk]

    def all_current(self, key: str) -> tuple[CachedTerm, ...]:
        """The terms that stand for a key today: itself, its successor, or all parts of a split one.

        The one place where an address, a filter, a subscription or a value of an import that names
        a term of before is read by the vocabulary of now. Empty: there is no such term.
        """
        entry = self.by_key.get(key)
        if entry is None:
            return ()
        return tuple(self.by_key[other] for other in entry.successors) or (entry,)

    def current(self, key: str) -> CachedTerm | None:
        """The one term to use for a key; of a split one itself, since nobody knows which is meant.

        None: there is no such term.
        """
        current = self.all_current(key)
        return current[0] if len(current) == 1 else self.by_key.get(key)

    def label(self, scheme: str, slug: str) -> str:
        """A term's name on the page, or the words for the two values that are no terms."""
        if slug == NOT_KNOWN:
            return gettext("Not known")
        if slug == KNOWN_NONE:
            return gettext("Known: none")
        entry = self.get(scheme, slug)
        return entry.label() if entry else slug

    def above(self, entry: CachedTerm) -> Iterator[CachedTerm]:
        """The broader terms of a term, nearest first, across schemes; of a cycle each once."""
        keys = ancestors(entry.key, lambda key: self.by_key[key].broader)
        return map(self.by_key.__getitem__, keys)

    @cached_property
    def replaced(self) -> dict[str, tuple[str, ...]]:
        """The keys of the terms that stand for it, by the key of each replaced one."""
        return {key: entry.successors for key, entry in self.by_key.items() if entry.successors}

    @cached_property
    def narrower(self) -> dict[str, list[CachedTerm]]:
        """Narrower terms by the key of the broader one."""
        narrower: dict[str, list[CachedTerm]] = {}
        for entry in self.by_key.values():
            if entry.broader:
                narrower.setdefault(entry.broader, []).append(entry)
        return narrower


def _read_replacements(terms: Iterable[Term]) -> dict[int, list[int]]:
    """By the key of a term those of the terms that replaced it: one, or the parts of a split."""
    replaced = {term.pk: [term.replaced_by_id] for term in terms if term.replaced_by_id}
    for term, part in TermSuccessor.objects.values_list("term_id", "successor_id"):
        replaced.setdefault(term, []).append(part)
    return replaced


def _entry(
    term: Term, by_pk: dict[int, Term], labels: list[TermLabel], successors: tuple[str, ...]
) -> CachedTerm:
    depth = sum(1 for _pk in ancestors(term.pk, lambda pk: by_pk[pk].broader_id))
    return CachedTerm(
        pk=term.pk,
        key=term.key,
        scheme=term.scheme.slug,
        slug=term.slug,
        plain_label=term.label,
        definition=term.definition,
        source=term.source or "",
        broader=by_pk[term.broader_id].key if term.broader_id else None,
        depth=depth,
        position=term.position,
        successors=successors,
        deprecated=term.deprecated,
        labels={
            label.language: label.text for label in labels if label.kind == TermLabel.Kind.PREFERRED
        },
        others=tuple((label.language, label.text) for label in labels),
    )


def _committed_terms() -> Version:
    return committed().terms_version


_cache: SeqCache[TermCache] = SeqCache(
    SearchState.terms_version, read_committed=_committed_terms, max_size=1, of_records=False
)


def term_cache() -> TermCache:
    """All terms as of now; a change of a term is seen by the next call in every process."""
    return _cache.get("terms", TermCache)


def replaced_keys() -> dict[str, tuple[str, ...]]:
    """The keys of replaced terms, each with those of the terms that stand for it today."""
    return term_cache().replaced


def newest_term_cache() -> TermCache:
    """All terms as the database has them now, also within ``SearchState.held``.

    What is read from the database later than that may carry newer terms.
    """
    return _cache.get_newest("terms", TermCache)
