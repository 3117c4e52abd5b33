"""Whole pages for readers, cached until a public fact changes.

The key names everything that a page depends on: path (the language is a part of it), known
parameters (sorted by name), encoding, the epoch and the number of the newest public change, the day
(UTC: "not checked for twelve months" changes at midnight), the release and the settings that pages
show. The same key is the ETag, so a page that the reader has costs next to nothing.

Two levels: a few megabytes in the process, then the shared cache. Losing either costs a rendering.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import threading
from collections import OrderedDict
from contextlib import ExitStack
from operator import itemgetter
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from hub.records.models import SearchState
from hub.records.seq_cache import on_clear_caches
from hub.web.compression import compress, encoding_for
from hub.web.middleware.compression import VARIES_BY
from hub.web.middleware.request_limits import Handler
from hub.web.operator import shown_settings
from hub.web.page_parameters import is_tracking, known_parameters
from hub.web.release import release
from hub.web.responses import SHARED

log = logging.getLogger(__name__)

LOCAL_BYTES = 16 * 1024 * 1024
SHARED_SECONDS = 86_400
# Browsers revalidate each time: a shared device shows nothing that the site has withdrawn.
CACHE_CONTROL = "private, no-cache"


class CachedPage(NamedTuple):
    """A response with status 200: its headers and its body, encoded."""

    headers: dict[str, str]
    body: bytes


class LocalPageCache:
    """The pages used last in this process, up to a number of bytes of bodies. Thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes, self.size = max_bytes, 0
        self.pages: OrderedDict[str, CachedPage] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> CachedPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: CachedPage) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += len(page.body) - (len(old.body) if old else 0)
            self.pages[key] = page
            while self.size > self.max_bytes:
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
        release()  # at the start of the process: later the files may be those of another release

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with ExitStack() as stack:
            try:
                stack.enter_context(SearchState.held())
            except DatabaseError:  # the view says what that means for it
                return self.get_response(request)
            return self._respond(request)

    def _respond(self, request: HttpRequest) -> HttpResponse:
        key = page_key(request)
        if key is None:
            return _revalidated(request, self.get_response(request))
        etag = f'"{key}"'
        if etag in requested_etags(request) and _is_cached(key):
            return _add_cache_headers(HttpResponseNotModified(), etag)
        page = local.get(key) or _fetch(key)
        if page is not None:
            return _add_cache_headers(HttpResponse(page.body, headers=page.headers), etag)
        response = self.get_response(request)
        if not _is_cacheable(response):
            return response
        page = encode(response, encoding_for(request))
        _store(key, page)
        response.content = page.body
        for name, value in page.headers.items():
            response.headers[name] = value
        return _add_cache_headers(response, etag)


def page_key(request: HttpRequest) -> str | None:
    """The key of the requested page, or None where it must not come from the cache.

    Parameters of campaigns make no other page. One that no page reads makes a page of its own.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    query = request.META.get("QUERY_STRING", "")
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    pairs = [pair for pair in pairs if not is_tracking(pair[0])]
    if pairs and not known_parameters().issuperset(name for name, _equals, _value in pairs):
        return None
    # By name only: the order of one name's values counts (columns of a comparison, the last ``q``).
    pairs.sort(key=itemgetter(0))
    parts = (
        request.path,
        "&".join("".join(pair) for pair in pairs),
        encoding_for(request),
        str(SearchState.version()),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        release(),
        shown_settings(),
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def requested_etags(request: HttpRequest) -> set[str]:
    """The ETags of ``If-None-Match``, compared weakly (RFC 9110, 13.1.2)."""
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    return {etag.removeprefix("W/") for etag in etags}


def encode(response: HttpResponse, encoding: str) -> CachedPage:
    """The body compressed once, for all readers. A shared page has no secret that this leaks."""
    body = response.content
    headers = dict(response.headers.items())
    if encoding:
        headers["Content-Encoding"] = encoding
        body = compress(body, encoding)
    headers["Content-Length"] = str(len(body))
    return CachedPage(headers, body)


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page for every reader that is not cached; the browser asks each time nevertheless."""
    if _is_shared(response):
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    return response


def _is_shared(response: HttpResponse) -> bool:
    return (
        getattr(response, SHARED, False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
    )


def _is_cacheable(response: HttpResponse) -> bool:
    # Another thread may be renewing the index: this page is older than its key says.
    return _is_shared(response) and not SearchState.is_behind()


def _add_cache_headers(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, VARIES_BY)
    return response


def _is_cached(key: str) -> bool:
    """An ETag is valid only if a page has it: the key of an address with status 404 has none."""
    return local.get(key) is not None or _fetch(key) is not None


def _fetch(key: str) -> CachedPage | None:
    try:
        stored = cache.get(f"page:{key}")
    except Exception as problem:  # noqa: BLE001 - the site must work without its cache
        log.warning("The page cache cannot be read: %s", type(problem).__name__)
        return None
    if stored is None:
        return None
    page = CachedPage(*stored)
    local.put(key, page)
    return page


def _store(key: str, page: CachedPage) -> None:
    local.put(key, page)
    try:
        cache.set(f"page:{key}", tuple(page), SHARED_SECONDS)
    except Exception as problem:  # noqa: BLE001 - as above
        log.warning("The page cache cannot be written: %s", type(problem).__name__)
