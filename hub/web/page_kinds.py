"""Which records a public page shows: it stays in the cache while only others change.

A view declares their kinds; one that declares nothing shows any. The page of one record names that
record in place of the kinds that stand on it in part (``hub.records.models.page_change``). Terms
need no naming: whatever changes one of them changes every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from hub.records.models.search_state import Numbers, PageKey, Version
from hub.records.seq_cache import on_clear_caches

View = TypeVar("View", bound=Callable[..., Any])
SHOWN = "hub_shown"  # attribute of a view
MAX_PATH = 300  # letters; no page that is worth keeping has a longer address


class Shown(NamedTuple):
    """What the answer of a view depends on: all public records of ``kinds`` (None: of any kind),
    and of the others those that the page of a record of the kind ``page`` shows. ``asked``: the
    parameters that name a record of another kind, which the answer then shows, with that kind.
    """

    kinds: frozenset[str] | None = None
    page: str = ""
    asked: tuple[tuple[str, str], ...] = ()


class ShownRecords(NamedTuple):
    """The same of one address: ``page`` is the record's, by its kind and address."""

    kinds: frozenset[str] | None = None
    page: PageKey | None = None

    def version(self, numbers: Numbers) -> Version:
        return numbers.version_of(self.kinds, self.page)


ANYTHING = ShownRecords()


def shows(
    *kinds: str, page: str = "", asked: Mapping[str, str] | None = None
) -> Callable[[View], View]:
    """Declare what a view answers with: all public records of these kinds; with ``page`` also the
    record of that kind whose address is the parameter ``slug``, with what is shown on its page;
    with ``asked`` (kinds by parameter) those of a kind only where its parameter is asked for.
    """

    def declare(view: View) -> View:
        setattr(view, SHOWN, Shown(frozenset(kinds), page, tuple((asked or {}).items())))
        return view

    return declare


def shown_records(request: HttpRequest) -> ShownRecords:
    """What the view of a request declares."""
    if len(request.path_info) > MAX_PATH:
        return ANYTHING
    shown, asked = _shown(get_language(), request.path_info)
    named = {kind for parameter, kind in asked if parameter in request.GET}
    return shown._replace(kinds=shown.kinds | named) if named and shown.kinds is not None else shown


@lru_cache(maxsize=4096)
def _shown(_language: str | None, path: str) -> tuple[ShownRecords, tuple[tuple[str, str], ...]]:
    # Addresses begin with the code of the language that is active.
    try:
        match = resolve(path)
    except Resolver404:
        return ANYTHING, ()
    shown: Shown = getattr(match.func, SHOWN, Shown())
    page = (shown.page, match.kwargs["slug"]) if shown.page else None
    return ShownRecords(shown.kinds, page), shown.asked


on_clear_caches(_shown.cache_clear)
