"""The finder's page: from a ranking to what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.checks import FitAssessment, Reason
from catalogue.fit.contexts import similarity_reason
from catalogue.fit.finder_state import FinderState
from catalogue.fit.form_presenter import (
    NamedContradiction,
    StepLink,
    named_contradictions,
    step_links,
)
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import PER_PAGE, Ranking, Scoring, build_ranking
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, answer_label
from catalogue.fit.transfer import TransferCandidate, transfer_candidates
from catalogue.models import Tool
from catalogue.presenters.practice import PracticeCard, practice_cards
from catalogue.presenters.safety_panel import panel_state
from hub.lists.presenter import include_ended, page_links
from hub.lists.view_models import ChosenFilter, EndedNotice, PageLinks
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class FitResult:
    """A tool with its reasons. ``points`` says what they come to. ``shortlist`` is the address that
    puts it on the shortlist; ``choose_label`` and ``add_label`` name the tool for those who hear
    the page. ``selected``: it was chosen for comparing. ``caution``: there is one. ``panel``:
    whether anybody assessed what it can do to people.
    """

    link: Link
    slug: str
    summary: str
    caution: bool
    panel: str
    points: str
    choose_label: str
    add_label: str
    fits: tuple[Reason, ...]
    conflicts: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    breaks: bool
    shortlist: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class HiddenTools:
    """Tools that are not recommended: a sentence with the number, and one for each limit.

    ``visible``: they are in the ranking now; ``url``: the page with the other choice.
    """

    sentence: str
    limits: tuple[str, ...]
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
    """What the finder finds.

    ``questions`` lead to each question and back here; ``contradictions`` are answers that do not
    go together. ``heading`` is a whole sentence with the number; ``lead`` says what to make of it.
    ``limit_drops`` are limits to drop, each with the number of tools that would then come in.
    ``pairs`` are the parameters that forms carry along. ``explained``: the whole sum of the one
    tool that was asked for. ``nearest``: where nothing fits, what comes nearest. ``gaps`` leads to
    the gap map. ``in_danger``: help comes before tools.
    """

    heading: str
    lead: str
    questions: tuple[StepLink, ...]
    contradictions: tuple[NamedContradiction, ...] = ()
    results: tuple[FitResult, ...] = ()
    first: int = 1
    pages: PageLinks | None = None
    chosen: tuple[ChosenFilter, ...] = ()
    clear: str = ""
    hidden: HiddenTools | None = None
    ended: EndedNotice | None = None
    limit_drops: tuple[Link, ...] = ()
    nearest: tuple[FitResult, ...] = ()
    transfer: tuple[TransferPanel, ...] = ()
    explained: FitResult | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    compare: str = ""
    shortlist: str = ""
    gaps: Link | None = None
    nothing_fits: bool = False
    in_danger: bool = False


def situation_page(
    state: FinderState, base: str, snapshot: Snapshot, why: Tool | None
) -> tuple[SituationPage, Ranking]:
    """The page of the ranking, and the ranking. ``why``: the tool explained on top of it."""
    terms = term_cache()
    scoring = Scoring(snapshot, checks_of(state.situation, terms), ended=state.ended)
    ranking = build_ranking(scoring, page=state.page, show_broken=state.show_broken, terms=terms)
    explained = scoring.assess([why.pk], terms) if why and snapshot.rows_of(why.pk) else ()
    groups = (explained, ranking.assessments, ranking.nearest)
    explained_cards, ranked, nearest = _card_groups(groups, state)
    transfers = transfer_candidates(scoring, state.situation) if state.page == 1 else ()
    page = SituationPage(
        heading=heading(state, ranking),
        lead=lead(state, ranking),
        questions=step_links(replace(state, then_tools=True)),
        contradictions=named_contradictions(replace(state, then_tools=True)),
        results=ranked,
        first=(state.page - 1) * PER_PAGE + 1,
        pages=page_links(
            state.page, ranking.pages, lambda number: state.with_page(number).address(base)
        ),
        chosen=_chosen_answers(state, base),
        clear=base,
        hidden=_hidden_tools(state, base, ranking),
        ended=_ended_notice(state, base, ranking),
        limit_drops=_limit_drops(state, base, ranking),
        nearest=nearest,
        transfer=transfer_panels(transfers),
        explained=explained_cards[0] if explained_cards else None,
        pairs=tuple(state.situation.pairs()),
        compare=reverse("tools-compare"),
        shortlist=reverse("shortlist"),
        gaps=Link(_("See on the gap map where tools are missing"), reverse("gaps")),
        nothing_fits=not ranking.fitting,
        in_danger=state.situation.in_danger,
    )
    return page, ranking


def heading(state: FinderState, ranking: Ranking) -> str:
    count = {"count": ranking.fitting}
    if state.situation.task:
        return (
            ngettext(
                "%(count)d tool does what you must do",
                "%(count)d tools do what you must do",
                ranking.fitting,
            )
            % count
            if ranking.fitting
            else _("No tool is known to do this within your limits")
        )
    if not ranking.fitting:
        return _("No tool is known to fit within your limits")
    return (
        ngettext(
            "%(count)d tool may fit your situation",
            "%(count)d tools may fit your situation",
            ranking.fitting,
        )
        % count
    )


def lead(state: FinderState, ranking: Ranking) -> str:
    included_broken = ranking.hidden if state.show_broken else 0
    others = ranking.total - included_broken - ranking.fitting
    if not ranking.fitting:
        return _(
            "The tools below are not known to do it, and not known to break a limit. The fit of "
            "all else decides their order."
        )
    if others <= 0:
        return _("They are ranked by fit.")
    return ngettext(
        "Ranked by fit. For %(count)d of the tools below no source says so: what is not known is "
        "no reason to leave a tool out.",
        "Ranked by fit. For %(count)d of the tools below no source says so: what is not known is "
        "no reason to leave a tool out.",
        others,
    ) % {"count": others}


def _card_groups(
    groups: Sequence[Sequence[FitAssessment]], state: FinderState
) -> tuple[tuple[FitResult, ...], ...]:
    """The cards of each group, without the tools that are not public any more."""
    cards = results([assessment for group in groups for assessment in group], state)
    return tuple(
        tuple(cards[assessment.pk] for assessment in group if assessment.pk in cards)
        for group in groups
    )


def results(assessments: Sequence[FitAssessment], state: FinderState) -> dict[int, FitResult]:
    """Cards by primary key of the tool. One query, which checks again that a tool is public: the
    snapshot of this process may be older than a withdrawal.
    """
    tools = (
        Tool.objects.published()
        .only("slug", "name", "summary", "language", "caution", "panel")
        .in_bulk([assessment.pk for assessment in assessments])
    )
    tools_query = urlencode([("tool", slug) for slug in state.tools])
    answers_query = state.situation.canonical()
    shortlist = reverse("shortlist")
    cards = {}
    for assessment in assessments:
        if tool := tools.get(assessment.pk):
            selected = tool.slug in state.tools
            tool_query = "" if selected else f"tool={tool.slug}"
            query = "&".join(filter(None, (tools_query, tool_query, answers_query)))
            address = f"{shortlist}?{query}"
            cards[assessment.pk] = _result_card(assessment, tool, address, selected=selected)
    return cards


def _result_card(
    assessment: FitAssessment, tool: Tool, shortlist: str, *, selected: bool
) -> FitResult:
    return FitResult(
        link=Link(tool.name, tool.get_absolute_url(), language=tool.language),
        slug=tool.slug,
        summary=tool.summary,
        caution=bool(tool.caution),
        panel=panel_state(tool),
        points=_("Sum: %(points)s") % {"points": assessment.points},
        choose_label=_("Choose %(name)s") % {"name": tool.name},
        add_label=_("Add to the shortlist: %(name)s") % {"name": tool.name},
        fits=assessment.fits,
        conflicts=assessment.conflicts,
        unknown=assessment.unknown,
        breaks=bool(assessment.breaks),
        shortlist=shortlist,
        selected=selected,
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
            "%(count)d tool that is known to break a limit is shown and marked.",
            "%(count)d tools that are known to break a limit are shown and marked.",
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
    toggle_url = state.with_filters(broken=not state.show_broken).address(base)
    return HiddenTools(sentence % count, tuple(limit_sentences), state.show_broken, toggle_url)


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
                "Without “%(limit)s” %(count)d more tool would do",
                "Without “%(limit)s” %(count)d more tools would do",
                limit.freed,
            )
            % {"limit": answer_label("limit", limit.answer), "count": limit.freed},
            state.with_situation(state.situation.without("limit", limit.answer)).address(base),
            count=limit.freed,
        )
        for limit in ranking.broken_limits
        if limit.answer and limit.freed
    )


def transfer_panels(transfers: Sequence[TransferCandidate]) -> tuple[TransferPanel, ...]:
    """Tools to carry over, each with its practice notes from a similar setting. Queries: three."""
    tools = Tool.objects.published().in_bulk([transfer.pk for transfer in transfers])
    cards = practice_cards([pk for transfer in transfers for pk in transfer.notes[:2]])
    notes_by_tool: dict[str, list] = {}  # type: ignore[type-arg]
    for card in cards:
        notes_by_tool.setdefault(card.tool.url, []).append(card)
    return tuple(
        TransferPanel(
            Link(tool.name, tool.get_absolute_url(), language=tool.language),
            tool.summary,
            tuple(_similarity_sentence(context, similar) for context, similar in transfer.settings),
            tuple(notes_by_tool.get(tool.get_absolute_url(), ())),
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
