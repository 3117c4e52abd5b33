"""What upper rooms join to the pages of tools and organisations.

The catalogue knows nothing of events and recommendations. Their room adds a function to one of the
lists below when it starts; each makes one section, or None, with a bounded number of queries.
"""

from __future__ import annotations

from collections.abc import Callable

from catalogue.models import Organisation, Tool
from catalogue.view_models import RelatedSection

to_tools: list[Callable[[Tool], RelatedSection | None]] = []
to_organisations: list[Callable[[Organisation], RelatedSection | None]] = []


def joined_to_tool(tool: Tool) -> tuple[RelatedSection, ...]:
    return tuple(section for make in to_tools if (section := make(tool)))


def joined_to_organisation(body: Organisation) -> tuple[RelatedSection, ...]:
    return tuple(section for make in to_organisations if (section := make(body)))
