"""The pages of comparison and shortlist around table and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.briefing import answered_questions, made_sentence
from catalogue.compare.parameters import (
    DIFFERENCES,
    MAX_SHORTLIST,
    MAX_TOOLS,
    MIN_TOOLS,
    SITUATION,
    CompareParameters,
)
from catalogue.compare.qr_code import QrCode, build_qr_code
from catalogue.compare.table import Assessments, Comparison, assess_tools, build_comparison
from catalogue.compare.tool_search import AddBox, Offer, build_add_box, similar_offers
from catalogue.fit.checks import FitAssessment
from catalogue.models import Tool
from catalogue.presenters.safety_panel import panel_state
from catalogue.presenters.tool_cards import ToolCard, tool_cards
from hub.lists.view_models import ChosenFilter
from hub.search_engine.snapshot import Snapshot
from hub.web.neutral_titles import add_prefix, neutral_titles
from hub.web.responses import absolute
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class ComparePage:
    """``comparison`` is None for fewer than two tools; ``lead`` then says how to choose.
    ``rows`` are the choices of rows, ``chosen`` the answers of the situation. ``add`` is None when
    full. ``made``: on paper, when and from where it was printed.
    """

    heading: str
    lead: str
    situation: Link
    shortlist: Link | None
    comparison: Comparison | None = None
    rows: tuple[Link, ...] = ()
    left_out: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    chosen: tuple[ChosenFilter, ...] = ()
    offers: tuple[Offer, ...] = ()
    add: AddBox | None = None
    made: str = ""


@dataclass(frozen=True, slots=True)
class ShortlistedTool:
    """A tool on the shortlist. ``move_up`` moves it up, empty for the first one.

    ``points`` and the three numbers of reasons are of its fit; ``points`` is empty without a
    situation.
    """

    card: ToolCard
    panel: str
    remove: str
    move_up: str = ""
    points: str = ""
    fits: int = 0
    conflicts: int = 0
    unknown: int = 0
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """``compare`` is None where there are too few or too many tools to compare; ``code`` is the
    shortlist's address for another phone, None while it is empty.
    """

    heading: str
    lead: str
    situation: Link
    tools: tuple[ShortlistedTool, ...] = ()
    compare: Link | None = None
    downloads: tuple[Link, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    code: QrCode | None = None
    add: AddBox | None = None


def start_page(
    parameters: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> ComparePage:
    """Fewer than two tools: how to choose, and what this one could be compared with."""
    if tools:
        heading = _("Compare %(name)s with others") % {"name": tools[0].name}
        lead = _("Choose one more tool, or up to five. They will stand side by side, fact by fact.")
    else:
        heading = _("Compare tools")
        lead = _(
            "Two to six tools side by side, fact by fact: what differs, what is not known, and "
            "where each fact comes from. Find them by their names, or describe your situation "
            "first and tick the tools that may fit."
        )
    return ComparePage(
        heading=heading,
        lead=lead,
        situation=situation_link(parameters),
        shortlist=shortlist_link(parameters) if tools else None,
        answers=answered_questions(parameters.situation),
        offers=similar_offers(tools[0].pk, parameters, base, snapshot) if tools else (),
        add=build_add_box(parameters, base, snapshot),
    )


def compare_page(
    parameters: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> ComparePage:
    table = build_comparison(tools, _assessments(parameters, snapshot, tools), parameters, base)
    return ComparePage(
        heading=ngettext("%(count)d tool side by side", "%(count)d tools side by side", len(tools))
        % {"count": len(tools)},
        lead=ngettext(
            "%(count)d of %(total)d facts differs.",
            "%(count)d of %(total)d facts differ.",
            table.differing,
        )
        % {"count": table.differing, "total": table.total},
        situation=situation_link(parameters),
        shortlist=shortlist_link(parameters),
        comparison=table,
        rows=_row_filter_links(parameters, base),
        left_out=_left_out_sentence(table),
        answers=answered_questions(parameters.situation),
        add=build_add_box(parameters, base, snapshot) if len(tools) < MAX_TOOLS else None,
        made=made_sentence(timezone.localdate().isoformat(), parameters.address(base)),
    )


def _assessments(
    parameters: CompareParameters, snapshot: Snapshot, tools: Sequence[Tool]
) -> Assessments:
    if parameters.situation.is_empty:
        return []
    return assess_tools(snapshot, [tool.pk for tool in tools], parameters.situation)


def _row_filter_links(parameters: CompareParameters, base: str) -> tuple[Link, ...]:
    """Each choice as a link that turns it on or off; that of the situation where there is one."""
    choices = [(DIFFERENCES, _("Only differences"))]
    if not parameters.situation.is_empty:
        choices.append((SITUATION, _("Only what matters to my situation")))
    return tuple(
        Link(label, parameters.toggled(name).address(base), current=name in parameters.only)
        for name, label in choices
    )


def _left_out_sentence(table: Comparison) -> str:
    if not table.left_out:
        return ""
    return ngettext(
        "%(count)d fact is left out.", "%(count)d facts are left out.", table.left_out
    ) % {"count": table.left_out}


def situation_link(parameters: CompareParameters) -> Link:
    """To the finder, with the tools chosen so far; they are ticked there."""
    label = (
        _("Describe your situation") if parameters.situation.is_empty else _("Change my situation")
    )
    return Link(label, parameters.without_filters().address(reverse("situation")))


def shortlist_link(parameters: CompareParameters) -> Link:
    return Link(
        _("Keep these as a shortlist"), parameters.without_filters().address(reverse("shortlist"))
    )


def comparison_link(parameters: CompareParameters) -> Link | None:
    if not MIN_TOOLS <= len(parameters.tools) <= MAX_TOOLS:
        return None
    return Link(
        _("Compare them side by side"),
        parameters.without_filters().address(reverse("tools-compare")),
    )


def shortlist_page(
    parameters: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> ShortlistPage:
    """``tools`` in the reader's order; without any, what a shortlist is for."""
    count = {"count": len(tools)}
    heading = ngettext(
        "%(count)d tool on my shortlist", "%(count)d tools on my shortlist", len(tools)
    )
    return ShortlistPage(
        heading=heading % count if tools else _("My shortlist"),
        lead=_(
            "This list is only in the web address: no account, no cookie. Keep the address, or the "
            "downloaded sheet. Both show what you were looking for to whoever sees them."
        ),
        situation=situation_link(parameters),
        tools=_shortlisted_tools(parameters, base, snapshot, tools),
        compare=comparison_link(parameters),
        downloads=_download_links(parameters) if tools else (),
        answers=answered_questions(parameters.situation),
        add=build_add_box(parameters, base, snapshot) if len(tools) < MAX_SHORTLIST else None,
        code=build_qr_code(_address_to_give(parameters, base)) if tools else None,
    )


