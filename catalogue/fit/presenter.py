"""The finder's page: from a ranking to what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.contexts import similarity_reason
from catalogue.fit.finder_state import FinderState
from catalogue.fit.form_presenter import StepLink, step_links
from catalogue.fit.group_texts import (
    group_heading,
    group_lead,
    open_question,
    order_sentence,
    result_heading,
)
from catalogue.fit.limits import PRECONDITION_BY_SLUG
from catalogue.fit.preconditions import contradictions
from catalogue.fit.ranking import (
    GROUP_PER_PAGE,
    GroupedResult,
    GroupSlice,
    Ranking,
    build_result,
)
from catalogue.fit.result_cards import CardContext, FitCard, cards_of, fit_cards, fit_tools
from catalogue.fit.result_groups import FitGroup
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, answer_label
from catalogue.fit.transfer import TransferCandidate, transfer_candidates
from catalogue.models import Tool
from catalogue.presenters.practice import PracticeCard, practice_cards
from hub.lists.presenter import include_ended, page_links
from hub.lists.view_models import ChosenFilter, EndedNotice, PageLinks
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.paths import record_path
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Tools of one group: ``heading`` with their number, ``lead`` says what they have in common.

    ``questions``: what would have to be known to decide. ``every`` leads to all of them.
    """

    slug: str
    heading: str
    lead: str
    cards: tuple[FitCard, ...]
    questions: tuple[str, ...] = ()
    every: Link | None = None


@dataclass(frozen=True, slots=True)
class HiddenTools:
    """Tools that are not recommended: a sentence with the number, and one for each limit.

    ``overlap`` says that the limits count some tools more than once; ``visible``: they are in the
    ranking now; ``url``: the page with the other choice.
    """

    sentence: str
    limits: tuple[str, ...]
    overlap: str
    visible: bool
    url: str


@dataclass(frozen=True, slots=True)
class TransferPanel:
    """A tool from a similar setting: ``sentences`` say how alike, ``notes`` what was adapted."""

    link: Link
    summary: str
    sentences: tuple[str, ...]
    notes: tuple[PracticeCard, ...]


@dataclass(frozen=True, slots=True)
class SituationPage:
    """What the finder finds. ``questions`` lead to each question and back here.

    ``heading`` is a whole sentence with the number. ``before``: steps before any tool;
    ``contradictions``: answers that pull against one another. ``shown`` is the group in full,
    ``folded`` the others; ``order`` says whether an order is claimed. ``mine``: the answers in one
    line; ``matrix``: all tools by these answers.
    ``limit_drops`` are limits to drop, each with the number of tools that would then come in.
    ``pairs`` are the parameters that forms carry along. ``explained``: the whole sum of the one
    tool that was asked for. ``nearest``: where nothing fits, what comes nearest. ``gaps`` leads to
    the gap map. ``in_danger``: help comes before tools.
    """

    heading: str
    questions: tuple[StepLink, ...]
    mine: str = ""
    before: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    shown: ResultGroup | None = None
    folded: tuple[ResultGroup, ...] = ()
    order: str = ""
    matrix: Link | None = None
    first: int = 1
    pages: PageLinks | None = None
    chosen: tuple[ChosenFilter, ...] = ()
    clear: str = ""
    hidden: HiddenTools | None = None
    ended: EndedNotice | None = None
    limit_drops: tuple[Link, ...] = ()
    nearest: tuple[FitCard, ...] = ()
    transfer: tuple[TransferPanel, ...] = ()
    explained: FitCard | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    compare: str = ""
    shortlist: str = ""
    gaps: Link | None = None
    nothing_fits: bool = False
    in_danger: bool = False


