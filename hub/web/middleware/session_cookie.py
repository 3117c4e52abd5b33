"""Sessions, read once for each request: the cookie of none is dropped above the page cache.

So a made-up or expired cookie changes no answer. Nor does one that is no token of a form: Django
would send another in its place, with a page that has no form.
"""

from __future__ import annotations

import re
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH

from hub.records.database_outage import OUTAGE_ERRORS, database_breaker, note_outage
from hub.web.middleware.request_limits import Handler

READ_SESSION = "hub_read_session"  # attribute of a request: its session, as it was read
SESSION_KEY = re.compile("[0-9a-z]{32}")
FORM_TOKEN = re.compile(f"[0-9A-Za-z]{{{CSRF_SECRET_LENGTH}}}|[0-9A-Za-z]{{{CSRF_TOKEN_LENGTH}}}")


class SessionCookie:
    """Stands above the page cache: below it the cookie means that there is a session.

    One query for each request with a cookie that could be one: readers have none.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.store = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not self._is_live(request, key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        token = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if token is not None and not FORM_TOKEN.fullmatch(token):
            del request.COOKIES[settings.CSRF_COOKIE_NAME]
        return self.get_response(request)

    def _is_live(self, request: HttpRequest, key: str) -> bool:
        """Whether the session holds anything: who is signed in, or a step on the way there."""
        if not SESSION_KEY.fullmatch(key):
            return False
        if not database_breaker.is_closed:
            return True  # nobody knows, and asking takes long
        session: SessionBase = self.store(key)
        try:
            is_live = bool(session.keys())
        except OUTAGE_ERRORS as problem:
            note_outage(problem)
            return True  # ``StalePages`` says what that means
        session.accessed = False  # by no view yet
        setattr(request, READ_SESSION, session)
        return is_live


class Session(SessionMiddleware):
    """Django's own, with the session that ``SessionCookie`` has read."""

    def process_request(self, request: HttpRequest) -> None:
        session = getattr(request, READ_SESSION, None)
        if session is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            super().process_request(request)
        else:
            request.session = session
