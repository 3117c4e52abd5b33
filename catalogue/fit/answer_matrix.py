"""All tools by the reader's answers: a row for each tool, a column for each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.checks import Case, Check, FitVerdict
from catalogue.fit.finder_state import FinderState
from catalogue.fit.group_texts import group_heading
from catalogue.fit.result_groups import FitGroup, listed_groups
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import FACETS
from catalogue.models import Tool
from hub.lists.presenter import page_links
from hub.lists.view_models import PageLinks
from hub.search_engine.query import page_count
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class FitCell:
    """``look`` is one of fits, part, against, open, and chooses the sign beside the word."""

    look: str
    word: str


@dataclass(frozen=True, slots=True)
class FitRow:
    link: Link
    cells: tuple[FitCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixSection:
    """The tools of one group on this page."""

    heading: str
    rows: tuple[FitRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """``columns`` are pairs of question and answer; ``back`` leads to the result as cards."""

    heading: str
    lead: str
    columns: tuple[tuple[str, str], ...]
    sections: tuple[MatrixSection, ...]
    pages: PageLinks
    back: Link


def matrix_page(state: FinderState, base: str, snapshot: Snapshot) -> MatrixPage:
    """One page of the matrix, the groups of the result one after another. One query."""
    checks = checks_of(state.situation, term_cache())
    scoring = Scoring(snapshot, checks, ended=state.ended)
    groups = listed_groups(show_broken=state.show_broken)
    counts = {group: scoring.grouped.count(group) for group in groups}
    total = sum(counts.values())
    last = page_count(total, ROWS_PER_PAGE)
    start = (state.page - 1) * ROWS_PER_PAGE
    pks = scoring.best_of_groups(counts, start, start + ROWS_PER_PAGE)
    asked = [check for check in checks if check.question]
    placed = zip(pks, _groups_of(counts, start, len(pks)), strict=True)
    return MatrixPage(
        heading=ngettext(
            "%(count)d tool against my answers", "%(count)d tools against my answers", total
        )
        % {"count": total},
        lead=_("Each tool beside each of your answers, in the order of the result."),
        columns=tuple((str(FACETS[one.question].label), one.answer_label) for one in asked),
        sections=_sections(list(placed), asked, snapshot, counts, state),
        pages=page_links(state.page, last, lambda number: state.with_page(number).address(base)),
        back=Link(_("Back to the result"), state.with_page(1).address(reverse("situation"))),
    )


def _groups_of(counts: dict[FitGroup, int], start: int, size: int) -> list[FitGroup]:
    """The group of each place from ``start`` on."""
    groups: list[FitGroup] = []
    for group, count in counts.items():
        first, start = start, max(start - count, 0)
        groups += [group] * max(0, min(count - first, size - len(groups)))
    return groups


def _sections(
    placed: Sequence[tuple[int, FitGroup]],
    asked: Sequence[Check],
    snapshot: Snapshot,
    counts: dict[FitGroup, int],
    state: FinderState,
) -> tuple[MatrixSection, ...]:
    """Tools that are not public any more are left out."""
    published = Tool.objects.published().only("slug", "name", "language")
    tools = published.in_bulk([pk for pk, _group in placed])
    has_task = bool(state.situation.task)
    return tuple(
        MatrixSection(
            group_heading(group, counts[group], has_task=has_task),
            tuple(
                _row(tool, snapshot.rows_of(pk), asked, state)
                for pk, _group in members
                if (tool := tools.get(pk))
            ),
        )
        for group, members in groupby(placed, key=lambda pair: pair[1])
    )


def _row(
    tool: Tool, record_rows: frozenset[str], asked: Sequence[Check], state: FinderState
) -> FitRow:
    """The page of the tool leads back to the first page of the result, not to one of the matrix."""
    page = state.with_page(1).address(tool.get_absolute_url())
    link = Link(tool.name, page, language=tool.language)
    return FitRow(link, tuple(_cell(check.case_of(record_rows)) for check in asked))


def _cell(case: Case | None) -> FitCell:
    if case is None or case.level.verdict is FitVerdict.UNKNOWN:
        return FitCell("open", _("not known"))
    if case.level.verdict is FitVerdict.CONFLICTS:
        return FitCell("against", _("against"))
    return FitCell("fits", _("fits")) if case.is_full else FitCell("part", _("in part"))
