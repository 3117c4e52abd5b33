"""Which kinds of records a public page shows: it stays in the cache while only others change.

A view declares them; one that declares nothing shows any. Terms need no naming: whatever changes
one of them changes every page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from hub.records.seq_cache import on_clear_caches

View = TypeVar("View", bound=Callable[..., Any])
KINDS = "hub_page_kinds"  # attribute of a view
MAX_PATH = 300  # letters; no page that is worth keeping has a longer address


def shows(*kinds: str) -> Callable[[View], View]:
    """Declare that what a view answers with depends on the public records of these kinds alone."""

    def declare(view: View) -> View:
        setattr(view, KINDS, frozenset(kinds))
        return view

    return declare


def page_kinds(request: HttpRequest) -> frozenset[str] | None:
    """The kinds that the view of a request declares; None where it may show any."""
    if len(request.path_info) > MAX_PATH:
        return None
    return _kinds(get_language(), request.path_info)


@lru_cache(maxsize=4096)
def _kinds(_language: str | None, path: str) -> frozenset[str] | None:
    # Addresses begin with the code of the language that is active.
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    kinds: frozenset[str] | None = getattr(view, KINDS, None)
    return kinds


on_clear_caches(_kinds.cache_clear)
