"""What upper rooms add to the pages of tools and organisations.

The catalogue knows nothing of events and recommendations. Their room registers functions when it
starts; each makes one section, or None, with a bounded number of queries.
"""

from __future__ import annotations

from collections.abc import Callable

from catalogue.models import Organisation, Tool
from catalogue.view_models import RelatedSection
from hub.records.registry import Registry

tool_sections: Registry[Callable[[Tool], RelatedSection | None]] = Registry("sections of tools")
organisation_sections: Registry[Callable[[Organisation], RelatedSection | None]] = Registry(
    "sections of organisations"
)


def joined_to_tool(tool: Tool) -> tuple[RelatedSection, ...]:
    return tuple(section for make in tool_sections.values() if (section := make(tool)))


def joined_to_organisation(body: Organisation) -> tuple[RelatedSection, ...]:
    return tuple(section for make in organisation_sections.values() if (section := make(body)))
