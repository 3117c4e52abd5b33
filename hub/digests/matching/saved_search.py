"""The stored query string of a subscription, for as long as there are subscriptions.

A filter outlives the terms it names: a term that was replaced stands for its successor, one that
was split for all of its parts, the address of a record that moved for its new one. What is known no
more matches nothing, and never widens the filter. What people type is checked by the forms of the
pages before it is stored; the words for people (``filters``) and the matching read the stored
string here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation
from hub.lists.facets import Facet
from hub.lists.spec import ListSpec, lists_by_route, searched_lists
from hub.search_engine.query import clean_query_text

TEXTS_ONLY = "texts"  # the one parameter of a saved search that its page does not have


@dataclass(frozen=True, slots=True)
class ListSearch:
    """A filtered list: all of the facets, any of the slugs within one.

    ``exact``: the text letter by letter, not as it may have been meant. ``texts_only``: the words
    stand in a name or text of the record itself; a label of one of its terms does not count.
    ``uncorrected``: no other spelling is tried.
    """

    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    include_ended: bool = False
    exact: bool = False
    texts_only: bool = False
    uncorrected: bool = False


@dataclass(frozen=True, slots=True)
class FederatedSearch:
    """The box over everything; ``kinds`` are those looked in."""

    text: str
    kinds: tuple[str, ...]
    exact: bool = False
    texts_only: bool = False


class SavedSearchReader:
    """Reads query strings by the terms of one moment; each slug is looked up once."""

    def __init__(self) -> None:
        self._resolved: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._kinds = {route: spec.kind for route, spec in lists_by_route().items()}
        self._searched = tuple(spec.kind for spec in searched_lists())

    def of_list(self, spec: ListSpec, query: str) -> ListSearch:
        values = parameters(query)
        chosen = tuple(
            (facet.name, self.slugs(spec.kind, facet, values[facet.name]))
            for facet in spec.facets
            if facet.name in values
        )
        ended, exact = (values.get(name) == ["1"] for name in ("ended", "exact"))
        return ListSearch(search_text(values), chosen, ended, exact, is_texts_only(values))

    def of_everything(self, query: str) -> FederatedSearch:
        values = parameters(query)
        routes = values.get("kind", ())
        kinds = tuple(self._kinds[route] for route in routes if route in self._kinds)
        exact, texts_only = values.get("exact") == ["1"], is_texts_only(values)
        return FederatedSearch(search_text(values), kinds or self._searched, exact, texts_only)

    def of_situation(self, query: str) -> Situation:
        values = parameters(query)
        answers = {
            name: [answer for slug in values.get(name, ()) for answer in FACETS[name].resolve(slug)]
            for name in SITUATION_PARAMETERS
        }
        return Situation.of(answers)

    def slugs(self, kind: str, facet: Facet, slugs: Iterable[str]) -> tuple[str, ...]:
        """The slugs that records are found by now; one stays where nobody knows it any more."""
        current: list[str] = []
        for slug in slugs:
            key = (kind, facet.name, slug)
            if key not in self._resolved:
                self._resolved[key] = _current_slugs(facet, slug)
            current += self._resolved[key]
        return tuple(dict.fromkeys(current))


def parameters(query: str) -> dict[str, list[str]]:
    """Parameters of a canonical query string; the empty ones are none.

    Django's ``QueryDict`` takes ten times as long, and there are tens of thousands of them.
    """
    values: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, _equals, value = pair.partition("=")
        if value:
            plain = unquote_plus(value) if "%" in value or "+" in value else value
            values.setdefault(name, []).append(plain)
    return values


def search_text(values: dict[str, list[str]]) -> str:
    """The words that are searched for, as they were typed."""
    return clean_query_text(values["q"][-1]) if "q" in values else ""


def is_texts_only(values: Mapping[str, list[str]]) -> bool:
    """Whether the words must stand in names and texts. Subscriptions without the parameter, and
    so all older ones, mean what the list means."""
    return values.get(TEXTS_ONLY) == ["1"]


def _current_slugs(facet: Facet, slug: str) -> tuple[str, ...]:
    return facet.resolve(slug) or (facet.slug_now(slug) if facet.records else ()) or (slug,)
