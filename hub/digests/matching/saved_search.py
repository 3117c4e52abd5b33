"""What a subscription asks for, read from its query string for as long as there are subscriptions.

A filter outlives the terms it names: a term that was replaced stands for its successor, the
address of an organisation that moved for its new one. What is known no more matches nothing, and
never widens the filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_plus

from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation
from catalogue.models import Organisation
from catalogue.views.lists import ListSpec
from events.recommendations.models import Document
from hub.digests.matching.news_groups import BY_ROUTE, SEARCHED
from hub.lists.facets import Facet
from hub.records.models import FormerSlug
from hub.search_engine.query import clean_query_text

# Facets whose choices are addresses of records.
NAMED = {"organiser": Organisation, "issuer": Organisation, "document": Document}


@dataclass(frozen=True, slots=True)
class ListSearch:
    """A filtered list: all of the facets, any of the slugs within one.

    ``exact``: the text letter by letter, not as it may have been meant.
    """

    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    include_ended: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FederatedSearch:
    """The box over everything; ``kinds`` are those looked in."""

    text: str
    kinds: tuple[str, ...]
    exact: bool = False


class SavedSearchReader:
    """Reads query strings by the terms of one moment; each slug is looked up once."""

    def __init__(self) -> None:
        self._resolved: dict[tuple[str, str, str], str] = {}

    def of_list(self, of: ListSpec, query: str) -> ListSearch:
        given = parsed(query)
        chosen = tuple(
            (facet.name, tuple(self.slug(of.kind, facet, slug) for slug in given[facet.name]))
            for facet in of.facets
            if facet.name in given
        )
        return ListSearch(
            _text(given), chosen, given.get("ended") == ["1"], given.get("exact") == ["1"]
        )

    def of_everything(self, query: str) -> FederatedSearch:
        given = parsed(query)
        kinds = tuple(BY_ROUTE[route] for route in given.get("kind", ()) if route in BY_ROUTE)
        return FederatedSearch(_text(given), kinds or SEARCHED, given.get("exact") == ["1"])

    def of_situation(self, query: str) -> Situation:
        given = parsed(query)
        answers = {
            name: [
                answer
                for slug in given.get(name, ())
                if (answer := FACETS[name].resolve(slug)) is not None
            ]
            for name in SITUATION_PARAMETERS
        }
        return Situation.of(answers)

    def slug(self, kind: str, facet: Facet, slug: str) -> str:
        """The slug that records are found by now; itself where nobody knows it any more."""
        key = (kind, facet.name, slug)
        if key not in self._resolved:
            self._resolved[key] = _resolved(facet, slug)
        return self._resolved[key]


def parsed(query: str) -> dict[str, list[str]]:
    """Parameters of a canonical query string; the empty ones are none.

    Django's ``QueryDict`` takes ten times as long, and there are tens of thousands of them.
    """
    found: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, _equals, value = pair.partition("=")
        if value:
            plain = unquote_plus(value) if "%" in value or "+" in value else value
            found.setdefault(name, []).append(plain)
    return found


def _text(given: dict[str, list[str]]) -> str:
    return clean_query_text(given["q"][-1]) if "q" in given else ""


def _resolved(facet: Facet, slug: str) -> str:
    found = facet.resolve(slug)
    if found is None and facet.name in NAMED:
        model = NAMED[facet.name]
        former = FormerSlug.objects.filter(kind=model.kind, slug=slug).first()
        if former:
            slugs = model._default_manager.filter(pk=former.record_id)
            found = slugs.values_list("slug", flat=True).first()
    return found or slug
