"""One guarded request, redirects not followed: what a server says of an address.

For whoever has to see each step on the way, and to wait between two requests to one host. The same
checks of the address and of each IP address as in ``fetch``.
"""

from __future__ import annotations

import datetime
import http.client
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from hub.http_client.fetch import (
    DETECT_HEADER,
    MAX_CONTENT_TYPE,
    MEDIA_TYPE,
    REDIRECTS,
    USER_AGENT,
    MayConnect,
    check_url,
    open_guarded,
)
from hub.http_client.public_addresses import is_public

MAX_LOCATION = 2000  # letters
MAX_START = 128 * 1024  # bytes of a body
BLOCK = 16 * 1024


@dataclass(frozen=True)
class ServerAnswer:
    """What one request was answered with.

    ``location``: where a redirect leads, absolute; else empty. ``retry_after``: seconds for which
    the server asks to be left alone. ``start``: the beginning of the body of a GET that was
    answered with 200, decompressed; at most MAX_START bytes.
    """

    status: int
    location: str = ""
    retry_after: int = 0
    content_type: str = ""
    start: bytes = b""


def request_once(
    url: str,
    method: str = "HEAD",
    *,
    timeout: float,
    may_connect: MayConnect = is_public,
    user_agent: str = USER_AGENT,
) -> ServerAnswer:
    """Ask for a URL by HEAD or GET. ``timeout``: seconds for all of it. Raises FetchRefused."""
    deadline = time.monotonic() + timeout
    headers = {"User-Agent": user_agent, "Accept": "text/html, */*;q=0.8", "Connection": "close"}
    parts = check_url(url.partition("#")[0])
    with open_guarded(parts, headers, deadline, may_connect, method) as response:
        is_page = method == "GET" and response.status == 200
        return ServerAnswer(
            status=response.status,
            location=_location(url, response),
            retry_after=_retry_after(response),
            content_type=_content_type(response),
            start=_start(response) if is_page else b"",
        )


def _location(url: str, response: http.client.HTTPResponse) -> str:
    if response.status not in REDIRECTS:
        return ""
    # Servers send UTF-8 where the standard has ASCII, and http.client reads Latin-1.
    named = response.getheader("Location", "").strip()
    with suppress(UnicodeError):
        named = named.encode("latin-1").decode("utf-8")
    try:
        address = urljoin(url, named).partition("#")[0] if named else ""
    except ValueError:
        return ""
    return address if len(address) <= MAX_LOCATION else ""


def _retry_after(response: http.client.HTTPResponse) -> int:
    """Seconds or a date (RFC 9110, 10.2.3); 0 where there is nothing that makes sense."""
    value = response.getheader("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=datetime.UTC)
    return max(0, int((until - datetime.datetime.now(datetime.UTC)).total_seconds()))


def _content_type(response: http.client.HTTPResponse) -> str:
    value = response.getheader("Content-Type", "").strip()
    return value if len(value) <= MAX_CONTENT_TYPE and MEDIA_TYPE.fullmatch(value) else ""


def _start(response: http.client.HTTPResponse) -> bytes:
    """The beginning of a body; what breaks off or is damaged ends it."""
    start = b""
    encoding = response.getheader("Content-Encoding", "").strip().lower()
    decoder = (
        zlib.decompressobj(DETECT_HEADER) if encoding in ("gzip", "x-gzip", "deflate") else None
    )
    with suppress(OSError, http.client.HTTPException, ValueError, zlib.error):
        while len(start) < MAX_START and (block := response.read1(BLOCK)):
            start += decoder.decompress(block, MAX_START) if decoder else block
    return start[:MAX_START]
