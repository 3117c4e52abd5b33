"""The filtered lists, as pages and as feeds: one filter, every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.facets import ORGANISATION_LIST, TOOL_LIST
from catalogue.models import Organisation, Tool
from catalogue.presenters.organisation import organisation_cards
from catalogue.presenters.tool_cards import tool_cards
from hub.lists.facets import Facets
from hub.lists.filter_form import UnusableQueryError, list_form, read_query
from hub.lists.presenter import address, follow_address, listing
from hub.records.models import RecordQuerySet
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import SearchResult, match_ids, search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.atom_feed import FeedItem, atom_response
from hub.web.responses import absolute, bad_parameters_page, mark_shared, message_page, public_page
from hub.web.view_models import Link, Page

FEED_LENGTH = 50


@dataclass(frozen=True)
class ListSpec:
    """What one kind of record brings to its list. ``count`` words a total ("14 tools")."""

    kind: str
    route: str
    feed_route: str
    section: str
    template: str
    facets: Facets
    records: Callable[[], RecordQuerySet[Any]]
    cards: Callable[[Sequence[int], Highlighter | None], Sequence[Any]]
    count: Callable[[int], str]
    ended_left_out: Callable[[int], str]
    title: str | Promise
    search_label: str | Promise
    submit_label: str | Promise
    description: str | Promise
    # Words for the list's orders where they are others than those of most lists.
    orders: Mapping[str, str | Promise] = field(default_factory=dict)
    # Whether the list stands from A to Z while nothing is searched for and no order is chosen.
    by_name: bool = False
    # What the template is handed beside the page and the listing.
    beside: Callable[[Query], dict[str, Any]] = lambda query: {}

    @cached_property
    def form_class(self) -> type[forms.Form]:
        return list_form(self.facets, self.records().none())

    def read(self, request: HttpRequest) -> tuple[Query, bool]:
        """Raises UnusableQueryError."""
        return read_query(self.form_class, self.facets, request.GET)

    def in_order(self, query: Query) -> Query:
        """The same query as the index is asked, with the order that the list has of itself."""
        own = self.by_name and not query.text and query.sort == "relevance"
        return replace(query, sort="name") if own else query


TOOLS = ListSpec(
    kind="tool",
    route="tools",
    feed_route="tools-feed",
    section="tools",
    template="catalogue/tool_list.html",
    facets=TOOL_LIST,
    records=lambda: Tool.objects.all(),
    cards=tool_cards,
    count=lambda total: ngettext("%(total)d tool", "%(total)d tools", total) % {"total": total},
    ended_left_out=lambda left: (
        ngettext(
            "%(left)d tool that has ended is left out.",
            "%(left)d tools that have ended are left out.",
            left,
        )
        % {"left": left}
    ),
    title=gettext_lazy("Tools"),
    search_label=gettext_lazy("Search the tools"),
    submit_label=gettext_lazy("Show the tools"),
    description=gettext_lazy(
        "Technology that is used against trafficking in persons: search and narrow the list."
    ),
)
ORGANISATIONS = ListSpec(
    kind="organisation",
    route="organisations",
    feed_route="organisations-feed",
    section="organisations",
    template="catalogue/organisation_list.html",
    facets=ORGANISATION_LIST,
    records=lambda: Organisation.objects.all(),
    cards=organisation_cards,
    count=lambda total: (
        ngettext("%(total)d organisation", "%(total)d organisations", total) % {"total": total}
    ),
    ended_left_out=lambda left: (
        ngettext(
            "%(left)d organisation that no longer exists is left out.",
            "%(left)d organisations that no longer exist are left out.",
            left,
        )
        % {"left": left}
    ),
    title=gettext_lazy("Organisations"),
    search_label=gettext_lazy("Search the organisations"),
    submit_label=gettext_lazy("Show the organisations"),
    description=gettext_lazy("The organisations behind the tools in this catalogue."),
    by_name=True,
)


def tool_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, TOOLS)


def organisation_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, ORGANISATIONS)


def tool_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, TOOLS)


def organisation_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, ORGANISATIONS)


def render_list(request: HttpRequest, of: ListSpec) -> HttpResponse:
    """A filtered list; 400 with a sentence for parameters that make none, 404 behind its end."""
    base = reverse(of.route)
    try:
        query, exact = of.read(request)
    except UnusableQueryError as problem:
        return bad_parameters_page(request, problem.sentences, to_list(base, problem.nearest))
    snapshot = get_snapshot(of.kind, "public")
    result = search(snapshot, of.in_order(query), correct=not exact)
    if query.page > max(result.pages, 1):
        return past_the_end(request, base, query, result)
    marker = Highlighter(snapshot, result.words) if result.words else None
    shown = listing(
        base=base,
        feed=reverse(of.feed_route),
        heading=heading(of, query, result),
        search_label=str(of.search_label),
        submit_label=str(of.submit_label),
        ended_left_out=of.ended_left_out,
        facets=of.facets,
        snapshot=snapshot,
        query=query,
        result=result,
        cards=of.cards(result.ids, marker),
        orders=of.orders,
        by_name=of.by_name,
    )
    page = Page(
        title=shown.heading,
        description=str(of.description),
        canonical=absolute(address(base, query)),
        section=of.section,
        # Crawlers need the records, not the millions of ways to sort and narrow them.
        robots="" if query == Query(page=query.page) else "noindex, follow",
        feed=shown.feed,
        query=query.text,
        own_search=True,
        follow=followed_at(of, query, exact=exact),
    )
    context = {"page": page, "listing": shown, **of.beside(query)}
    return public_page(request, of.template, context)


def followed_at(of: ListSpec, query: Query, *, exact: bool) -> str:
    """Where the filter can be followed: neither its order nor the page matter there."""
    words = query.with_sort("relevance").canonical()
    return follow_address(of.kind, f"{words}&exact=1" if exact and query.text else words)


def heading(of: ListSpec, query: Query, result: SearchResult) -> str:
    """Count, words and up to two filters in one sentence: "14 tools for “hotline”: Kenya"."""
    words = of.count(result.total)
    if query.text:
        shown = result.corrected or query.text
        # The isolates keep an Arabic query from turning an English sentence round, and back.
        words = _("%(count)s for “%(words)s”") % {"count": words, "words": f"\u2068{shown}\u2069"}
    chosen = [facet.label_of(slug) for facet in of.facets for slug in query.slugs(facet.name)]
    if 0 < len(chosen) <= 2:
        words = _("%(list)s: %(filters)s") % {"list": words, "filters": ", ".join(chosen)}
    return words


def render_feed(request: HttpRequest, of: ListSpec) -> HttpResponse:
    """The same list as Atom, the newest records first."""
    base, feed = reverse(of.route), reverse(of.feed_route)
    try:
        query, _exact = of.read(request)
    except UnusableQueryError as problem:
        return bad_parameters_page(request, problem.sentences, to_list(base, problem.nearest))
    query = query.with_page(1).with_sort("relevance")
    snapshot = get_snapshot(of.kind, "public")
    found = of.records().published().filter(pk__in=match_ids(snapshot, query))
    newest = found.order_by("-updated_at", "-pk")[:FEED_LENGTH]
    title = _("%(site)s: %(list)s") % {
        "site": _("Anti-Trafficking Technology Hub"),
        "list": heading(of, query, search(snapshot, query)),
    }
    return mark_shared(
        atom_response(
            title=title,
            path=address(base, query),
            feed_path=address(feed, query),
            items=[FeedItem.of(record) for record in newest],
        )
    )


def to_list(base: str, query: Query) -> Link:
    return Link(_("Show the list without what cannot be used"), address(base, query))


def past_the_end(
    request: HttpRequest, base: str, query: Query, result: SearchResult
) -> HttpResponse:
    last = max(result.pages, 1)
    return message_page(
        request,
        status=404,
        heading=_("This list has no page %(page)d") % {"page": query.page},
        sentence=ngettext("It has %(last)d page.", "It has %(last)d pages.", last) % {"last": last},
        ways_on=(Link(_("Go to its last page"), address(base, query.with_page(last))),),
    )
