"""Pages of tools by fit: all groups one after another, and one group with the others folded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.fit.checks import FitAssessment
from catalogue.fit.result_groups import FitGroup, OpenQuestion, listed_groups
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import BrokenLimit, Scoring
from catalogue.fit.situation import Situation
from hub.search_engine import bitmaps
from hub.search_engine.query import page_count
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache

PER_PAGE = 20
GROUP_PER_PAGE, PREVIEW = 12, 4  # tools of the group that is shown, and of each folded one
MAX_NEAREST = 3


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking, and counts of tools.

    ``total``: all in the ranking; ``fitting``: those known to do what is asked (the task, else any
    answer); ``hidden``: those known to break a limit, counted also where they are included;
    ``nearest``: where nothing fits, tools that do what is asked and break a limit.
    """

    assessments: tuple[FitAssessment, ...]
    total: int
    fitting: int
    hidden: int
    ended_left_out: int
    broken_limits: tuple[BrokenLimit, ...]
    pages: int
    nearest: tuple[FitAssessment, ...] = ()


@dataclass(frozen=True)
class GroupSlice:
    """A group with its size, and those of its tools that are on the page."""

    group: FitGroup
    total: int
    assessments: tuple[FitAssessment, ...]


@dataclass(frozen=True)
class GroupedResult:
    """The groups of a page. ``ranking`` counts over all of them; its pages are those of ``shown``.

    ``places``: of the tools of ``shown``, the first and last place that each could have in its
    group; ``elsewhere``: tools that are help of other places than those asked for.
    """

    ranking: Ranking
    shown: GroupSlice
    folded: tuple[GroupSlice, ...]
    places: dict[int, tuple[int, int]]
    open_questions: tuple[OpenQuestion, ...]
    elsewhere: frozenset[int]


def rank(
    snapshot: Snapshot,
    situation: Situation,
    *,
    page: int = 1,
    show_broken: bool = False,
    ended: bool = False,
    terms: TermCache | None = None,
) -> Ranking:
    """One page of all tools, the best fit first, each with all its reasons.

    ``show_broken`` ranks those that are known to break a hard limit too, each below what its other
    reasons would give. The empty situation ranks nothing.
    """
    terms = terms or term_cache()
    scoring = Scoring(snapshot, checks_of(situation, terms), ended=ended)
    return build_ranking(scoring, page=page, show_broken=show_broken, terms=terms)


def build_ranking(scoring: Scoring, *, page: int, show_broken: bool, terms: TermCache) -> Ranking:
    """A page of tools whose weights are computed: the groups one after another."""
    groups = listed_groups(show_broken=show_broken)
    total = sum(map(scoring.grouped.count, groups)) if scoring.checks else 0
    start = (page - 1) * PER_PAGE
    pks = scoring.best_of_groups(groups, start, start + PER_PAGE) if total else []
    return replace(
        _counts(scoring, terms),
        assessments=scoring.assess(pks, terms),
        total=total,
        pages=page_count(total, PER_PAGE),
    )


def _counts(scoring: Scoring, terms: TermCache) -> Ranking:
    """What is true of every page."""
    hidden = scoring.breaking()
    fitting = bitmaps.popcount(scoring.fitting() & ~hidden)
    nearest: list[int] = []
    if not fitting:
        nearest = scoring.best_fitting(hidden & scoring.fitting(), 0, MAX_NEAREST)
    return Ranking(
        assessments=(),
        total=0,
        fitting=fitting,
        hidden=bitmaps.popcount(hidden),
        ended_left_out=scoring.ended_left_out,
        broken_limits=scoring.broken_limits(),
        pages=1,
        nearest=scoring.assess(nearest, terms),
    )


def build_result(
    scoring: Scoring,
    *,
    group: FitGroup | None,
    page: int,
    show_broken: bool,
    terms: TermCache,
) -> GroupedResult:
    """The finder's page: one group with its places, and the first tools of the others, folded.

    ``group`` None: the first that has any tool.
    """
    grouped = scoring.grouped
    groups = listed_groups(show_broken=show_broken)
    shown = group or next((each for each in groups if grouped.count(each)), FitGroup.DOES)
    slices = []
    for each in groups:
        bits = grouped.bits[each]
        size = GROUP_PER_PAGE if each is shown else PREVIEW if group is None and page == 1 else 0
        start = (page - 1) * size if each is shown else 0
        pks = scoring.best_fitting(bits, start, start + size) if size else []
        slices.append(GroupSlice(each, grouped.count(each), scoring.assess(pks, terms)))
    opened = next(part for part in slices if part.group is shown)
    return GroupedResult(
        ranking=replace(
            _counts(scoring, terms),
            total=sum(part.total for part in slices),
            pages=page_count(opened.total, GROUP_PER_PAGE),
        ),
        shown=opened,
        folded=tuple(part for part in slices if part is not opened and part.total),
        places=scoring.places(shown, [one.pk for one in opened.assessments]),
        open_questions=grouped.open_questions(),
        elsewhere=frozenset(
            scoring.pks_within(
                scoring.elsewhere, [one.pk for part in slices for one in part.assessments]
            )
        ),
    )
