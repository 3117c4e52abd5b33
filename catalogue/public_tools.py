"""Public tools with all that their page and comparisons show of them, their SQL made once.

The same as ``Tool.objects.published().for_page()``, whose SQL was a quarter of the page of a tool;
what that prefetches comes as lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.models import (
    OrganisationTerm,
    Tool,
    ToolCitation,
    ToolOrganisation,
    ToolTerm,
)
from hub.records.keyed_rows import KeyedRows, hold_related

_tools = KeyedRows(
    lambda slugs: Tool.objects.published().filter(slug__in=slugs).order_by(), texts=True
)
_terms = KeyedRows(lambda pks: ToolTerm.objects.filter(tool__in=pks))
_citations = KeyedRows(
    lambda pks: ToolCitation.objects.filter(tool__in=pks).select_related("source")
)
_makers = KeyedRows(
    lambda pks: ToolOrganisation.objects.filter(tool__in=pks).select_related("organisation")
)
_terms_of_makers = KeyedRows(lambda pks: OrganisationTerm.objects.filter(organisation__in=pks))


def tools_for_comparison(slugs: Sequence[str]) -> list[Tool]:
    """The public tools with these slugs. Four queries for up to twenty."""
    tools = list(_tools(slugs))
    hold_related(tools, "term_links", _terms, "tool_id")
    hold_related(tools, "citations", _citations, "tool_id")
    hold_related(tools, "organisation_links", _makers, "tool_id")
    return tools


def tool_for_page(slug: str) -> Tool | None:
    """The public tool with this slug. Five queries."""
    tool = next(iter(tools_for_comparison([slug])), None)
    if tool is not None:
        makers = [link.organisation for link in tool.organisation_links.all()]
        hold_related(makers, "term_links", _terms_of_makers, "organisation_id")
    return tool
