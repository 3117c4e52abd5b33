"""Sections that upper rooms add to the pages of tools and organisations.

The catalogue knows nothing of events and recommendations. Their room registers functions when it
starts; each makes one section, or None, with a bounded number of queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.models import Organisation, Tool
from hub.records.registry import Registry
from hub.web.view_models import (
    Link,
)


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A record that this one is linked to, and why in one line; empty: not recorded."""

    link: Link
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RelatedSection:
    """A section that an upper room joins to a page: records, each with one line; ``all``: more.

    ``quoted``: the lines are words of records, in their language, and not of this site. ``lead``: a
    sentence above them; ``ways``: where it can be followed and taken along.
    """

    slug: str
    title: str
    items: tuple[LinkedRecord, ...]
    all: Link | None = None
    quoted: bool = False
    lead: str = ""
    ways: tuple[Link, ...] = ()


tool_sections: Registry[Callable[[Tool], RelatedSection | None]] = Registry("sections of tools")
organisation_sections: Registry[Callable[[Organisation], RelatedSection | None]] = Registry(
    "sections of organisations"
)


def related_to_tool(tool: Tool) -> tuple[RelatedSection, ...]:
    return tuple(section for build in tool_sections.values() if (section := build(tool)))


def related_to_organisation(body: Organisation) -> tuple[RelatedSection, ...]:
    return tuple(section for build in organisation_sections.values() if (section := build(body)))
