"""View models of public pages with much on them, kept in this process until a fact changes that
the page may show.

A page is rendered anew for each address that the page cache does not hold; what it shows is read
once. What a curator previews is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.web.page_kinds import shown_records

Model = TypeVar("Model")

_view_models: SeqCache[Any] = SeqCache(SearchState.version, max_size=128)


def cached_view_model(
    request: HttpRequest, key: Hashable, make: Callable[[], Model]
) -> tuple[Model, dict[str, str]]:
    """The view model of a key, of the language and the day, and the HTML that its template keeps
    with it (the macro ``fragment``). What ``make`` raises is not kept."""
    if request.GET.get("preview"):
        return make(), {}
    version = shown_records(request).version(SearchState.numbers())
    key = (get_language(), timezone.localdate(), key)
    kept: tuple[Model, dict[str, str]] = _view_models.get_version(
        key, version, lambda: (make(), {})
    )
    return kept


def parameters_key(request: HttpRequest, names: tuple[str, ...]) -> Hashable:
    """What a request asks for by these parameters."""
    return tuple(request.GET.get(name, "") for name in names)
