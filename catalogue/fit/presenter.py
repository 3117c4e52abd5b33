"""The finder's page: from a ranking to what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.contexts import why_alike
from catalogue.fit.finder_state import FinderState
from catalogue.fit.form_presenter import form_parts
from catalogue.fit.reason import Judgement
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import PER_PAGE, Ranking, Scoring, ranking
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, answer_label
from catalogue.fit.transfer import TransferCandidate, candidates
from catalogue.fit.view_models import FitResult, HiddenTools, SituationPage, TransferPanel
from catalogue.models import Tool
from catalogue.presenters.practice import practice_cards
from catalogue.presenters.safety_panel import panel_state
from hub.lists.pagination import page_links
from hub.lists.view_models import ChosenFilter, EndedNotice
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link


def start_page(visit: FinderState, base: str) -> SituationPage:
    """The questions, before anything is answered."""
    return SituationPage(
        heading=_("What could you use where you are?"),
        lead=_(
            "Answer what you like and leave out the rest. You get the tools that may fit, with the "
            "reasons for and against each, and what nobody knows. Your answers stand in the "
            "address of the page and nowhere else: this site keeps nothing about you."
        ),
        action=base,
        parts=form_parts(visit.situation),
        kept=visit.kept(),
    )


def situation_page(
    visit: FinderState, base: str, snapshot: Snapshot, why: Tool | None
) -> tuple[SituationPage, Ranking]:
    """The ranking for the answers. ``why`` is the tool whose sum stands on top."""
    terms = term_cache()
    field = Scoring(snapshot, checks_of(visit.situation, terms), ended=visit.ended)
    found = ranking(field, page=visit.page, show_broken=visit.show_broken, terms=terms)
    alone = [field.judged(terms)(why.pk)] if why and snapshot.rows_of(why.pk) else []
    cards = results([*alone, *found.judged, *found.nearest], visit)
    ones, ranked, nearest = _split(cards, alone, found.judged, found.nearest)
    page = SituationPage(
        heading=heading(visit, found),
        lead=lead(visit, found),
        action=base,
        parts=form_parts(visit.situation),
        results=ranked,
        first=(visit.page - 1) * PER_PAGE + 1,
        pages=page_links(visit.page, found.pages, lambda number: visit.at(number).address(base)),
        chosen=_chosen(visit, base),
        clear=base,
        hidden=_hidden(visit, base, found),
        ended=_ended(visit, base, found),
        drops=_drops(visit, base, found),
        nearest=nearest,
        transfer=transfer(candidates(field, visit.situation)) if visit.page == 1 else (),
        one=ones[0] if ones else None,
        pairs=tuple(visit.situation.pairs()),
        kept=visit.kept(),
        compare=reverse("tools-compare"),
        shortlist=reverse("shortlist"),
        gaps=Link(_("See on the gap map where tools are missing"), reverse("gaps")),
        answered=True,
        nothing_fits=not found.fitting,
    )
    return page, found


def heading(visit: FinderState, found: Ranking) -> str:
    count = {"count": found.fitting}
    if visit.situation.task:
        return (
            ngettext(
                "%(count)d tool does what you must do",
                "%(count)d tools do what you must do",
                found.fitting,
            )
            % count
            if found.fitting
            else _("No tool is known to do this within your limits")
        )
    if not found.fitting:
        return _("No tool is known to fit within your limits")
    return (
        ngettext(
            "%(count)d tool may fit your situation",
            "%(count)d tools may fit your situation",
            found.fitting,
        )
        % count
    )


def lead(visit: FinderState, found: Ranking) -> str:
    marked = found.hidden if visit.show_broken else 0
    others = found.total - marked - found.fitting
    if not found.fitting:
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


def results(judged: Sequence[Judgement], visit: FinderState) -> dict[int, FitResult]:
    """Tools with reasons by primary key. One query, which asks for the state again: what was
    withdrawn a moment ago is not shown by a process that is behind.
    """
    tools = (
        Tool.objects.published()
        .only("slug", "name", "summary", "language", "caution", "panel")
        .in_bulk([one.pk for one in judged])
    )
    before = urlencode([("tool", slug) for slug in visit.tools])
    after = visit.situation.canonical()
    shortlist = reverse("shortlist")
    found = {}
    for one in judged:
        if tool := tools.get(one.pk):
            own = "" if tool.slug in visit.tools else f"tool={tool.slug}"
            address = f"{shortlist}?{'&'.join(filter(None, (before, own, after)))}"
            found[one.pk] = _result(one, tool, address, picked=tool.slug in visit.tools)
    return found


def _result(one: Judgement, tool: Tool, shortlist: str, *, picked: bool) -> FitResult:
    return FitResult(
        link=Link(tool.name, tool.get_absolute_url(), language=tool.language),
        slug=tool.slug,
        summary=tool.summary,
        caution=bool(tool.caution),
        panel=panel_state(tool),
        sum=_("Sum: %(points)s") % {"points": one.points},
        choose=_("Choose %(name)s") % {"name": tool.name},
        add=_("Add to the shortlist: %(name)s") % {"name": tool.name},
        fits=one.fits,
        conflicts=one.conflicts,
        unknown=one.unknown,
        breaks=bool(one.breaks),
        shortlist=shortlist,
        picked=picked,
    )


def _split(
    cards: dict[int, FitResult], *groups: Iterable[Judgement]
) -> tuple[tuple[FitResult, ...], ...]:
    return tuple(tuple(cards[one.pk] for one in group if one.pk in cards) for group in groups)


def _chosen(visit: FinderState, base: str) -> tuple[ChosenFilter, ...]:
    return tuple(
        ChosenFilter(
            str(FACETS[name].label),
            answer_label(name, slug),
            visit.where(visit.situation.without(name, slug)).address(base),
        )
        for name in SITUATION_PARAMETERS
        for slug in visit.situation.answers(name)
    )


def _hidden(visit: FinderState, base: str, found: Ranking) -> HiddenTools | None:
    if not found.hidden:
        return None
    count = {"count": found.hidden}
    if visit.show_broken:
        sentence = ngettext(
            "%(count)d tool that is known to break a limit is shown and marked.",
            "%(count)d tools that are known to break a limit are shown and marked.",
            found.hidden,
        )
    else:
        sentence = ngettext(
            "%(count)d tool is not recommended, because it is known to break a limit.",
            "%(count)d tools are not recommended, because they are known to break a limit.",
            found.hidden,
        )
    limits = [
        ngettext("%(limit)s: %(count)d tool", "%(limit)s: %(count)d tools", one.tools)
        % {"limit": _limit_label(one.answer), "count": one.tools}
        for one in found.broken
    ]
    other = visit.showing(broken=not visit.show_broken).address(base)
    return HiddenTools(sentence % count, tuple(limits), visit.show_broken, other)


def _limit_label(answer: str) -> str:
    return answer_label("limit", answer) if answer else _("Not open to you")


def _ended(visit: FinderState, base: str, found: Ranking) -> EndedNotice | None:
    if visit.ended:
        sentence = _("Tools that have ended are included.")
        return EndedNotice(sentence, True, visit.showing(ended=False).address(base))
    if not found.ended_left_out:
        return None
    sentence = ngettext(
        "%(count)d tool that has ended is left out.",
        "%(count)d tools that have ended are left out.",
        found.ended_left_out,
    ) % {"count": found.ended_left_out}
    return EndedNotice(sentence, False, visit.showing(ended=True).address(base))


def _drops(visit: FinderState, base: str, found: Ranking) -> tuple[Link, ...]:
    """Which single limit, dropped, would bring in how many; the one that helps most first."""
    return tuple(
        Link(
            ngettext(
                "Without “%(limit)s” %(count)d more tool would do",
                "Without “%(limit)s” %(count)d more tools would do",
                one.freed,
            )
            % {"limit": answer_label("limit", one.answer), "count": one.freed},
            visit.where(visit.situation.without("limit", one.answer)).address(base),
            count=one.freed,
        )
        for one in found.broken
        if one.answer and one.freed
    )


def transfer(found: Sequence[TransferCandidate]) -> tuple[TransferPanel, ...]:
    """Tools to carry over, each with the notes that tell of it."""
    tools = Tool.objects.published().in_bulk([one.pk for one in found])
    cards = practice_cards([pk for one in found for pk in one.notes[:2]])
    by_tool: dict[str, list] = {}  # type: ignore[type-arg]
    for card in cards:
        by_tool.setdefault(card.tool.url, []).append(card)
    return tuple(
        TransferPanel(
            Link(tool.name, tool.get_absolute_url(), language=tool.language),
            tool.summary,
            tuple(_alike(asked, near) for asked, near in one.settings),
            tuple(by_tool.get(tool.get_absolute_url(), ())),
        )
        for one in found
        if (tool := tools.get(one.pk))
    )


def _alike(asked: str, near: str) -> str:
    terms = term_cache()
    return _("Used in: %(near)s. Like your setting (%(asked)s), because %(why)s.") % {
        "near": terms.label("context", near),
        "asked": terms.label("context", asked),
        "why": why_alike(asked, near),
    }
