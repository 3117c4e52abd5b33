"""What the address of a comparison, a shortlist or a briefing asks for, as one value."""

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

LEAST, MOST = 2, 6  # tools side by side
LONGEST_LIST = 20  # tools on a shortlist
DIFFERENCES, SITUATION = "differences", "situation"
ONLY = (DIFFERENCES, SITUATION)
COMPARE_PARAMETERS = ("tool", *SITUATION_PARAMETERS, "only", "q")
SHORTENED = 80  # letters of what was typed that a sentence repeats

NOTHING_SAID = Situation()


@dataclass(frozen=True)
class CompareParameters:
    """``tools``: slugs in the reader's order, each once; ``only``: which rows of a comparison;
    ``text``: words typed to find another tool.
    """

    tools: tuple[str, ...] = ()
    situation: Situation = NOTHING_SAID
    only: frozenset[str] = frozenset()
    text: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that mean exactly this, without the words typed."""
        tools = [("tool", slug) for slug in self.tools]
        only = [("only", name) for name in ONLY if name in self.only]
        return [*tools, *self.situation.pairs(), *only]

    def address(self, base: str) -> str:
        words = urlencode(self.pairs())
        return f"{base}?{words}" if words else base

    def where(self, *tools: str) -> Self:
        """The same for other tools."""
        return replace(self, tools=tuple(dict.fromkeys(tools)))

    def without(self, slug: str) -> Self:
        return self.where(*(one for one in self.tools if one != slug))

    def adding(self, slug: str) -> Self:
        return self.where(*self.tools, slug)

    def earlier(self, slug: str) -> Self:
        """The same with this tool one place further up."""
        others = [one for one in self.tools if one != slug]
        place = max(self.tools.index(slug) - 1, 0)
        return self.where(*others[:place], slug, *others[place:])

    def toggled(self, name: str) -> Self:
        """With one choice of rows the other way."""
        return replace(self, only=self.only ^ {name})

    def plain(self) -> Self:
        """Tools and situation alone, as other pages take them along."""
        return replace(self, only=frozenset(), text="")


class UnusableCompareError(Exception):
    """Parameters that cannot be used. ``sentences`` say why; ``nearest`` is what is left."""

    def __init__(self, sentences: list[str], nearest: CompareParameters) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.nearest = nearest


def read_compare_parameters(data: QueryDict, most: int) -> CompareParameters:
    """Raises UnusableAskedError with a sentence for each parameter that cannot be used.

    Slugs are taken as typed: whether there is such a tool is asked of the database.
    """
    sentences: list[str] = []
    try:
        situation = read_situation(data)
    except UnusableSituationError as problem:
        situation = problem.nearest
        sentences += problem.sentences
    tools = tuple(dict.fromkeys(slug for slug in data.getlist("tool") if slug))
    if len(tools) > most:
        sentences.append(_too_many(len(tools), most))
    wanted = [name for name in data.getlist("only") if name]
    sentences += [
        _("“only” is “differences” or “situation”, not “%(value)s”.") % {"value": name[:SHORTENED]}
        for name in dict.fromkeys(wanted)
        if name not in ONLY
    ][:5]
    only = frozenset(name for name in wanted if name in ONLY)
    asked = CompareParameters(tools[:most], situation, only, clean_query_text(data.get("q") or ""))
    if sentences:
        raise UnusableCompareError(sentences, asked)
    return asked


def _too_many(given: int, most: int) -> str:
    return ngettext(
        "At most %(most)d tool can be used here, and %(given)d are given.",
        "At most %(most)d tools can be used here, and %(given)d are given.",
        most,
    ) % {"most": most, "given": given}
