"""The page and the feed of a filtered list of any record type: one filter, every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.identity.site_identity import site_name
from hub.lists.filter_form import UnusableQueryError
from hub.lists.nearby_terms import nearby_of_result
from hub.lists.presenter import (
    build_list_page,
    follow_address,
    list_name,
    past_the_end,
    query_url,
    take_link,
)
from hub.lists.spec import Cards, ListSpec
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import SearchResult, match_ids, match_text, search
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.atom_feed import FeedItem, atom_response
from hub.web.responses import absolute, bad_parameters_page, mark_shared, public_page
from hub.web.view_models import Link, Page

FEED_LENGTH = 50
LAYOUT = "list.html"


def render_list(request: HttpRequest, spec: ListSpec) -> HttpResponse:
    """A filtered list; 400 with a sentence for parameters that make none, 404 behind its end."""
    try:
        query, exact = spec.read(request)
    except UnusableQueryError as problem:
        return unusable_query(request, spec, problem)
    snapshot = get_snapshot(spec.kind, "public")
    result = search(snapshot, spec.in_order(query), correct=not exact, literal=exact)
    if spec.group is not None:
        result = replace(result, pages=1)
    last = max(result.pages, 1)
    if query.page > last:
        return past_the_end(
            request, query.page, last, lambda page: query_url(spec.base, query.with_page(page))
        )
    cards, context = _cards(spec, snapshot, query, result)
    list_page = replace(
        build_list_page(spec, query, result, snapshot=snapshot, cards=cards),
        nearby=nearby_of_result(spec, snapshot, query, result),
        take=take_link(spec, query, exact=exact),
    )
    page = Page(
        title=list_page.heading if spec.group is None else str(spec.title),
        description=str(spec.description),
        canonical=absolute(query_url(spec.base, query)),
        section=spec.section,
        # Crawlers need the records, not the millions of ways to sort and narrow them.
        robots="" if query == Query(page=query.page) else "noindex, follow",
        feed=list_page.feed,
        query=query.text,
        own_search=True,
        follow=_follow_address(spec, query, exact=exact),
    )
    context |= {"layout": LAYOUT, "page": page, "listing": list_page, **spec.context(query)}
    return public_page(request, spec.template, context)


def _cards(
    spec: ListSpec, snapshot: Snapshot, query: Query, result: SearchResult
) -> tuple[Cards, dict[str, Any]]:
    """The cards of the page, or the groups of all matches, and what the template gets with them."""
    if spec.group is not None:
        # Under the corrected words, where the typed ones found nothing.
        meant = query.with_text(result.words) if result.corrected else query
        return spec.group(match_ids(snapshot, meant))
    marker = result_highlighter(snapshot, result)
    return spec.cards(result.ids, marker), {}


def result_highlighter(snapshot: Snapshot, result: SearchResult) -> Highlighter | None:
    """For the cards of a result; None where no text was searched."""
    if not result.words and not result.meanings:
        return None
    return Highlighter(snapshot, result.words, result.meanings)


def _follow_address(spec: ListSpec, query: Query, *, exact: bool) -> str:
    """Where the filter can be followed: neither its order nor the page matter there."""
    words = query.with_sort("relevance").canonical()
    return follow_address(spec.kind, f"{words}&exact=1" if exact and query.text else words)


def unusable_query(
    request: HttpRequest, spec: ListSpec, problem: UnusableQueryError
) -> HttpResponse:
    """400 with a sentence for each parameter that cannot be used, and the list without them."""
    nearest = query_url(spec.base, problem.nearest)
    way = Link(_("Show the list without that part"), nearest)
    return bad_parameters_page(request, problem.sentences, way)


def render_feed(request: HttpRequest, spec: ListSpec) -> HttpResponse:
    """The newest records of the list; 400 for parameters that make none."""
    try:
        query, _exact = spec.read(request)
    except UnusableQueryError as problem:
        return unusable_query(request, spec, problem)
    query = query.with_page(1)
    title, items = newest_items(spec, query)
    return mark_shared(
        atom_response(
            title=title,
            path=query_url(spec.base, query.with_sort("relevance")),
            feed_path=query_url(spec.feed_base, query.with_sort("relevance")),
            items=items,
        )
    )


def newest_items(spec: ListSpec, query: Query) -> tuple[str, list[FeedItem]]:
    """What a feed of the list is called, and its newest records, whatever the order of the list."""
    query = query.with_page(1).with_sort("relevance")
    snapshot = get_snapshot(spec.kind, "public")
    matches = spec.records().published().filter(pk__in=match_ids(snapshot, query))
    newest = matches.order_by("-updated_at", "-pk")[:FEED_LENGTH]
    title = _("%(site)s: %(list)s") % {
        "site": site_name(),
        "list": list_name(spec, query, match_text(snapshot, query.text).words),
    }
    return title, [FeedItem.of(record) for record in newest]
