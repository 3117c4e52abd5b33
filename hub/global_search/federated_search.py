"""What a text finds in each kind of record, the kinds with the best matches first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hub.lists.presenter import address
from hub.lists.spec import ListSpec, searched_lists
from hub.lists.view_models import SpellingNotice
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import SearchResult, search
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshots import get_snapshot
from hub.web.view_models import Link

FEW = 4  # cards of each kind while all kinds are shown


@dataclass(frozen=True)
class KindResults:
    """What one kind holds: its first cards, how many there are, and the list of all of them."""

    spec: ListSpec
    cards: Sequence[Any]
    total: int
    every: Link
    best: float


@dataclass(frozen=True)
class FederatedResult:
    """``groups`` hold only kinds that found something; ``kinds`` are all, each with its number."""

    groups: tuple[KindResults, ...]
    kinds: tuple[Link, ...]
    total: int
    spelling: SpellingNotice | None


def search_everything(text: str, chosen: Sequence[str], *, exact: bool = False) -> FederatedResult:
    """Search every kind, or those of the routes ``chosen``.

    Words are corrected only where no kind knows them: what is a slip among tools may be the name
    of an organisation.
    """
    query = Query.of(text, include_ended=True)
    specs = searched_lists()
    snapshots = {spec.kind: get_snapshot(spec.kind, "public") for spec in specs}
    results = {spec.kind: search(snapshots[spec.kind], query, correct=False) for spec in specs}
    corrected = None
    if query.text and not exact and not any(result.total for result in results.values()):
        results = {spec.kind: search(snapshots[spec.kind], query) for spec in specs}
        corrected = next((r.corrected for r in results.values() if r.corrected), None)
    looked_in = [spec for spec in specs if not chosen or spec.route in chosen]
    few = len(looked_in) > 1
    groups = [
        _results_of(spec, query, snapshots[spec.kind], results[spec.kind], few=few)
        for spec in looked_in
    ]
    groups = sorted((group for group in groups if group.total), key=lambda group: -group.best)
    return FederatedResult(
        groups=tuple(groups),
        kinds=_kinds(query, results, chosen),
        total=sum(group.total for group in groups),
        spelling=_spelling(query, corrected),
    )


def _results_of(
    spec: ListSpec, query: Query, snapshot: Snapshot, result: SearchResult, *, few: bool
) -> KindResults:
    marker = Highlighter(snapshot, result.words) if result.words else None
    pks = result.ids[:FEW] if few else result.ids
    words = query.saying(result.corrected) if result.corrected else query
    every = Link(spec.count(result.total), address(spec.base, words), result.total)
    best = max(result.scores, default=0.0)
    return KindResults(spec, spec.cards(pks, marker), result.total, every, best)


def _kinds(
    query: Query, results: dict[str, SearchResult], chosen: Sequence[str]
) -> tuple[Link, ...]:
    """A link for each kind, which shows that kind alone, with the number it finds."""
    base = address(reverse("search"), Query.of(query.text))
    joint = "&" if "?" in base else "?"
    return tuple(
        Link(
            str(spec.title),
            f"{base}{joint}kind={spec.route}",
            results[spec.kind].total,
            current=spec.route in chosen,
        )
        for spec in searched_lists()
    )


def _spelling(query: Query, corrected: str | None) -> SpellingNotice | None:
    if not corrected:
        return None
    typed = address(reverse("search"), Query.of(query.text))
    return SpellingNotice(query.text, corrected, f"{typed}&exact=1")
