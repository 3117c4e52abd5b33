"""What a record type brings to its list; page, feed, digest and search read the same spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from hub.lists.facets import Facet, Facets
from hub.lists.filter_form import LIST_PARAMETERS, list_form, read_query
from hub.records.fields import Label
from hub.records.models import RecordQuerySet
from hub.records.registry import Registry, record_types
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.web.page_parameters import register_parameters

Cards = Sequence[Any]


@dataclass(frozen=True)
class ListSpec:
    """``count`` words a total ("14 tools"), ``ended_left_out`` how many have ended.

    ``orders``: words for the list's orders where they are others than those of most lists.
    ``by_name``: the list stands from A to Z while nothing is searched for and no order is chosen.
    ``context``: what the template gets beside the page and the list. ``group``: for a list whose
    matches all stand on one page in groups: makes the groups of these keys, and more context.
    ``template`` extends the ``layout`` of its context and fills the block ``card``; for a list in
    groups ``card_template`` does.
    """

    kind: str
    route: str
    feed_route: str
    section: str
    template: str
    facets: Facets
    records: Callable[[], RecordQuerySet[Any]]
    cards: Callable[[Sequence[int], Highlighter | None], Cards]
    count: Callable[[int], str]
    title: Label
    search_label: Label
    submit_label: Label
    description: Label
    ended_left_out: Callable[[int], str] = lambda total: ""
    orders: Mapping[str, Label] = field(default_factory=dict)
    by_name: bool = False
    context: Callable[[Query], dict[str, Any]] = lambda query: {}
    group: Callable[[Sequence[int]], tuple[Cards, dict[str, Any]]] | None = None
    card_template: str = ""

    @cached_property
    def form_class(self) -> type[forms.Form]:
        return list_form(self.facets)

    @cached_property
    def facets_by_name(self) -> dict[str, Facet]:
        return {facet.name: facet for facet in self.facets}

    @property
    def base(self) -> str:
        """The path of the list in the active language."""
        return reverse(self.route)

    @property
    def feed_base(self) -> str:
        return reverse(self.feed_route)

    def read(self, request: HttpRequest) -> tuple[Query, bool]:
        """The query and whether its words are taken letter by letter. Raises UnusableQueryError."""
        return read_query(self.form_class, self.facets, request.GET)

    def in_order(self, query: Query) -> Query:
        """The same query as the index is asked, with the order that the list has of itself."""
        own = self.by_name and not query.text and query.sort == "relevance"
        return replace(query, sort="name") if own else query

    def facet_of_scheme(self, scheme: str, slug: str = "") -> str:
        """The facet in which a scheme's terms are chosen; empty where the list has none for it.

        ``slug``: the term, where several facets share the scheme; else the one of its name counts.
        """
        of_scheme = (
            facet for facet in self.facets if facet.listed and scheme in facet.scheme_names
        )
        return next(
            (
                facet.name
                for facet in of_scheme
                if facet.group is None or (facet.offers(slug) if slug else facet.name == scheme)
            ),
            "",
        )


list_specs: Registry[ListSpec] = Registry("lists")


def register_lists(*specs: ListSpec) -> None:
    """Called by each room when its app starts."""
    for spec in specs:
        list_specs.register(spec.kind, spec)
        facets = (facet.name for facet in spec.facets)
        register_parameters((*LIST_PARAMETERS, *facets), spec.route, spec.feed_route)


def searched_lists() -> tuple[ListSpec, ...]:
    """The lists that the search over everything looks in, in the order of its boxes."""
    order = {
        kind: record_type.search_order
        for kind, record_type in record_types.items()
        if record_type.search_order is not None
    }
    return tuple(list_specs[kind] for kind in sorted(order, key=lambda kind: order[kind]))


def lists_by_route() -> dict[str, ListSpec]:
    return {spec.route: spec for spec in list_specs.values()}
