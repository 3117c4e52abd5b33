"""Serves pages with neutral titles below a prefix; see ``hub.web.neutral_titles``.

Two parts around the page cache: the upper one takes the prefix off, so that language, limits and
addresses are those of the ordinary page; the lower one gives it back to the links before a page is
compressed and cached. ``request.path`` keeps it, and with it the key of the cache.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from hub.web.middleware.request_limits import Handler
from hub.web.neutral_titles import (
    PREFIX,
    keep_prefix,
    neutral_titles,
    neutral_titles_shown,
    path_behind_prefix,
)


class NeutralAddresses:
    """Takes the prefix off, and answers what nothing below could: refusals carry it too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PREFIX[:-1]:
            return HttpResponsePermanentRedirect(PREFIX)
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        # Without a page behind the prefix the whole path is not found, under a neutral title too.
        request.path_info = path_behind_prefix(request.path_info) or request.path_info
        with neutral_titles_shown():
            response = self.get_response(request)
            keep_prefix(response)
        return response


class NeutralLinks:
    """Stands below the page cache, which keeps a page with the links as they are sent."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if neutral_titles():
            keep_prefix(response)
        return response
