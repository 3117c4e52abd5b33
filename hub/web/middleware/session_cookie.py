"""Drops the cookie of no session, so that a made-up or expired one changes no answer."""

from __future__ import annotations

import re
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.records.database_outage import OUTAGE_ERRORS, database_breaker
from hub.web.middleware.request_limits import Handler

SESSION_KEY = re.compile("[0-9a-z]{32}")


class SessionCookie:
    """Stands above the page cache: below it the cookie means that there is a session.

    One query for each request with a cookie that could be one: readers have none.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.store = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not self._is_live(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)

    def _is_live(self, key: str) -> bool:
        """Whether the session holds anything: who is signed in, or a step on the way there."""
        if not SESSION_KEY.fullmatch(key):
            return False
        if not database_breaker.is_closed:
            return True  # nobody knows, and asking takes long
        try:
            return bool(self.store(key).load())
        except OUTAGE_ERRORS:
            return True  # ``StalePages`` says what that means
