"""The tools that an address names, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.validators import slug_re

from catalogue.models import Tool
from hub.records.models import FormerSlug

LONGEST_SLUG = 200


@dataclass(frozen=True)
class Selection:
    """``tools`` in the order asked for; ``moved``: present slugs by former ones; ``missing``: slugs
    as typed to which no public tool answers.
    """

    tools: tuple[Tool, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def current(self, slugs: Iterable[str]) -> list[str]:
        """The slugs to go on with: renamed ones as they are now, those that are gone left out."""
        return [self.moved.get(slug, slug) for slug in slugs if slug not in self.missing]


def chosen_tools(slugs: Sequence[str]) -> Selection:
    """Published tools with all their facts, in a fixed number of queries."""
    usable = [slug for slug in slugs if slug_re.match(slug) and len(slug) <= LONGEST_SLUG]
    published = Tool.objects.published()
    found = {tool.slug: tool for tool in published.for_comparison().filter(slug__in=usable)}
    lost = [slug for slug in usable if slug not in found]
    moved = _moved(lost) if lost else {}
    return Selection(
        tools=tuple(found[slug] for slug in slugs if slug in found),
        moved=moved,
        missing=tuple(slug for slug in slugs if slug not in found and slug not in moved),
    )


def _moved(slugs: Iterable[str]) -> dict[str, str]:
    former = FormerSlug.objects.filter(kind=Tool.kind, slug__in=slugs)
    records = dict(former.values_list("slug", "record_id"))
    now = dict(Tool.objects.published().filter(pk__in=records.values()).values_list("pk", "slug"))
    return {slug: now[pk] for slug, pk in records.items() if pk in now}
