"""Whole pages for readers, kept until a public fact changes.

The key names everything that a page depends on: path (the language is a part of it), known
parameters (sorted by name), encoding, the number of the newest public change, the day (UTC: "not
checked for twelve months" changes at midnight) and the release. The same key is the ETag, so a page
that the reader has costs next to nothing.

Two levels: a few megabytes in the process, then the shared cache. Losing either costs a rendering.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import logging
import threading
from collections import OrderedDict
from contextlib import ExitStack
from operator import itemgetter
from typing import NamedTuple

import brotli
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from hub.records.models import SearchState
from hub.records.seq_cache import on_clear_caches
from hub.web.middleware.request_limits import Handler
from hub.web.release import RELEASE
from hub.web.responses import SHARED

log = logging.getLogger(__name__)

KNOWN = frozenset(settings.PAGE_PARAMETERS)
LOCAL_BYTES = 16 * 1024 * 1024
SHARED_SECONDS = 86_400
# Kept, but asked for again each time: a shared device shows nothing that the site has withdrawn.
CACHE_CONTROL = "private, no-cache"


class CachedPage(NamedTuple):
    """An answer with status 200: its headers and its body, encoded."""

    headers: dict[str, str]
    body: bytes


class LocalPageCache:
    """The pages last used, in this process, up to a number of bytes. Safe between threads."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.pages: OrderedDict[str, CachedPage] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> CachedPage | None:
        with self.lock:
            kept = self.pages.get(key)
            if kept is not None:
                self.pages.move_to_end(key)
            return kept

    def put(self, key: str, kept: CachedPage) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += len(kept.body) - (len(old.body) if old else 0)
            self.pages[key] = kept
            while self.size > self.most:
                _key, dropped = self.pages.popitem(last=False)
                self.size -= len(dropped.body)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0


local = LocalPageCache(LOCAL_BYTES)
on_clear_caches(local.clear)


class PageCache:
    """Answers GET and HEAD of readers from the cache; never people with a session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with ExitStack() as moment:
            try:
                moment.enter_context(SearchState.held())
            except DatabaseError:  # the view says what that means for it
                return self.get_response(request)
            return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        key = page_key(request)
        if key is None:
            return self.get_response(request)
        etag = f'"{key}"'
        if etag in asked_for(request) and _was_kept(key):
            return _finished(HttpResponseNotModified(), etag)
        kept = local.get(key) or _fetch(key)
        if kept is not None:
            return _finished(HttpResponse(kept.body, headers=kept.headers), etag)
        response = self.get_response(request)
        if not _may_be_kept(response):
            return response
        kept = encoded(response, encoding_for(request))
        _store(key, kept)
        response.content = kept.body
        for name, value in kept.headers.items():
            response.headers[name] = value
        return _finished(response, etag)


def page_key(request: HttpRequest) -> str | None:
    """The key of the page that the request asks for, or None where it must not come from here."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    query = request.META.get("QUERY_STRING", "")
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    if any(name not in KNOWN for name, _equals, _value in pairs):
        return None
    # By name only: the order of one name's values counts (columns of a comparison, the last ``q``).
    pairs.sort(key=itemgetter(0))
    parts = (
        request.path,
        "&".join("".join(pair) for pair in pairs),
        encoding_for(request),
        str(SearchState.current()),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        RELEASE,
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def asked_for(request: HttpRequest) -> set[str]:
    """The ETags that the reader holds; a weak one serves as well (RFC 9110, 13.1.2)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return {etag.removeprefix("W/") for etag in held}


def encoding_for(request: HttpRequest) -> str:
    """``br``, ``gzip`` or empty, by what the browser accepts."""
    accepted = request.headers.get("Accept-Encoding", "")
    offered = {
        part.partition(";")[0].strip()
        for part in accepted.split(",")
        if part.partition("q=")[2].strip() not in ("0", "0.0", "0.00", "0.000")
    }
    return next((name for name in ("br", "gzip") if name in offered), "")


def encoded(response: HttpResponse, encoding: str) -> CachedPage:
    """The body compressed once, for all who will be given it. No secret stands in a shared page."""
    body = response.content
    headers = dict(response.headers.items())
    if encoding:
        headers["Content-Encoding"] = encoding
        body = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6)
    headers["Content-Length"] = str(len(body))
    return CachedPage(headers, body)


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        getattr(response, SHARED, False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        # Another thread may be renewing the index: this page is older than its key says.
        and not SearchState.is_behind()
    )


def _finished(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def _was_kept(key: str) -> bool:
    """An ETag is only ours if we gave it: the key of an address that answers 404 is no page's."""
    return local.get(key) is not None or _fetch(key) is not None


def _fetch(key: str) -> CachedPage | None:
    try:
        found = cache.get(f"page:{key}")
    except Exception as problem:  # noqa: BLE001 - a cache that is away must not take the site along
        log.warning("The page cache cannot be read: %s", type(problem).__name__)
        return None
    if found is None:
        return None
    kept = CachedPage(*found)
    local.put(key, kept)
    return kept


def _store(key: str, kept: CachedPage) -> None:
    local.put(key, kept)
    try:
        cache.set(f"page:{key}", tuple(kept), SHARED_SECONDS)
    except Exception as problem:  # noqa: BLE001 - as above
        log.warning("The page cache cannot be written: %s", type(problem).__name__)
