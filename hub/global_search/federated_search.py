"""What a text finds in each kind of record, the kinds with the best matches first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalogue.views.lists import ORGANISATIONS, TOOLS, ListSpec
from catalogue.views.practice import PRACTICE
from events.views.lists import DOCUMENTS, EVENTS, RECOMMENDATIONS
from hub.lists.presenter import address
from hub.lists.view_models import SpellingNotice
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import SearchResult, search
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshots import get_snapshot
from hub.web.view_models import Link

KINDS: tuple[ListSpec, ...] = (
    TOOLS,
    PRACTICE,
    EVENTS,
    RECOMMENDATIONS,
    DOCUMENTS,
    ORGANISATIONS,
)
BY_ROUTE = {of.route: of for of in KINDS}
FEW = 4  # cards of each kind while all kinds are shown


@dataclass(frozen=True)
class KindResults:
    """What one kind holds: its first cards, how many there are, and the list of all of them."""

    of: ListSpec
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
    snapshots = {of.kind: get_snapshot(of.kind, "public") for of in KINDS}
    answers = {of.kind: search(snapshots[of.kind], query, correct=False) for of in KINDS}
    corrected = None
    if query.text and not exact and not any(answer.total for answer in answers.values()):
        answers = {of.kind: search(snapshots[of.kind], query) for of in KINDS}
        corrected = next((a.corrected for a in answers.values() if a.corrected), None)
    wanted = [of for of in KINDS if not chosen or of.route in chosen]
    few = len(wanted) > 1
    groups = [_found(of, query, snapshots[of.kind], answers[of.kind], few=few) for of in wanted]
    groups = sorted((one for one in groups if one.total), key=lambda one: -one.best)
    return FederatedResult(
        groups=tuple(groups),
        kinds=_kinds(query, answers, chosen),
        total=sum(one.total for one in groups),
        spelling=_spelling(query, corrected),
    )


def _found(
    of: ListSpec, query: Query, snapshot: Snapshot, answer: SearchResult, *, few: bool
) -> KindResults:
    marker = Highlighter(snapshot, answer.words) if answer.words else None
    shown = answer.ids[:FEW] if few else answer.ids
    words = query.saying(answer.corrected) if answer.corrected else query
    every = Link(of.count(answer.total), address(reverse(of.route), words), answer.total)
    best = max(answer.scores, default=0.0)
    return KindResults(of, of.cards(shown, marker), answer.total, every, best)


def _kinds(
    query: Query, answers: dict[str, SearchResult], chosen: Sequence[str]
) -> tuple[Link, ...]:
    """A link for each kind, which shows that kind alone, with the number it finds."""
    base = address(reverse("search"), Query.of(query.text))
    joint = "&" if "?" in base else "?"
    return tuple(
        Link(
            str(of.title),
            f"{base}{joint}kind={of.route}",
            answers[of.kind].total,
            current=of.route in chosen,
        )
        for of in KINDS
    )


def _spelling(query: Query, corrected: str | None) -> SpellingNotice | None:
    if not corrected:
        return None
    typed = address(reverse("search"), Query.of(query.text))
    return SpellingNotice(query.text, corrected, f"{typed}&exact=1")
