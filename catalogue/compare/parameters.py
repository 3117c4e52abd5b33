"""The parameters of a comparison, a shortlist or a briefing as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.core.validators import slug_re
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.situation import (
    SITUATION_PARAMETERS,
    Situation,
    UnusableSituationError,
    read_situation,
)
from catalogue.models import Tool
from catalogue.public_tools import tools_for_comparison
from hub.records.models import FormerSlug
from hub.search_engine.query import clean_query_text
from hub.web.paths import query_string, with_query

MIN_TOOLS, MAX_TOOLS = 2, 6  # tools side by side
MAX_SHORTLIST = 20  # tools on a shortlist
DIFFERENCES, SITUATION = "differences", "situation"
ROW_FILTERS = (DIFFERENCES, SITUATION)
COMPARE_PARAMETERS = ("tool", *SITUATION_PARAMETERS, "only", "q")
MAX_ECHOED_LETTERS = 80  # letters of what was typed that a sentence repeats

EMPTY_SITUATION = Situation()


@dataclass(frozen=True)
class CompareParameters:
    """``tools``: slugs in the reader's order, each once; ``only``: which rows of a comparison;
    ``text``: words typed to find another tool.
    """

    tools: tuple[str, ...] = ()
    situation: Situation = EMPTY_SITUATION
    only: frozenset[str] = frozenset()
    text: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that mean exactly this, without the words typed."""
        tools = [("tool", slug) for slug in self.tools]
        only = [("only", name) for name in ROW_FILTERS if name in self.only]
        return [*tools, *self.situation.pairs(), *only]

    def address(self, base: str) -> str:
        return with_query(base, query_string(self.pairs()))

    def with_tools(self, *tools: str) -> Self:
        """The same for other tools."""
        return replace(self, tools=tuple(dict.fromkeys(tools)))

    def without(self, slug: str) -> Self:
        return self.with_tools(*(other for other in self.tools if other != slug))

    def with_tool(self, slug: str) -> Self:
        return self.with_tools(*self.tools, slug)

    def moved_up(self, slug: str) -> Self:
        """The same with this tool one place further up."""
        others = [other for other in self.tools if other != slug]
        position = max(self.tools.index(slug) - 1, 0)
        return self.with_tools(*others[:position], slug, *others[position:])

    def toggled(self, name: str) -> Self:
        """With one choice of rows the other way."""
        return replace(self, only=self.only ^ {name})

    def without_filters(self) -> Self:
        """Tools and situation alone, as other pages take them along."""
        return replace(self, only=frozenset(), text="")


class UnusableCompareError(Exception):
    """Parameters that cannot be used. ``sentences`` say why; ``nearest`` is what is left."""

    def __init__(self, sentences: list[str], nearest: CompareParameters) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.nearest = nearest


def read_compare_parameters(data: QueryDict, limit: int) -> CompareParameters:
    """Raises UnusableAskedError with a sentence for each parameter that cannot be used.

    Slugs are taken as typed: whether there is such a tool is asked of the database.
    """
    sentences: list[str] = []
    try:
        situation = read_situation(data)
    except UnusableSituationError as error:
        situation = error.nearest
        sentences += error.sentences
    tools = tuple(dict.fromkeys(slug for slug in data.getlist("tool") if slug))
    if len(tools) > limit:
        sentences.append(_too_many(len(tools), limit))
    filters = [name for name in data.getlist("only") if name]
    sentences += [
        _("“only” is “differences” or “situation”, not “%(value)s”.")
        % {"value": name[:MAX_ECHOED_LETTERS]}
        for name in dict.fromkeys(filters)
        if name not in ROW_FILTERS
    ][:5]
    only = frozenset(name for name in filters if name in ROW_FILTERS)
    parameters = CompareParameters(
        tools[:limit], situation, only, clean_query_text(data.get("q") or "")
    )
    if sentences:
        raise UnusableCompareError(sentences, parameters)
    return parameters


def _too_many(count: int, limit: int) -> str:
    return ngettext(
        "At most %(most)d tool can be used here, and %(given)d are given.",
        "At most %(most)d tools can be used here, and %(given)d are given.",
        limit,
    ) % {"most": limit, "given": count}


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
    tools = {tool.slug: tool for tool in tools_for_comparison(usable)}
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
