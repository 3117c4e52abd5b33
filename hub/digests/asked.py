"""What a subscription asks for, read from its query string for as long as there are subscriptions.

A filter outlives the terms it names: a term that was replaced stands for its successor, the
address of an organisation that moved for its new one. What is known no more matches nothing, and
never widens the filter.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation
from catalogue.models import Organisation
from catalogue.views.lists import ListKind
from events.recommendations.models import Document
from hub.core.models import FormerSlug
from hub.digests.kinds import BY_ROUTE, SEARCHED
from hub.index.query import Query, clean
from hub.vocabulary.facets import Facet

# Facets whose choices are addresses of records.
NAMED = {"organiser": Organisation, "issuer": Organisation, "document": Document}


@dataclass(frozen=True)
class ListAsked:
    """A filtered list; ``exact``: the text letter by letter, not as it may have been meant."""

    query: Query
    exact: bool = False


@dataclass(frozen=True)
class EverythingAsked:
    """The box over everything; ``kinds`` are those looked in."""

    text: str
    kinds: tuple[str, ...]
    exact: bool = False


def read_list(of: ListKind, query: str) -> ListAsked:
    given = QueryDict(query)
    chosen = {
        facet.name: [resolved(facet, slug) for slug in given.getlist(facet.name) if slug]
        for facet in of.facets
        if facet.name in given
    }
    asked = Query.of(given.get("q", ""), chosen, include_ended=given.get("ended") == "1")
    return ListAsked(asked, given.get("exact") == "1")


def read_everything(query: str) -> EverythingAsked:
    given = QueryDict(query)
    kinds = tuple(BY_ROUTE[route] for route in given.getlist("kind") if route in BY_ROUTE)
    return EverythingAsked(clean(given.get("q", "")), kinds or SEARCHED, given.get("exact") == "1")


def read_situation(query: str) -> Situation:
    given = QueryDict(query)
    answers = {
        name: [
            answer
            for slug in given.getlist(name)
            if (answer := FACETS[name].resolve(slug)) is not None
        ]
        for name in SITUATION_PARAMETERS
    }
    return Situation.of(answers)


def resolved(facet: Facet, slug: str) -> str:
    """The slug that records are found by now; itself where nobody knows it any more."""
    found = facet.resolve(slug)
    if found is None and facet.name in NAMED:
        model = NAMED[facet.name]
        former = FormerSlug.objects.filter(kind=model.kind, slug=slug).first()
        if former:
            slugs = model._default_manager.filter(pk=former.record_id)
            found = slugs.values_list("slug", flat=True).first()
    return found or slug
