"""Whole pages for readers, cached until a public fact changes that they may show.

The key names everything that a page depends on: path (the language is a part of it), parameters
(sorted by name; of those that no page reads the name alone, which is all that a page repeats),
encoding, the epoch and the number of the newest public change of the kinds of records that it shows
(``hub.web.page_kinds``), the day (UTC: "not checked for twelve months" changes at midnight), the
release and the settings that pages show. The same key is the ETag, so a page that the reader has
costs next to nothing. It is made with a secret: nobody can compute the ETag of a page that they
were not sent, and ask with it whether somebody else was.

Two levels: a few megabytes in the process, then the shared cache. Losing either costs a rendering.
What stands in the shared cache is authenticated, since others may write there.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import logging
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote_plus, unquote_plus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.connection import ConnectionProxy
from django.utils.http import parse_etags

from hub.records.bounded_cache import BoundedCache, bytes_of
from hub.records.circuit_breaker import CircuitBreaker
from hub.records.models import SearchState
from hub.records.seq_cache import on_clear_caches
from hub.web.answer_headers import CACHE_CONTROL, add_vary
from hub.web.compression import compress, encoding_for
from hub.web.data_cache import DataCache
from hub.web.middleware.request_limits import Handler
from hub.web.operator import shown_settings
from hub.web.page_kinds import shown_records
from hub.web.page_parameters import is_tracking, known_parameters
from hub.web.release import release, version
from hub.web.responses import SHARED

log = logging.getLogger(__name__)
cache = ConnectionProxy(caches, "pages")

LOCAL_BYTES = 16 * 1024 * 1024
SHARED_SECONDS = 86_400
KEY_SIZE = 15  # bytes of a key, which are 20 letters of each ETag
KEPT = "is_kept"  # attribute of a response
MAC_SIZE = 16  # bytes before each page in the shared cache


class CachedPage(NamedTuple):
    """A response with status 200: its headers and its body, encoded."""

    headers: dict[str, str]
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of memory: headers take about half as much as a body."""
        return len(self.body) + bytes_of((*self.headers, *self.headers.values()))


local: BoundedCache[str, CachedPage] = BoundedCache(LOCAL_BYTES, lambda page: page.size)
on_clear_caches(local.clear)


