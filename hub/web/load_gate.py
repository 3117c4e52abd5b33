"""Refuses before Django what would have to be made while a process has all that it can make.

What Django does until it refuses costs a fiftieth of a page, and three hundred of those a second
are too many. So an address with parameters that has not been kept lately is refused here. What is
kept, and what has no parameters, is passed on: the page cache knows better.
"""

from __future__ import annotations

import mmap
import time
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.templatetags.static import static

from hub.web.admission import Turns
from hub.web.answer_headers import RETRY_AFTER_SECONDS
from hub.web.error_pages import bare_headers, bare_page

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class KeptAddresses:
    """Which addresses were answered from what is kept, by any process of this machine.

    A table of bytes that gunicorn's processes share, by hash: two addresses in one place are both
    taken for kept, which does no harm. An entry is of an age, and lives for one or two of them.
    """

    SIZE = 1 << 18
    AGE_SECONDS = 1800

    def __init__(self) -> None:
        self._table = mmap.mmap(-1, self.SIZE)  # before the fork: shared

    def add(self, address: str) -> None:
        self._table[self._place(address)] = self._age()

    def __contains__(self, address: str) -> bool:
        age = self._age()
        return self._table[self._place(address)] in (age, (age - 2) % 255 + 1)

    def _place(self, address: str) -> int:
        return zlib.crc32(address.encode("utf-8", "surrogateescape")) % self.SIZE

    def _age(self) -> int:
        """1 to 255; 0 is an empty place."""
        return int(time.time() // self.AGE_SECONDS) % 255 + 1


kept_addresses = KeptAddresses()


class LoadGate:
    """A WSGI application around the site's."""

    def __init__(self, application: Application, turns: Turns, kept: KeptAddresses) -> None:
        self.application, self.turns, self.kept = application, turns, kept

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not query:
            return self.application(environ, start_response)
        address = f"{environ.get('PATH_INFO', '')}?{query}"
        if self.turns.are_taken() and address not in self.kept:
            return _refuse(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if any(name == "ETag" for name, _value in headers):  # of what is kept, and only that
                self.kept.add(address)
            return start_response(status, headers, *rest)

        return self.application(environ, start)


def _refuse(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    body, headers = _busy_page()
    start_response("503 Service Unavailable", list(headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(maxsize=1)
def _busy_page() -> tuple[bytes, list[tuple[str, str]]]:
    body = bare_page(503, style_sheet=static("css/bare_error.css")).encode()
    headers = bare_headers() | {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Retry-After": str(RETRY_AFTER_SECONDS),
    }
    return body, list(headers.items())
