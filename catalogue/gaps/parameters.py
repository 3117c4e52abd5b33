"""The parameters of the gap map: columns by situation or region, all tools or some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.records.models import CONFIRMED
from hub.search_engine.query import Query

SITUATION, REGION = "situation", "region"
ACTIVE, VERIFIED = "active", "verified"
GAP_PARAMETERS = ("by", "only")
COLUMN_CHOICES, TOOL_CHOICES = (SITUATION, REGION), ("", ACTIVE, VERIFIED)
# Statuses that say that a tool is in use now. A pilot was tried once, a concept announced, and a
# research output is no service: none of them is known to be there for somebody who needs it.
ACTIVE_STATUSES = ("active", "scaled")
# The filters of the list of tools for each choice.
FILTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {},
    ACTIVE: {"status": ACTIVE_STATUSES},
    VERIFIED: {"verification": tuple(sorted(CONFIRMED))},
}


class ToolListUrls:
    """Addresses of the lists of tools that the numbers count.

    Put together by hand, the same as `address` makes: a page has some 1,300 of them, and to reverse
    and encode each takes 60 ms. Slugs need no quoting, and the facets of ``FILTERS`` come last.
    """

    def __init__(self, parameters: GapParameters) -> None:
        self.base = reverse("tools")
        self.filters = parameters.query.canonical()

    def of(self, *chosen: tuple[str, str]) -> str:
        """The list with the filters of the page and these, given in alphabetical order."""
        pairs = [f"{facet}={slug}" for facet, slug in chosen]
        if self.filters:
            pairs.append(self.filters)
        return f"{self.base}?{'&'.join(pairs)}" if pairs else self.base


class UnusableGapsError(Exception):
    """Parameters that ask for nothing. ``sentences`` say why; ``nearest`` is what is left."""

    def __init__(self, sentences: list[str], nearest: GapParameters) -> None:
        super().__init__(" ".join(sentences))
        self.sentences, self.nearest = sentences, nearest


@dataclass(frozen=True)
class GapParameters:
    """``by``: what the columns are; ``only``: empty for all tools not known to have ended."""

    by: str = SITUATION
    only: str = ""

    def canonical(self) -> str:
        """The query string that means exactly this; no defaults."""
        pairs = [("by", self.by)] if self.by != SITUATION else []
        return urlencode(pairs + ([("only", self.only)] if self.only else []))

    def with_only(self, only: str) -> GapParameters:
        return replace(self, only=only)

    def with_columns(self, by: str) -> GapParameters:
        return replace(self, by=by)

    @property
    def query(self) -> Query:
        """The list of all tools that are counted."""
        return Query.of(chosen=FILTERS[self.only])


def read_gap_parameters(data: QueryDict) -> GapParameters:
    """Raises UnusableGapsError with a sentence for each parameter that cannot be used.

    Parameters of other pages are ignored, and empty ones are as good as none.
    """
    usable: dict[str, str] = {}
    sentences = []
    for name, choices in zip(GAP_PARAMETERS, (COLUMN_CHOICES, TOOL_CHOICES), strict=True):
        values = [value for value in data.getlist(name) if value]
        if len(values) > 1:
            sentences.append(_("“%(name)s” can be given only once.") % {"name": name})
        elif values and values[0] not in choices:
            sentences.append(
                _("“%(name)s” is %(choices)s, not “%(value)s”.")
                % {
                    "name": name,
                    "choices": _(" or ").join(choice for choice in choices if choice),
                    "value": values[0][:80],
                }
            )
        elif values:
            usable[name] = values[0]
    parameters = GapParameters(**usable)
    if sentences:
        raise UnusableGapsError(sentences, parameters)
    return parameters