def _address_to_give(parameters: CompareParameters, base: str) -> str:
    """With neutral titles where this page has them: the other phone may be the one watched."""
    address = parameters.without_filters().address(base)
    return absolute(add_prefix(address) if neutral_titles() else address)


def _download_links(parameters: CompareParameters) -> tuple[Link, ...]:
    return tuple(
        Link(label, parameters.without_filters().address(reverse(route)))
        for route, label in (
            ("briefing", _("Briefing sheet to print")),
            ("briefing-docx", _("Download for Word (.docx)")),
            ("briefing-text", _("Download as plain text (.txt)")),
        )
    )


def _shortlisted_tools(
    parameters: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> tuple[ShortlistedTool, ...]:
    assessments = _assessments(parameters, snapshot, tools) or [None] * len(tools)
    cards = {card.url: card for card in tool_cards([tool.pk for tool in tools])}
    return tuple(
        _shortlisted_tool(tool, cards[tool.get_absolute_url()], assessment, parameters, base)
        for tool, assessment in zip(tools, assessments, strict=True)
        if tool.get_absolute_url() in cards
    )


def _shortlisted_tool(
    tool: Tool,
    card: ToolCard,
    assessment: FitAssessment | None,
    parameters: CompareParameters,
    base: str,
) -> ShortlistedTool:
    is_first = parameters.tools[0] == tool.slug
    return ShortlistedTool(
        card=replace(card, url=parameters.without_filters().address(card.url)),
        panel=panel_state(tool),
        remove=parameters.without(tool.slug).address(base),
        move_up="" if is_first else parameters.moved_up(tool.slug).address(base),
        points=assessment.points if assessment else "",
        fits=len(assessment.fits) if assessment else 0,
        conflicts=len(assessment.conflicts) if assessment else 0,
        unknown=len(assessment.unknown) if assessment else 0,
        breaks=tuple(reason.sentence for reason in assessment.breaks) if assessment else (),
    )
