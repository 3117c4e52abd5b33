"""Situations that the first page offers as they are, each with the first tools of its result.

Declared are the answers and the words for them; which tools are named is computed like the finder's
result, so that both always say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fit.finder_state import FinderState
from catalogue.fit.questions import LazyText
from catalogue.fit.result_groups import FitGroup
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import Situation
from catalogue.models import Tool
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link

NAMED = 3  # tools named for each


@dataclass(frozen=True)
class ReadySituation:
    """Answers of the finder, and the same in the words of somebody who is in that situation."""

    label: LazyText
    situation: Situation


def _ready(label: LazyText, **answers: str) -> ReadySituation:
    """The answers by question, several of one separated by blanks."""
    return ReadySituation(
        label, Situation.of({name: text.split() for name, text in answers.items()})
    )


# For those who assist, those who are in it, and those who investigate; in crisis and at home.
READY_SITUATIONS = (
    _ready(
        _("Cases to manage in a camp with no internet"),
        who="ngo-caseworker",
        what="displacement-camp",
        task="manage-cases",
        limit="no-internet",
    ),
    _ready(
        _("Abuses to document where phones are searched"),
        who="ngo-caseworker",
        what="repressive-setting",
        task="document",
        limit="no-internet",
    ),
    _ready(
        _("A job offer abroad to check before I leave"),
        who="migrant-worker",
        what="migration-route",
        task="check-recruiter",
    ),
    _ready(
        _("A picture of me, or of a child, is online"),
        who="child-youth",
        what="online",
        task="remove-images",
    ),
    _ready(
        _("Relatives lost in a war, and only a basic phone"),
        who="displaced-person",
        what="armed-conflict",
        task="trace-family",
        limit="basic-phones",
    ),
    _ready(
        _("Police looking for victims in online adverts"),
        who="law-enforcement",
        what="online",
        task="investigate",
    ),
)


@dataclass(frozen=True, slots=True)
class ReadyLink:
    """A situation that leads to the finder's result; ``tools`` are names with their languages."""

    label: str
    url: str
    tools: tuple[Link, ...]


def ready_links(snapshot: Snapshot) -> tuple[ReadyLink, ...]:
    """All of them, each with the first tools of its result as of this snapshot."""
    by_situation = snapshot.derived.get("fit.ready", partial(_best_tools, snapshot))
    pks = {pk for best in by_situation for pk in best}
    # Asked again, like the tools of every list: what was withdrawn is not named.
    tools = Tool.objects.published().only("name", "slug", "language").in_bulk(pks)
    return tuple(
        ReadyLink(
            str(ready.label),
            FinderState(ready.situation).address(reverse("situation")),
            tuple(
                Link(tool.name, tool.get_absolute_url(), language=tool.language)
                for pk in best
                if (tool := tools.get(pk))
            ),
        )
        for ready, best in zip(READY_SITUATIONS, by_situation, strict=True)
    )


def _best_tools(snapshot: Snapshot) -> tuple[tuple[int, ...], ...]:
    """For each situation the first of the tools that do what it asks: primary keys."""
    terms = term_cache()
    best = []
    for ready in READY_SITUATIONS:
        scoring = Scoring(snapshot, checks_of(ready.situation, terms), ended=False)
        best.append(tuple(scoring.best_of_groups((FitGroup.DOES,), 0, NAMED)))
    return tuple(best)
