"""A filtered list of any record type as Atom: one filter, every format."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.lists.filter_form import UnusableQueryError
from hub.lists.presenter import list_name, query_url
from hub.lists.spec import ListSpec
from hub.lists.views import unusable_query
from hub.search_engine.search import match_ids, match_text
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.atom_feed import FeedItem, atom_response
from hub.web.responses import mark_shared

FEED_LENGTH = 50


def render_feed(request: HttpRequest, spec: ListSpec) -> HttpResponse:
    """The newest records of the list; 400 for parameters that make none."""
    try:
        query, _exact = spec.read(request)
    except UnusableQueryError as problem:
        return unusable_query(request, spec, problem)
    query = query.with_page(1).with_sort("relevance")
    snapshot = get_snapshot(spec.kind, "public")
    matches = spec.records().published().filter(pk__in=match_ids(snapshot, query))
    newest = matches.order_by("-updated_at", "-pk")[:FEED_LENGTH]
    title = _("%(site)s: %(list)s") % {
        "site": _("Anti-Trafficking Technology Hub"),
        "list": list_name(spec, query, match_text(snapshot, query.text).words),
    }
    return mark_shared(
        atom_response(
            title=title,
            path=query_url(spec.base, query),
            feed_path=query_url(spec.feed_base, query),
            items=[FeedItem.of(record) for record in newest],
        )
    )
