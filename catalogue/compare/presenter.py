"""The pages of comparison, shortlist and briefing: what stands around table and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.briefing import in_situation
from catalogue.compare.parameters import (
    DIFFERENCES,
    LEAST,
    LONGEST_LIST,
    MOST,
    SITUATION,
    CompareParameters,
)
from catalogue.compare.table import Comparison, Judged, comparison, judgements
from catalogue.compare.tool_search import AddBox, Offer, add_box, neighbours
from catalogue.fit.checks import FitAssessment
from catalogue.models import Tool
from catalogue.presenters.safety_panel import panel_state
from catalogue.presenters.tool_cards import ToolCard, tool_cards
from hub.lists.view_models import ChosenFilter
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class ComparePage:
    """``comparison`` is None for fewer than two tools; ``lead`` then says how to choose. ``rows``
    are the choices of rows, ``chosen`` the answers of the situation. ``add`` is None when full.
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


@dataclass(frozen=True, slots=True)
class ShortlistedTool:
    """A tool on the shortlist. ``earlier`` moves it up, empty for the first one.

    ``points`` and the three numbers of reasons are of its fit; ``points`` is empty without a
    situation.
    """

    card: ToolCard
    panel: str
    remove: str
    earlier: str = ""
    points: str = ""
    fits: int = 0
    conflicts: int = 0
    unknown: int = 0
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """``compare`` is None where there are too few or too many tools to compare."""

    heading: str
    lead: str
    situation: Link
    tools: tuple[ShortlistedTool, ...] = ()
    compare: Link | None = None
    downloads: tuple[Link, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    add: AddBox | None = None


def start_page(
    asked: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
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
        situation=to_situation(asked),
        shortlist=to_shortlist(asked) if tools else None,
        answers=in_situation(asked.situation),
        offers=neighbours(tools[0].pk, asked, base, snapshot) if tools else (),
        add=add_box(asked, base, snapshot),
    )


def compare_page(
    asked: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> ComparePage:
    table = comparison(tools, _judged(asked, snapshot, tools), asked, base)
    return ComparePage(
        heading=ngettext("%(count)d tool side by side", "%(count)d tools side by side", len(tools))
        % {"count": len(tools)},
        lead=ngettext(
            "%(count)d of %(total)d facts differs.",
            "%(count)d of %(total)d facts differ.",
            table.differing,
        )
        % {"count": table.differing, "total": table.total},
        situation=to_situation(asked),
        shortlist=to_shortlist(asked),
        comparison=table,
        rows=_choices_of_rows(asked, base),
        left_out=_left_out(table),
        answers=in_situation(asked.situation),
        add=add_box(asked, base, snapshot) if len(tools) < MOST else None,
    )


def _judged(asked: CompareParameters, snapshot: Snapshot, tools: Sequence[Tool]) -> Judged:
    if asked.situation.is_empty:
        return []
    return judgements(snapshot, [tool.pk for tool in tools], asked.situation)


def _choices_of_rows(asked: CompareParameters, base: str) -> tuple[Link, ...]:
    """Each choice as a link that turns it on or off; that of the situation where there is one."""
    choices = [(DIFFERENCES, _("Only differences"))]
    if not asked.situation.is_empty:
        choices.append((SITUATION, _("Only what matters to my situation")))
    return tuple(
        Link(label, asked.toggled(name).address(base), current=name in asked.only)
        for name, label in choices
    )


def _left_out(table: Comparison) -> str:
    if not table.left_out:
        return ""
    return ngettext(
        "%(count)d fact is left out.", "%(count)d facts are left out.", table.left_out
    ) % {"count": table.left_out}


def to_situation(asked: CompareParameters) -> Link:
    """To the finder, with the tools chosen so far; they are ticked there."""
    words = _("Describe your situation") if asked.situation.is_empty else _("Change my situation")
    return Link(words, asked.plain().address(reverse("situation")))


def to_shortlist(asked: CompareParameters) -> Link:
    return Link(_("Keep these as a shortlist"), asked.plain().address(reverse("shortlist")))


def to_comparison(asked: CompareParameters) -> Link | None:
    if not LEAST <= len(asked.tools) <= MOST:
        return None
    return Link(_("Compare them side by side"), asked.plain().address(reverse("tools-compare")))


def shortlist_page(
    asked: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> ShortlistPage:
    """``tools`` in the reader's order; without any, what a shortlist is for."""
    count = {"count": len(tools)}
    words = ngettext(
        "%(count)d tool on my shortlist", "%(count)d tools on my shortlist", len(tools)
    )
    return ShortlistPage(
        heading=words % count if tools else _("My shortlist"),
        lead=_(
            "This list stands in the address of the page and nowhere else: no account, no cookie. "
            "Keep the address, or the downloaded sheet; both show what you were looking for to "
            "whoever sees them."
        ),
        situation=to_situation(asked),
        tools=_listed(asked, base, snapshot, tools),
        compare=to_comparison(asked),
        downloads=_downloads(asked) if tools else (),
        answers=in_situation(asked.situation),
        add=add_box(asked, base, snapshot) if len(tools) < LONGEST_LIST else None,
    )


def _downloads(asked: CompareParameters) -> tuple[Link, ...]:
    return tuple(
        Link(label, asked.plain().address(reverse(route)))
        for route, label in (
            ("briefing", _("Briefing sheet to print")),
            ("briefing-docx", _("Download for Word (.docx)")),
            ("briefing-text", _("Download as plain text (.txt)")),
        )
    )


def _listed(
    asked: CompareParameters, base: str, snapshot: Snapshot, tools: Sequence[Tool]
) -> tuple[ShortlistedTool, ...]:
    judged = _judged(asked, snapshot, tools) or [None] * len(tools)
    cards = {card.url: card for card in tool_cards([tool.pk for tool in tools])}
    return tuple(
        _one(tool, cards[tool.get_absolute_url()], one, asked, base)
        for tool, one in zip(tools, judged, strict=True)
        if tool.get_absolute_url() in cards
    )


def _one(
    tool: Tool, card: ToolCard, judged: FitAssessment | None, asked: CompareParameters, base: str
) -> ShortlistedTool:
    first = asked.tools[0] == tool.slug
    return ShortlistedTool(
        card=card,
        panel=panel_state(tool),
        remove=asked.without(tool.slug).address(base),
        earlier="" if first else asked.earlier(tool.slug).address(base),
        points=judged.points if judged else "",
        fits=len(judged.fits) if judged else 0,
        conflicts=len(judged.conflicts) if judged else 0,
        unknown=len(judged.unknown) if judged else 0,
        breaks=tuple(reason.sentence for reason in judged.breaks) if judged else (),
    )