def situation_page(
    state: FinderState, base: str, snapshot: Snapshot, why: Tool | None
) -> tuple[SituationPage, GroupedResult]:
    """The page of the result, and the result. ``why``: the tool explained on top of it."""
    terms = term_cache()
    scoring = Scoring(snapshot, checks_of(state.situation, terms), ended=state.ended)
    result = build_result(
        scoring,
        group=FitGroup(state.group) if state.group else None,
        page=state.page,
        show_broken=state.show_broken or state.group == FitGroup.BROKEN,
        terms=terms,
    )
    explained = scoring.assess([why.pk], terms) if why and snapshot.rows_of(why.pk) else ()
    ranking, slices = result.ranking, (result.shown, *result.folded)
    assessments = [one for part in slices for one in part.assessments]
    context = CardContext.of_result(state, scoring, terms, result)
    cards = fit_cards([*assessments, *explained, *ranking.nearest], context)
    transfers = transfer_candidates(scoring, state.situation) if state.page == 1 else ()
    groups = [_result_group(part, state, base, result, cards) for part in slices]
    page = replace(
        _frame(state, base, result),
        shown=groups[0] if groups[0].cards else None,
        folded=tuple(groups[1:]),
        order=order_sentence(groups[0].cards),
        hidden=_hidden_tools(state, base, ranking),
        ended=_ended_notice(state, base, ranking),
        limit_drops=_limit_drops(state, base, ranking),
        nearest=cards_of(ranking.nearest, cards),
        transfer=transfer_panels(transfers, state),
        explained=next(iter(cards_of(explained, cards)), None),
        pairs=(*state.situation.pairs(), *_chosen_elsewhere(state, cards.values())),
    )
    return page, result


def _frame(state: FinderState, base: str, result: GroupedResult) -> SituationPage:
    """The page without its tools: what was answered, and where to go from here."""
    situation = state.situation
    return SituationPage(
        heading=result_heading(state, result),
        questions=step_links(replace(state, then_tools=True)),
        mine=" · ".join(answer_label(*pair) for pair in situation.pairs()),
        before=tuple(
            str(PRECONDITION_BY_SLUG[slug].step)
            for slug in situation.limit
            if slug in PRECONDITION_BY_SLUG
        ),
        contradictions=contradictions(situation),
        matrix=Link(_("All tools against my answers, as a table"), matrix_address(state)),
        first=(state.page - 1) * GROUP_PER_PAGE + 1,
        pages=page_links(
            state.page, result.ranking.pages, lambda number: state.with_page(number).address(base)
        ),
        chosen=_chosen_answers(state, base),
        clear=base,
        compare=reverse("tools-compare"),
        shortlist=reverse("shortlist"),
        gaps=Link(_("See on the gap map where tools are missing"), reverse("gaps")),
        nothing_fits=not result.ranking.fitting,
        in_danger=situation.in_danger,
    )


def _chosen_elsewhere(state: FinderState, cards: Iterable[FitCard]) -> list[tuple[str, str]]:
    """The tools that were chosen and have no box on this page to be ticked."""
    shown = {card.slug for card in cards}
    return [("tool", slug) for slug in state.tools if slug not in shown]


def matrix_address(state: FinderState) -> str:
    return replace(state, group="", page=1, why="").address(reverse("situation-matrix"))


def _result_group(
    part: GroupSlice,
    state: FinderState,
    base: str,
    result: GroupedResult,
    cards: dict[int, FitCard],
) -> ResultGroup:
    shown = cards_of(part.assessments, cards)
    every = None
    if part is not result.shown and part.total > len(shown):
        label = ngettext("Show this %(count)d tool", "Show all %(count)d tools", part.total)
        address = state.with_group(part.group.value).address(base)
        every = Link(label % {"count": part.total}, address, count=part.total)
    is_unknown = part.group is FitGroup.UNKNOWN
    has_task = bool(state.situation.task)
    return ResultGroup(
        slug=part.group.value,
        heading=group_heading(part.group, part.total, has_task=has_task),
        lead=group_lead(part.group),
        cards=shown,
        questions=tuple(map(open_question, result.open_questions)) if is_unknown else (),
        every=every,
    )


def _chosen_answers(state: FinderState, base: str) -> tuple[ChosenFilter, ...]:
    return tuple(
        ChosenFilter(
            str(FACETS[name].label),
            answer_label(name, slug),
            state.with_situation(state.situation.without(name, slug)).address(base),
        )
        for name in SITUATION_PARAMETERS
        for slug in state.situation.answers(name)
    )


