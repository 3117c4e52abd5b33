"""Where a tool's page leads on: back to the finder's result, to the shortlist, to a comparison.

The answers and the tools chosen so far come in the address, as on the finder's own pages, and
go on in its links. Nothing is kept anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.parameters import MAX_SHORTLIST, MAX_TOOLS, CompareParameters
from catalogue.fit.finder_state import MAX_TOOLS as MAX_CHOSEN
from catalogue.fit.finder_state import FinderState
from catalogue.models import Tool
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class ToolWays:
    """``results`` is None where no answers came along; ``choose`` leads back with the tool ticked.

    ``choose`` is None too where the tool is ticked already, or no more can be.
    """

    shortlist: Link
    compare: Link
    results: Link | None = None
    choose: Link | None = None


def ways_from(tool: Tool, state: FinderState) -> ToolWays:
    """``state``: the answers and tools that the address of the page holds."""
    parameters = CompareParameters(state.tools, state.situation)
    shortlist, compare = _shortlist(tool, parameters), _compare(tool, parameters)
    if state.situation.is_empty:
        return ToolWays(shortlist, compare)
    results = Link(_("Back to my results"), _results_address(tool, state))
    return ToolWays(shortlist, compare, results, _choose(tool, state))


def _results_address(tool: Tool, state: FinderState) -> str:
    """The same page of the result, at the card of the tool."""
    return f"{state.address(reverse('situation'))}#tool-{tool.slug}"


def _choose(tool: Tool, state: FinderState) -> Link | None:
    if tool.slug in state.tools or len(state.tools) >= MAX_CHOSEN:
        return None
    label = _("Choose %(name)s and go back to my results") % {"name": tool.name}
    chosen = replace(state, tools=(*state.tools, tool.slug))
    return Link(label, _results_address(tool, chosen))


def _shortlist(tool: Tool, parameters: CompareParameters) -> Link:
    base, count = reverse("shortlist"), len(parameters.tools)
    if tool.slug in parameters.tools or count >= MAX_SHORTLIST:
        kept = parameters.with_tools(*parameters.tools[:MAX_SHORTLIST])
        label = ngettext("My shortlist (%(count)d tool)", "My shortlist (%(count)d tools)", count)
        return Link(label % {"count": count}, kept.address(base))
    label = _("Add %(name)s to the shortlist") % {"name": tool.name}
    return Link(label, parameters.with_tool(tool.slug).address(base))


def _compare(tool: Tool, parameters: CompareParameters) -> Link:
    """With as many of the tools chosen so far as stand side by side, the latest ones."""
    others = [slug for slug in parameters.tools if slug != tool.slug][-(MAX_TOOLS - 1) :]
    label = _("Compare %(name)s with others") % {"name": tool.name}
    return Link(label, parameters.with_tools(*others, tool.slug).address(reverse("tools-compare")))
