"""Compresses every answer for readers that the page cache has not compressed already.

Sizes of compressed answers leak a secret to whoever can have it sent again and again beside a guess
of theirs (BREACH). So three kinds of answers go out as they are: to whoever is signed in; those
that set a cookie, which every page with a CSRF token does; and those marked ``UNCOMPRESSED``, which
a signed link opens. All others are what anybody gets at that address. See
docs/decisions/0020-every-public-answer-compressed.md.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.web.answer_headers import add_vary
from hub.web.compression import (
    accepted_encodings,
    compress,
    compress_pieces,
    encoding_for,
    is_compressible,
)
from hub.web.middleware.request_limits import Handler
from hub.web.responses import UNCOMPRESSED


class Compression:
    """Stands above all that answers, so that refusals and errors are compressed too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response: Any = self.get_response(request)
        if response.streaming and is_compressible(response.headers.get("Content-Type", "")):
            return _stream(request, response)
        if not _is_text(response):
            return response
        add_vary(response)
        encoding = encoding_for(request)
        if encoding and not _may_hold_secret(request, response):
            _encode(response, encoding)
        return response


def _stream(request: HttpRequest, response: Any) -> Any:
    """A text that is made while it is sent, by gzip for whoever accepts it."""
    add_vary(response)
    accepts = "gzip" in accepted_encodings(request.headers.get("Accept-Encoding", ""))
    if accepts and not _may_hold_secret(request, response):
        response.streaming_content = compress_pieces(response.streaming_content)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_text(response: HttpResponse) -> bool:
    """Whether it has a body that compressing makes smaller, and that is not compressed yet."""
    return (
        not response.streaming
        and bool(response.content)
        and "Content-Encoding" not in response.headers
        and is_compressible(response.headers.get("Content-Type", ""))
    )


def _may_hold_secret(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or bool(response.cookies)
        or getattr(response, UNCOMPRESSED, False)
    )


def _encode(response: HttpResponse, encoding: str) -> None:
    body = compress(response.content, encoding)
    if len(body) >= len(response.content):  # a few bytes, such as those of /healthz
        return
    response.content = body
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(body))
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # of the plain body: the same page in other bytes
        response.headers["ETag"] = f"W/{etag}"