class PageCache:
    """Answers GET and HEAD of readers from the cache; never people with a session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # At the start of the process: later the files may be those of another release.
        release()
        version()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # ``StalePages`` holds what it has read; where it did not, nothing can be asked for.
        if request.method not in ("GET", "HEAD") or not SearchState.is_held():
            return self.get_response(request)
        key = page_key(request)
        if key is None:
            return self.get_response(request)
        etag = f'"{key}"'
        if etag in requested_etags(request) and _is_cached(key):
            return _mark_kept(_add_cache_headers(HttpResponseNotModified(), etag))
        page = local.get(key) or _fetch(key)
        if page is not None:
            kept = HttpResponse(page.body, headers=page.headers)
            return _mark_kept(_add_cache_headers(kept, etag))
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

    Of a request with a live session there is none: ``SessionCookie`` drops the cookie of any other.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    parts = (
        request.path,
        _parameters(request.META.get("QUERY_STRING", "")),
        encoding_for(request),
        str(shown_records(request).version(SearchState.numbers())),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        release(),
        shown_settings(),
    )
    return base64.urlsafe_b64encode(_digest("\n".join(parts).encode())[:KEY_SIZE]).decode()


def _parameters(query: str) -> str:
    """The parameters that a page depends on, as they were sent, by name.

    Those of campaigns make no other page, nor do values that no page reads.
    """
    if not query:
        return ""
    known, pairs = known_parameters(), []
    for pair in query.split("&"):
        name = pair.partition("=")[0]
        if "%" in name or "+" in name:
            name = unquote_plus(name)
        if name in known:
            pairs.append((name, pair))
        elif not is_tracking(name):
            # Encoded: a name with "&" and "=" in it must not look like a parameter.
            pairs.append((name, quote_plus(name)))
    # By name only: the order of one name's values counts (columns of a comparison, the last ``q``).
    pairs.sort(key=itemgetter(0))
    return "&".join(pair for _name, pair in pairs)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(
        content, digest_size=MAC_SIZE, key=_secret(settings.SECRET_KEY), person=b"page cache"
    ).digest()


@lru_cache(maxsize=2)
def _secret(secret_key: str) -> bytes:
    return hashlib.blake2b(secret_key.encode(), digest_size=32, person=b"page cache").digest()


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
    add_vary(response)
    return response


def _mark_kept(response: HttpResponse) -> HttpResponse:
    setattr(response, KEPT, True)
    return response


def is_kept(response: HttpResponse) -> bool:
    """Whether a response came from the cache."""
    return bool(getattr(response, KEPT, False))


def _is_cached(key: str) -> bool:
    """An ETag is valid only if a page has it: the key of an address with status 404 has none."""
    return local.get(key) is not None or _fetch(key) is not None


class SharedPages:
    """The second level, in the shared cache. After a failure it is left alone for a moment.

    A cache that is full can still be read, so that reading and writing fail by themselves.
    """

    def __init__(self) -> None:
        self._reading, self._writing = CircuitBreaker(), CircuitBreaker()

    def get(self, key: str) -> CachedPage | None:
        """The page; None where there is none, or where what is there is no page of ours."""
        if not self._reading.may_try():
            return None
        try:
            stored = cache.get(f"page:{key}")
        except Exception as problem:  # noqa: BLE001 - the site must work without its cache
            self._note_failure(self._reading, "The page cache cannot be read: %s", problem)
            return None
        self._reading.succeeded()
        return unpack(key, stored) if isinstance(stored, bytes) else None

    def put(self, key: str, page: CachedPage) -> None:
        # What cannot be read cannot be written either, and one wait is enough.
        if not self._reading.is_closed or not self._writing.may_try():
            return
        try:
            cache.set(f"page:{key}", pack(key, page), SHARED_SECONDS)
        except Exception as problem:  # noqa: BLE001 - as above
            self._note_failure(self._writing, "The page cache cannot be written: %s", problem)
        else:
            self._writing.succeeded()

    def empty(self) -> None:
        """Delete the pages of all processes: they hold what was removed for good.

        Raises what the cache does that cannot be reached.
        """
        shared_cache = caches["pages"]
        if isinstance(shared_cache, DataCache):
            shared_cache.delete_prefixed("page:")
        else:
            shared_cache.clear()

    def clear(self) -> None:
        self._reading.reset()
        self._writing.reset()

    @staticmethod
    def _note_failure(breaker: CircuitBreaker, message: str, problem: Exception) -> None:
        if breaker.failed():
            log.warning(message, type(problem).__name__)


shared = SharedPages()
on_clear_caches(shared.clear)


def pack(key: str, page: CachedPage) -> bytes:
    """A page as it stands in the shared cache: MAC, headers as JSON in one line, body.

    Bound to its key, so that a page cannot be put under the address of another.
    """
    content = json.dumps(page.headers).encode() + b"\n" + page.body
    return _digest(key.encode() + content) + content


def unpack(key: str, stored: bytes) -> CachedPage | None:
    """The page that ``pack`` made; None for anything else."""
    mac, content = stored[:MAC_SIZE], stored[MAC_SIZE:]
    if not hmac.compare_digest(mac, _digest(key.encode() + content)):
        return None
    headers, _line_end, body = content.partition(b"\n")
    return CachedPage(json.loads(headers), body)


def _fetch(key: str) -> CachedPage | None:
    page = shared.get(key)
    if page is not None:
        local.put(key, page)
    return page


def _store(key: str, page: CachedPage) -> None:
    local.put(key, page)
    shared.put(key, page)
