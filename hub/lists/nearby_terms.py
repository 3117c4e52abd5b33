"""The terms that the words of a query name, where no record has them: what is recorded near.

A list says what sources state. A term without a record may only be one that nobody recorded, so
beside it stands for how many records nothing is known of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from hub.lists.facet_rows import term_labels, wider_terms
from hub.lists.facets import Facet
from hub.lists.presenter import query_url
from hub.lists.spec import ListSpec
from hub.lists.view_models import NearbyTerm
from hub.search_engine.analyser import STOP_WORDS, WORD, fold, stem_phrase
from hub.search_engine.query import Query
from hub.search_engine.query_parser import find_synonyms
from hub.search_engine.search import SearchResult, search
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.view_models import Link

MAX_TERMS = 3
MAX_NEAR = 5
LONGEST = 6  # words of a label

Phrase = tuple[str, ...]


def nearby_of_result(
    spec: ListSpec, snapshot: Snapshot, query: Query, result: SearchResult
) -> tuple[NearbyTerm, ...]:
    """For a result that is empty, or that was found without some words: for those words.

    Nothing is recorded near what the query denies.
    """
    denies = any(meaning.excludes for meaning in result.meanings)
    text = " ".join(result.missing) if result.total else result.words if denies else query.text
    nearby = nearby_terms(spec, snapshot, text)
    limits = [str(meaning.label) for meaning in result.meanings if meaning.limits]
    if result.total or not limits or not result.words:
        return nearby
    return (_words_beside_limits(spec, snapshot, query.with_text(result.words), limits), *nearby)


def _words_beside_limits(
    spec: ListSpec, snapshot: Snapshot, words: Query, limits: Sequence[str]
) -> NearbyTerm:
    """That nothing with the words keeps within the limits beside them, and what has the words."""
    sentence = _("With the other words nothing is recorded as “%(meaning)s”.")
    total = search(snapshot, words).total
    near = (Link(words.text, query_url(spec.base, words), total),) if total else ()
    return NearbyTerm(sentence % {"meaning": ", ".join(limits)}, None, near)


def nearby_terms(spec: ListSpec, snapshot: Snapshot, text: str) -> tuple[NearbyTerm, ...]:
    """What is recorded near the terms of which a label stands in the text, for at most three."""
    if not text:
        return ()
    counts = snapshot.counts(snapshot.visible)
    named = islice(_named_terms(spec, text), MAX_TERMS)
    return tuple(_nearby_term(spec, facet, term, counts) for facet, term in named)


def _named_terms(spec: ListSpec, text: str) -> Iterator[tuple[Facet, CachedTerm]]:
    """The terms that the longest phrases of the text name, each in the first facet that has it."""
    terms = term_cache()
    table = terms.derived.get("terms by label", lambda: _terms_by_label(terms))
    words = tuple(word for word in WORD.findall(text.casefold()) if fold(word))
    i = 0
    while i < len(words):
        for length in range(min(LONGEST, len(words) - i), 0, -1):
            phrase = words[i : i + length]
            named = [] if set(phrase) <= STOP_WORDS else _named_by(table, phrase)
            found = [
                (facet, term)
                for term in named
                if (facet := spec.facets_by_name.get(spec.facet_of_scheme(term.scheme)))
            ]
            if found:
                yield from found
                break
        i += length


def _named_by(table: dict[Phrase, list[CachedTerm]], words: Phrase) -> list[CachedTerm]:
    """The terms of which the words are a label, or mean the same as one."""
    phrases = (words, *find_synonyms(words))
    return next(filter(None, (table.get(stem_phrase(phrase), []) for phrase in phrases)), [])


def _terms_by_label(terms: TermCache) -> dict[Phrase, list[CachedTerm]]:
    """The terms in use by each of their labels, in every language."""
    table: dict[Phrase, dict[str, CachedTerm]] = {}
    for term in terms.by_key.values():
        if term.successor or term.deprecated:
            continue
        for _language, label in term_labels(term):
            words = [word for word in WORD.findall(label.casefold()) if fold(word)]
            table.setdefault(stem_phrase(words), {})[term.key] = term
    return {phrase: list(named.values()) for phrase, named in table.items() if phrase}


def _nearby_term(
    spec: ListSpec, facet: Facet, term: CachedTerm, counts: dict[str, int]
) -> NearbyTerm:
    """``counts``: how many records have each row."""

    def link(slug: str, label: str = "") -> Link | None:
        count = counts.get(f"{facet.name}/{slug}", 0)
        if not count:
            return None
        query = Query.of("", {facet.name: [slug]})
        return Link(label or facet.label_of(slug), query_url(spec.base, query), count)

    recorded = link(term.slug)
    unknown = counts.get(f"{facet.name}/{NOT_KNOWN}", 0)
    sentence = _("Nothing in this list is recorded with %(facet)s: %(term)s.")
    not_known = _("For %(count)s no value is recorded under “%(facet)s”.")
    near = [recorded] if recorded else [link(each.slug) for each in _near(term)]
    return NearbyTerm(
        "" if recorded else sentence % {"facet": facet.label, "term": term.label()},
        link(NOT_KNOWN, not_known % {"count": spec.count(unknown), "facet": facet.label}),
        tuple(each for each in near if each)[:MAX_NEAR],
    )


def _near(term: CachedTerm) -> Sequence[CachedTerm]:
    """The terms above it, the narrower ones, and those beside it below the same term."""
    terms = term_cache()
    beside = terms.narrower.get(term.broader, []) if term.broader else []
    near = [*wider_terms(terms, term), *terms.narrower.get(term.key, []), *beside]
    keys = dict.fromkeys(each.key for each in near if each.key != term.key)
    return [terms.by_key[key] for key in keys]
