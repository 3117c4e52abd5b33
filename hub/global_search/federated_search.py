"""Federated search: one text in every kind of record, each kind in its own group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from hub.lists.nearby_terms import nearby_terms
from hub.lists.presenter import interpretation_notice, missing_notice, query_url
from hub.lists.spec import ListSpec, searched_lists
from hub.lists.view_models import InterpretationNotice, MissingNotice, NearbyTerm, SpellingNotice
from hub.lists.views import result_highlighter
from hub.search_engine.interpretation import Meaning, is_idle
from hub.search_engine.query import Query
from hub.search_engine.search import SearchResult, name_rank, search
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.view_models import Link

MAX_CARDS = 4  # of each kind while several kinds are searched


@dataclass(frozen=True)
class KindResults:
    """The results of one kind: its first cards, the total, and a link to the list of all.

    ``missing`` says which words of the query these have not, where they have not all.
    """

    spec: ListSpec
    cards: Sequence[Any]
    total: int
    every: Link
    missing: MissingNotice | None


@dataclass(frozen=True)
class FederatedResult:
    """``groups``: the kinds with results; ``kinds``: links for all kinds, each with its total."""

    groups: tuple[KindResults, ...]
    kinds: tuple[Link, ...]
    total: int
    spelling: SpellingNotice | None
    interpretation: InterpretationNotice | None
    nearby: tuple[NearbyTerm, ...] = ()


def search_everything(text: str, routes: Sequence[str], *, exact: bool = False) -> FederatedResult:
    """Search every kind, or those of the lists with these routes.

    Tools stand first, then practice, recommendations, events, documents and organisations, but for
    a kind of which a record is called what was typed.

    The spelling is corrected only if no kind has all words: what is a slip among tools may be the
    name of an organisation. A kind that has not all words shows what has most of them, as its list
    does, behind those that have.
    """
    query, lists = Query.of(text, include_ended=True), searched_lists()
    snapshots = {spec.kind: get_snapshot(spec.kind, "public") for spec in lists}
    results = {
        spec.kind: search(snapshots[spec.kind], query, correct=False, literal=exact, facets=False)
        for spec in lists
    }
    corrected = None
    is_known = any(result.total and not result.partial for result in results.values())
    if query.text and not exact and not is_known:
        results = {spec.kind: search(snapshots[spec.kind], query, facets=False) for spec in lists}
        corrected = next((r.corrected for r in results.values() if r.corrected), None)
    results = _without_idle(results)
    specs = [spec for spec in lists if not routes or spec.route in routes]
    limit = MAX_CARDS if len(specs) > 1 else None
    groups = [
        _kind_results(spec, query, snapshots[spec.kind], results[spec.kind], limit)
        for spec in specs
    ]
    groups = [group for group in groups if group.total]
    names = {spec.kind: name_rank(snapshots[spec.kind], query.text) for spec in specs}
    groups.sort(key=lambda group: (group.missing is not None, -names[group.spec.kind]))
    return FederatedResult(
        groups=tuple(groups),
        kinds=_kind_links(query, results, routes),
        total=sum(group.total for group in groups),
        spelling=_spelling_notice(query, corrected),
        interpretation=_interpretation_notice(query, results.values()),
        nearby=() if groups else nearby_terms(lists[0], snapshots[lists[0].kind], query.text),
    )


def _without_idle(results: dict[str, SearchResult]) -> dict[str, SearchResult]:
    """Without all records of a kind of which a text that only denies leaves none out, if it does so
    of others: "not IOM" says nothing of recommendations, of which nobody is the maker.
    """
    idle = {kind for kind, result in results.items() if is_idle(result.words, result.meanings)}
    if len(idle) == len(results):
        return results
    return {
        kind: replace(result, total=0, ids=()) if kind in idle else result
        for kind, result in results.items()
    }


def _kind_results(
    spec: ListSpec, query: Query, snapshot: Snapshot, result: SearchResult, limit: int | None
) -> KindResults:
    highlighter = result_highlighter(snapshot, result)
    searched = query.with_text(result.corrected) if result.corrected else query
    every = Link(spec.count(result.total), query_url(spec.base, searched), result.total)
    cards = spec.cards(result.ids[:limit], highlighter)
    missing = missing_notice(spec.base, searched, result, limit)
    return KindResults(spec, cards, result.total, every, missing)


def _kind_links(
    query: Query, results: dict[str, SearchResult], routes: Sequence[str]
) -> tuple[Link, ...]:
    """A link for each kind to its results alone, with their total."""
    base = query_url(reverse("search"), Query.of(query.text))
    separator = "&" if "?" in base else "?"
    return tuple(
        Link(
            str(spec.title),
            f"{base}{separator}kind={spec.route}",
            results[spec.kind].total,
            current=spec.route in routes,
        )
        for spec in searched_lists()
    )


def _interpretation_notice(
    query: Query, results: Iterable[SearchResult]
) -> InterpretationNotice | None:
    """Of denied phrases those that no kind has."""
    results = list(results)
    meanings = {each.slug: each for each in _distinct_meanings(results)}
    named = dict.fromkeys(each for result in results for each in result.named)
    unnamed = [
        words
        for words in (results[0].unnamed if results else ())
        if all(words in result.unnamed for result in results)
    ]
    url = query_url(reverse("search"), query.with_ended(False))
    return interpretation_notice(url, query.text, meanings.values(), named, unnamed)


def _distinct_meanings(results: Iterable[SearchResult]) -> Iterable[Meaning]:
    """What is denied once, though kinds know it by other rows: as the first kind that has any."""
    meanings = [each for result in results for each in result.meanings]
    denied: dict[str, Meaning] = {}
    for meaning in sorted(meanings, key=lambda each: each.is_idle):
        if meaning.excludes and meaning.denied:
            denied.setdefault(meaning.denied, meaning)
    return (each for each in meanings if denied.get(each.denied, each) is each)


def _spelling_notice(query: Query, corrected: str | None) -> SpellingNotice | None:
    if not corrected:
        return None
    typed = query_url(reverse("search"), Query.of(query.text))
    return SpellingNotice(query.text, corrected, f"{typed}&exact=1")
