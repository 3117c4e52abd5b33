"""Answers in front of Django: what it answered from its page cache a moment ago, again.

Django's way to a page that is kept costs four times as much as to send it. So a process keeps the
finished answer, headers too, under all of the request that an answer can depend on, and replays it
while its facts are known to be the newest (``hub.records.freshness_lease``). No rule stands here a
second time: what is replayed is what Django answered to the same request, and only where the page
cache says that it had the page. Everything else goes to Django.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from hub.records.bounded_cache import BoundedCache, bytes_of
from hub.records.freshness_lease import forget_publication, lease, wait_until_seen
from hub.records.models.search_state import Numbers, Version
from hub.records.seq_cache import on_clear_caches
from hub.web.compression import accepted_encoding
from hub.web.load_gate import Application, StartResponse
from hub.web.page_kinds import ShownRecords

MAX_BYTES = 8 * 1024 * 1024
KEPT = "hub.kept"  # in the environment of a request: the ``Facts`` that its answer is of
ENTRY_BYTES = 1024  # of memory for a key, and for what holds an answer together
# What else of a request an answer can depend on: by which name and which way it was asked for.
ASKED_BY = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "SCRIPT_NAME",
            "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
            "HTTP_X_FORWARDED_PORT")  # fmt: skip


class Facts(NamedTuple):
    """What makes a page another one though it is asked for in the same way: the version of the
    records that it shows, and the day.
    """

    version: Version
    shown: ShownRecords
    day: int

    def are_newest(self, numbers: Numbers) -> bool:
        return self.version == self.shown.version(numbers) and self.day == today()


class KeptAnswer(NamedTuple):
    facts: Facts
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        return bytes_of(text for pair in self.headers for text in pair) + len(self.body)


answers: BoundedCache[tuple[str, ...], KeptAnswer] = BoundedCache(
    MAX_BYTES, lambda answer: answer.size + ENTRY_BYTES
)
on_clear_caches(answers.clear)


def today() -> int:
    """The day (UTC) as a number."""
    return int(time.time() // 86_400)


def mark_kept(request: HttpRequest, facts: Facts) -> None:
    """Say that the answer to a request came from the page cache, as of these facts."""
    request.META[KEPT] = facts


class KeptAnswers:
    """A WSGI application around Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self._pass_on(environ, start_response)
        answer = answers.get(key)
        numbers = lease.numbers()
        if answer is not None and numbers is not None and answer.facts.are_newest(numbers):
            start_response(answer.status, answer.headers.copy())
            return [answer.body]
        return self._learn(key, environ, start_response)

    def _pass_on(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        forget_publication()
        body = self.application(environ, start_response)
        wait_until_seen()
        return body

    def _learn(
        self, key: tuple[str, ...], environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        began: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            began.append((status, headers))
            return start_response(status, headers, *rest)

        response: Any = self.application(environ, start)
        facts = environ.get(KEPT)
        if facts is not None:
            ((status, headers),) = began
            if not any(name == "Set-Cookie" for name, _value in headers):
                answers.put(key, KeptAnswer(facts, status, list(headers), response.content))
        return response  # type: ignore[no-any-return]


def _key(environ: dict[str, Any]) -> tuple[str, ...] | None:
    """Everything of a request that an answer can depend on; None for what Django has to answer.

    A cookie of a session is looked at by Django, any other changes no page.
    """
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH", "") not in ("", "0"):
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    return (
        method,
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        accepted_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_IF_NONE_MATCH", ""),
        *[environ.get(name, "") for name in ASKED_BY],
    )
