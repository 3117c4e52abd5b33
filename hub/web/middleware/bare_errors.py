"""Gives a page to errors that have none, such as the 405 of a view that only takes forms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hub.web.error_texts import ERROR_TEXTS
from hub.web.middleware.request_limits import Handler
from hub.web.responses import error_page

KEPT_HEADERS = ("Allow", "Retry-After")


class BareErrors:
    """Replaces an empty body by the page of the status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in ERROR_TEXTS or response.streaming or response.content:
            return response
        page = error_page(request, response.status_code)
        for name in KEPT_HEADERS:
            if name in response.headers:
                page.headers[name] = response.headers[name]
        return page