def _hidden_tools(state: FinderState, base: str, ranking: Ranking) -> HiddenTools | None:
    if not ranking.hidden:
        return None
    count = {"count": ranking.hidden}
    if state.show_broken:
        sentence = ngettext(
            "%(count)d tool that breaks a limit is shown, with a note.",
            "%(count)d tools that break a limit are shown, each with a note.",
            ranking.hidden,
        )
    else:
        sentence = ngettext(
            "%(count)d tool is not recommended, because it is known to break a limit.",
            "%(count)d tools are not recommended, because they are known to break a limit.",
            ranking.hidden,
        )
    limit_sentences = [
        ngettext("%(limit)s: %(count)d tool", "%(limit)s: %(count)d tools", limit.tools)
        % {"limit": _limit_label(limit.answer), "count": limit.tools}
        for limit in ranking.broken_limits
    ]
    counted = sum(limit.tools for limit in ranking.broken_limits)
    return HiddenTools(
        sentence=sentence % count,
        limits=tuple(limit_sentences),
        overlap=_("Some are counted more than once.") if counted > ranking.hidden else "",
        visible=state.show_broken,
        url=state.with_filters(broken=not state.show_broken).address(base),
    )


def _limit_label(answer: str) -> str:
    return answer_label("limit", answer) if answer else _("Not open to you")


def _ended_notice(state: FinderState, base: str, ranking: Ranking) -> EndedNotice | None:
    if state.ended:
        without = Link(_("Leave them out"), state.with_filters(ended=False).address(base))
        return EndedNotice(_("Tools that have ended are included."), without)
    if not ranking.ended_left_out:
        return None
    sentence = ngettext(
        "%(count)d tool that has ended is left out.",
        "%(count)d tools that have ended are left out.",
        ranking.ended_left_out,
    ) % {"count": ranking.ended_left_out}
    address = state.with_filters(ended=True).address(base)
    return EndedNotice(sentence, include_ended(ranking.ended_left_out, address))


def _limit_drops(state: FinderState, base: str, ranking: Ranking) -> tuple[Link, ...]:
    """A link for each limit: the answers without it, and how many tools that would add."""
    return tuple(
        Link(
            ngettext(
                "Without “%(limit)s” %(count)d more tool would fit",
                "Without “%(limit)s” %(count)d more tools would fit",
                limit.freed,
            )
            % {"limit": answer_label("limit", limit.answer), "count": limit.freed},
            state.with_situation(state.situation.without("limit", limit.answer)).address(base),
            count=limit.freed,
        )
        for limit in ranking.broken_limits
        if limit.answer and limit.freed
    )


def transfer_panels(
    transfers: Sequence[TransferCandidate], state: FinderState
) -> tuple[TransferPanel, ...]:
    """Tools to carry over, each with its practice notes from a similar setting. Queries: three."""
    tools = fit_tools([transfer.pk for transfer in transfers])
    cards = practice_cards([pk for transfer in transfers for pk in transfer.notes[:2]])
    notes_by_tool: dict[str, list] = {}  # type: ignore[type-arg]
    for card in cards:
        notes_by_tool.setdefault(card.tool.url, []).append(card)
    return tuple(
        TransferPanel(
            Link(tool.name, state.address(record_path("tool", tool.slug)), language=tool.language),
            tool.summary,
            tuple(_similarity_sentence(context, similar) for context, similar in transfer.settings),
            tuple(notes_by_tool.get(record_path("tool", tool.slug), ())),
        )
        for transfer in transfers
        if (tool := tools.get(transfer.pk))
    )


def _similarity_sentence(context: str, similar: str) -> str:
    terms = term_cache()
    return _("Used in: %(near)s. Like your setting (%(asked)s), because %(why)s.") % {
        "near": terms.label("context", similar),
        "asked": terms.label("context", context),
        "why": similarity_reason(context, similar),
    }
