"""The parameters of a comparison, a shortlist or a briefing as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.situation import (
    SITUATION_PARAMETERS,
    Situation,
    UnusableSituationError,
    read_situation,
)
from hub.search_engine.query import clean_query_text

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
        query = urlencode(self.pairs())
        return f"{base}?{query}" if query else base

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
