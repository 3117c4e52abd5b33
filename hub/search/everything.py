"""What a text finds in each kind of record, the kinds with the best matches first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalogue.views.lists import ORGANISATIONS, TOOLS, ListKind
from catalogue.views.practice import PRACTICE
from events.views.lists import DOCUMENTS, EVENTS, RECOMMENDATIONS
from hub.core.list_showing import Spelling
from hub.core.showing import Link
from hub.index.current import current
from hub.index.highlight import Marker
from hub.index.query import Query
from hub.index.search import Result, search
from hub.index.snapshot import Snapshot
from hub.vocabulary.listing import address

KINDS: tuple[ListKind, ...] = (
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
class Found:
    """What one kind holds: its first cards, how many there are, and the list of all of them."""

    of: ListKind
    cards: Sequence[Any]
    total: int
    every: Link
    best: float


@dataclass(frozen=True)
class Everything:
    """``groups`` hold only kinds that found something; ``kinds`` are all, each with its number."""

    groups: tuple[Found, ...]
    kinds: tuple[Link, ...]
    total: int
    spelling: Spelling | None


def find(text: str, chosen: Sequence[str], *, exact: bool = False) -> Everything:
    """Search every kind, or those of the routes ``chosen``.

    Words are corrected only where no kind knows them: what is a slip among tools may be the name
    of an organisation.
    """
    query = Query.of(text, include_ended=True)
    snapshots = {of.kind: current(of.kind, "public") for of in KINDS}
    answers = {of.kind: search(snapshots[of.kind], query, correct=False) for of in KINDS}
    corrected = None
    if query.text and not exact and not any(answer.total for answer in answers.values()):
        answers = {of.kind: search(snapshots[of.kind], query) for of in KINDS}
        corrected = next((a.corrected for a in answers.values() if a.corrected), None)
    wanted = [of for of in KINDS if not chosen or of.route in chosen]
    few = len(wanted) > 1
    groups = [_found(of, query, snapshots[of.kind], answers[of.kind], few=few) for of in wanted]
    groups = sorted((one for one in groups if one.total), key=lambda one: -one.best)
    return Everything(
        groups=tuple(groups),
        kinds=_kinds(query, answers, chosen),
        total=sum(one.total for one in groups),
        spelling=_spelling(query, corrected),
    )


def _found(of: ListKind, query: Query, snapshot: Snapshot, answer: Result, *, few: bool) -> Found:
    marker = Marker(snapshot, answer.words) if answer.words else None
    shown = answer.ids[:FEW] if few else answer.ids
    words = query.saying(answer.corrected) if answer.corrected else query
    every = Link(of.count(answer.total), address(reverse(of.route), words), answer.total)
    best = max(answer.scores, default=0.0)
    return Found(of, of.cards(shown, marker), answer.total, every, best)


def _kinds(query: Query, answers: dict[str, Result], chosen: Sequence[str]) -> tuple[Link, ...]:
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


def _spelling(query: Query, corrected: str | None) -> Spelling | None:
    if not corrected:
        return None
    typed = address(reverse("search"), Query.of(query.text))
    return Spelling(query.text, corrected, f"{typed}&exact=1")
