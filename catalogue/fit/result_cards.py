"""The cards of the finder: a tool with the weightiest reasons, its needs, and its whole sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.fit.checks import FitAssessment, Reason, signed_points
from catalogue.fit.explanation import RecordTexts
from catalogue.fit.finder_state import FinderState
from catalogue.fit.ranking import GroupedResult
from catalogue.fit.scoring_engine import Scoring
from catalogue.models import Tool
from catalogue.presenters.facts import join_labels
from hub.records.keyed_rows import KeyedRows
from hub.vocabulary.term_cache import TermCache
from hub.web.paths import record_path
from hub.web.view_models import Link

# Of what is not known a card names what was asked for, this first.
ASKED_FIRST = ("task", "limit", "what", "language", "place", "whom", "who")


@dataclass(frozen=True, slots=True)
class FitCard:
    """A tool of a result. ``place``: its place in the group, or the first and last place that it
    could have ("2–6"), which is ``alike``; empty where no order is claimed.

    ``needs`` and ``cost`` are labels, empty where nothing is recorded. ``elsewhere`` names the
    places that its help is for, if they are others than those asked for. ``unassessed``: nobody
    assessed it for use with people at risk. ``sum_line`` and ``scale`` say what the points of all
    reasons come to, and what they could.
    """

    link: Link
    slug: str
    summary: str
    best: Reason | None
    worst: Reason | None
    needs: str
    cost: str
    sum_line: str
    scale: str
    fits: tuple[Reason, ...]
    conflicts: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    choose_label: str
    place: str = ""
    alike: bool = False
    elsewhere: str = ""
    caution: bool = False
    unassessed: bool = True
    breaks: bool = False
    selected: bool = False


@dataclass(frozen=True)
class CardContext:
    """What the cards of a page share."""

    state: FinderState
    scoring: Scoring
    terms: TermCache
    elsewhere: frozenset[int] = frozenset()
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of_result(
        cls, state: FinderState, scoring: Scoring, terms: TermCache, result: GroupedResult
    ) -> CardContext:
        return cls(state, scoring, terms, result.elsewhere, result.places)

    @property
    def most_points(self) -> int:
        """The greatest sum that any tool could have with these answers."""
        return sum(max(0, *(case.points for case in check.cases)) for check in self.scoring.checks)


class FitToolRow(NamedTuple):
    """What a card shows of the tool itself."""

    slug: str
    name: str
    summary: str
    language: str
    caution: str | None
    panel: str


_tool_rows = KeyedRows(
    lambda pks: (
        Tool.objects.published()
        .filter(pk__in=pks)
        .order_by()
        .values_list("pk", *FitToolRow._fields)
    )
)


def fit_tools(pks: Sequence[int]) -> dict[int, FitToolRow]:
    """Those that are public at this moment, by primary key. One query."""
    return {row[0]: FitToolRow._make(row[1:]) for row in _tool_rows(pks)}


def fit_cards(assessments: Iterable[FitAssessment], context: CardContext) -> dict[int, FitCard]:
    """Cards by primary key of the tool. One query, which checks again that a tool is public: the
    snapshot of this process may be older than a withdrawal.
    """
    assessments = list(assessments)
    tools = fit_tools([assessment.pk for assessment in assessments])
    most = signed_points(context.most_points)
    return {
        assessment.pk: _card(assessment, tool, context, most)
        for assessment in assessments
        if (tool := tools.get(assessment.pk))
    }


def _card(assessment: FitAssessment, tool: FitToolRow, context: CardContext, most: str) -> FitCard:
    record = context.scoring.record_texts(assessment.pk)
    first, last = context.places.get(assessment.pk, (0, 0))
    return FitCard(
        link=Link(
            tool.name,
            context.state.address(record_path("tool", tool.slug)),
            language=tool.language,
        ),
        slug=tool.slug,
        summary=tool.summary,
        best=best_reason(assessment),
        worst=worst_reason(assessment),
        needs=join_labels(record.recorded("connectivity")),
        cost=join_labels(record.recorded("access")),
        sum_line=sum_line(assessment),
        scale=_("The most that a tool can have with your answers: %(most)s.") % {"most": most},
        fits=assessment.fits,
        conflicts=assessment.conflicts,
        unknown=assessment.unknown,
        choose_label=_("Choose %(name)s") % {"name": tool.name},
        place=place_label(first, last),
        alike=first != last,
        elsewhere=_elsewhere(record) if assessment.pk in context.elsewhere else "",
        caution=bool(tool.caution),
        unassessed=tool.panel != Tool.Assessment.ASSESSED,
        breaks=bool(assessment.breaks),
        selected=tool.slug in context.state.tools,
    )


def place_label(first: int, last: int) -> str:
    if not first:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _elsewhere(record: RecordTexts) -> str:
    return _("For %(places)s") % {"places": join_labels(record.countries())}


def best_reason(assessment: FitAssessment) -> Reason | None:
    """The weightiest reason for a tool beside what its group says of all: that it does the task."""
    fits = assessment.fits
    return next((reason for reason in fits if reason.rule != "task"), fits[0] if fits else None)


def worst_reason(assessment: FitAssessment) -> Reason | None:
    """The weightiest reason against it; without one, what of the answers is not known."""
    if assessment.conflicts:
        return assessment.conflicts[0]
    return min(assessment.unknown, key=_asked_rank, default=None)


def _asked_rank(reason: Reason) -> int:
    return ASKED_FIRST.index(reason.rule) if reason.rule in ASKED_FIRST else len(ASKED_FIRST)


def sum_line(assessment: FitAssessment) -> str:
    least, greatest = map(signed_points, assessment.span)
    if least == greatest:
        return _("Score: %(points)s") % {"points": assessment.points}
    return _("Score: %(points)s; with what is not known, between %(least)s and %(greatest)s") % {
        "points": assessment.points,
        "least": least,
        "greatest": greatest,
    }


def cards_of(
    assessments: Sequence[FitAssessment], cards: Mapping[int, FitCard]
) -> tuple[FitCard, ...]:
    """The cards in the order of the assessments, without tools that are not public any more."""
    return tuple(cards[each.pk] for each in assessments if each.pk in cards)
