"""Answers 503 at once where a process has as much to do as it can do in time.

Below the page cache: what is kept is never refused.
"""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from hub.web.admission import turns
from hub.web.answer_headers import RETRY_AFTER_SECONDS
from hub.web.compression import compress, encoding_for
from hub.web.middleware.request_limits import Handler
from hub.web.paths import HEALTH_PATHS
from hub.web.responses import READ_ONLY, error_page
from hub.web.unsent_form import Unsent, unsent_form_page

# Whoever has typed something waits longer than whoever can simply come back.
GET_SECONDS, POST_SECONDS = 0.5, 3.0


class Admission:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in HEALTH_PATHS:
            return self.get_response(request)
        is_read = not _takes_form(request)
        with turns.turn(GET_SECONDS if is_read else POST_SECONDS) as is_admitted:
            if is_admitted:
                return self.get_response(request)
        return busy_page(request) if is_read else unsent_form_page(request, Unsent.AWAY)


def _takes_form(request: HttpRequest) -> bool:
    """Whether something may have been typed: nobody waits for an address that takes no form."""
    if request.method in ("GET", "HEAD"):
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return not getattr(view, READ_ONLY, False)


def busy_page(request: HttpRequest) -> HttpResponse:
    """503. Made once for each language and encoding: a refusal must cost next to nothing."""
    encoding = encoding_for(request)
    response = HttpResponse(_body(get_language() or "", encoding), status=503)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@lru_cache(maxsize=64)
def _body(_language: str, encoding: str) -> bytes:
    body = error_page(None, 503).content
    return compress(body, encoding) if encoding else body
