"""The tools that an address names, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.validators import slug_re

from catalogue.models import Tool
from hub.records.models import FormerSlug

MAX_SLUG_LENGTH = 200


@dataclass(frozen=True)
class ToolSelection:
    """``tools`` in the order asked for; ``renamed``: present slugs by former ones; ``missing``:
    slugs as typed to which no public tool answers.
    """

    tools: tuple[Tool, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def resolved(self, slugs: Iterable[str]) -> list[str]:
        """The slugs to go on with: renamed ones as they are now, those that are gone left out."""
        return [self.renamed.get(slug, slug) for slug in slugs if slug not in self.missing]


def select_tools(slugs: Sequence[str]) -> ToolSelection:
    """Published tools with all their facts, in a fixed number of queries."""
    usable = [slug for slug in slugs if slug_re.match(slug) and len(slug) <= MAX_SLUG_LENGTH]
    published = Tool.objects.published()
    tools = {tool.slug: tool for tool in published.for_comparison().filter(slug__in=usable)}
    unresolved = [slug for slug in usable if slug not in tools]
    renamed = _renamed_slugs(unresolved) if unresolved else {}
    return ToolSelection(
        tools=tuple(tools[slug] for slug in slugs if slug in tools),
        renamed=renamed,
        missing=tuple(slug for slug in slugs if slug not in tools and slug not in renamed),
    )


def _renamed_slugs(slugs: Iterable[str]) -> dict[str, str]:
    former_slugs = FormerSlug.objects.filter(kind=Tool.kind, slug__in=slugs)
    records = dict(former_slugs.values_list("slug", "record_id"))
    current_slugs = dict(
        Tool.objects.published().filter(pk__in=records.values()).values_list("pk", "slug")
    )
    return {slug: current_slugs[pk] for slug, pk in records.items() if pk in current_slugs}
