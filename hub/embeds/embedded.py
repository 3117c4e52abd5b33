"""What of this site can stand in a frame on a page of somebody else, by its address here."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from hub.identity.site_identity import site_name
from hub.lists.filter_form import UnusableQueryError, read_query
from hub.lists.presenter import list_name, query_url
from hub.lists.spec import ListSpec, list_specs, lists_by_route
from hub.search_engine.query import Query
from hub.web.neutral_titles import path_behind_prefix
from hub.web.responses import absolute

MAX_ADDRESS = 2000  # letters; browsers and servers send no longer ones reliably
HEIGHTS = {"list": 640, "record": 320}  # pixels: three cards, and one


class UnusableAddressError(Exception):
    """An address that nothing can be embedded of; the message says why."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """``title`` names it for whoever cannot see the frame, ``url`` is the path of the frame and
    ``page`` that of the page here; ``height`` is in pixels.
    """

    title: str
    url: str
    page: str
    height: int

    @property
    def snippet(self) -> str:
        """The HTML to copy, as text. The frame may open tabs of its own, and nothing else."""
        return (
            f'<iframe src="{escape(absolute(self.url))}" title="{escape(self.title)}" width="100%"'
            f' height="{self.height}" style="border:0" loading="lazy" referrerpolicy="no-referrer"'
            ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
        )


def list_route(spec: ListSpec) -> str:
    return f"embed-{spec.route}"


def record_route(spec: ListSpec) -> str:
    return f"embed-{spec.route}-record"


def read_address(address: str) -> Embedded:
    """What stands at an address of this site, in the language that its path names.

    Raises UnusableAddressError.
    """
    path, query = _own_path(address)
    # Without a code the path is in the first language, whatever the page is read in.
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            raise UnusableAddressError(_("There is no such page on this site.")) from None
        spec = lists_by_route().get(match.url_name or "")
        if spec is not None:
            return _list(spec, query)
        if slug := match.kwargs.get("slug"):
            return _record(path, slug)
    raise UnusableAddressError(
        _("Only lists and records can be embedded. This page is neither of them.")
    )


def _own_path(address: str) -> tuple[str, str]:
    """Path and parameters of an address, whole or from its path on."""
    try:
        parts = urlsplit(address[:MAX_ADDRESS].strip())
    except ValueError:
        raise UnusableAddressError(_("This is not a web address.")) from None
    own = urlsplit(settings.SITE_ADDRESS)
    if parts.netloc and parts.netloc.lower() != own.netloc.lower():
        raise UnusableAddressError(
            _("This is not an address of this site. Its addresses begin with %(address)s.")
            % {"address": absolute("/")}
        )
    if not parts.path.startswith("/"):
        raise UnusableAddressError(_("This is not a web address."))
    return path_behind_prefix(parts.path) or parts.path, parts.query


def _list(spec: ListSpec, parameters: str) -> Embedded:
    try:
        query, exact = read_query(spec.form_class, spec.facets, QueryDict(parameters))
    except UnusableQueryError as problem:
        raise UnusableAddressError(" ".join(problem.sentences)) from None
    query = query.with_page(1)
    address = query_url(reverse(list_route(spec)), query)
    return Embedded(
        title=_title(list_name(spec, query, query.text)),
        url=f"{address}&exact=1" if exact and query.text else address,
        page=query_url(spec.base, query),
        height=HEIGHTS["list"],
    )


def _record(path: str, slug: str) -> Embedded:
    for spec in list_specs.values():
        model: Any = spec.records().model
        if model(slug=slug).get_absolute_url() != path:
            continue
        record = spec.records().published().filter(slug=slug).first()
        if record is not None:
            url = reverse(record_route(spec), args=[slug])
            return Embedded(_title(str(record)), url, path, HEIGHTS["record"])
    raise UnusableAddressError(_("There is no record with a card at this address."))


def _title(name: str) -> str:
    return _("%(name)s, on %(site)s") % {"name": name, "site": site_name()}


def example_addresses() -> list[tuple[str, str]]:
    """The title and the path of each whole list, in the active language."""
    return [(str(spec.title), query_url(spec.base, Query())) for spec in list_specs.values()]
