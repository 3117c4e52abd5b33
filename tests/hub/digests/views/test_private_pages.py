"""What all pages of the room have in common: no cookie, never kept, no token in a path."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from hub.digests import signed_links
from hub.web.middleware import page_cache

pytestmark = pytest.mark.django_db

POSTED = {
    "subscribe",
    "subscribe-asked",
    "subscribe-confirm",
    "subscription",
    "subscription-leave",
    "report",
    "report-stop",
    "tell",
    "tell-receipt",
    "answer",
    "answer-stop",
    "confirm",
    "confirm-stop",
}


@pytest.fixture
def pages(subscribed, asked_for):
    subscriber = subscribed()
    asked_for(query="q=other")
    tokens = [
        address.partition("://")[2].partition("/")[2]
        for address in (
            signed_links.confirmation_link(subscriber),
            signed_links.preferences_link(subscriber),
            signed_links.unsubscribe_link(subscriber),
        )
    ]
    return ["/subscribe/?of=tool", "/subscribe/asked/", *(f"/{path}" for path in tokens)]


def routes(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern


def can_be_posted_to(pattern: URLPattern) -> bool:
    """Not one of the pages that answer 405 to whatever is posted (``read_only``)."""
    inner = getattr(pattern.callback, "__wrapped__", pattern.callback)
    return not inner.__code__.co_qualname.startswith("_read_only.")


def test_exactly_these_views_are_posted_without_a_token_of_django():
    exempt = {
        pattern.name
        for pattern in routes(get_resolver())
        if getattr(pattern.callback, "csrf_exempt", False) and can_be_posted_to(pattern)
    }
    assert exempt == POSTED


def test_they_are_never_kept_by_a_browser_or_a_proxy(client, pages):
    kept = {path: client.get(path).headers["Cache-Control"] for path in pages}
    assert set(kept.values()) == {"no-store"}


def test_they_are_never_in_the_page_cache(client, pages):
    for path in pages:
        client.get(path)
    assert not page_cache.local.values


def test_they_set_no_cookie(client, pages):
    for path in pages:
        client.get(path)
        client.post(path)
    assert not client.cookies


def test_they_tell_this_site_and_no_other_where_a_form_came_from(client, pages):
    policies = {client.get(path).headers["Referrer-Policy"] for path in pages}
    assert policies == {"same-origin"}


def test_search_engines_are_told_to_keep_away(visit, pages):
    robots = {visit(path).one("meta", name="robots").attributes["content"] for path in pages}
    assert robots == {"noindex"}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_they_are_read_and_posted_and_nothing_else(client, pages, method):
    assert {getattr(client, method)(path).status_code for path in pages} == {405}


def test_no_path_holds_a_token(pages):
    assert not [path for path in pages if "-" in path.partition("?")[0]]
