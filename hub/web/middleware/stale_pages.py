"""While the database is away readers get pages as of the last time that it answered.

Stands above the page cache and reads once for each GET which facts are the newest. Where the
database fails, the same request is answered under the state that was known last: by a page that is
kept, or by one that the view makes from the copy of what is public (``hub.records.public_copy``).
Such a page says as of when it is. What cannot be made so is answered with 503 and the time after
which to try again; so is everything once the known state is too old.

After a failure the database is left alone for a moment, so that not every request waits for it.
See docs/decisions/0028-readers-without-the-database.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse

from hub.records.database_outage import (
    OUTAGE_ERRORS,
    KnownState,
    database_breaker,
    is_outage,
    known_state,
    newest,
    note_outage,
    note_state,
)
from hub.records.freshness_lease import lease, moment
from hub.records.models import SearchState
from hub.records.models.page_change import committed_with_pages
from hub.records.public_copy.follower import follower
from hub.records.public_copy.reader import copied_state, copy_as_database, no_database
from hub.web.answer_headers import CACHE_CONTROL, UNKEPT
from hub.web.kept_answers import Facts, mark_kept, today
from hub.web.middleware.page_cache import is_kept
from hub.web.middleware.request_limits import Handler
from hub.web.outage import add_note, failed_page, is_outage_page, outage_page
from hub.web.page_kinds import shown_records
from hub.web.paths import HEALTH_PATHS
from hub.web.responses import SHARED
from hub.web.unsent_form import Unsent, unsent_form_page

STALE = "is_stale"  # attribute of a request that is answered without the database
NOT_THERE = (404, 410)


class StalePages:
    """Answers GET and HEAD whether the database answers or not."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in HEALTH_PATHS:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return self._respond_to_form(request)
        if not database_breaker.may_try():
            return self._respond_without_database(request)
        day, asked_at = today(), moment()
        try:
            numbers = committed_with_pages()
        except OUTAGE_ERRORS as problem:
            note_outage(problem)
            return self._respond_without_database(request)
        note_state(numbers)
        lease.begin(numbers, asked_at)
        follower.follow(numbers)
        with SearchState.held(numbers):
            response = self.get_response(request)
        if is_outage_page(response):
            note_outage("a page could not be made")  # noted already, unless a middleware failed
            return self._respond_without_database(request)
        if is_kept(response):
            shown = shown_records(request)
            mark_kept(request, Facts(shown.version(numbers), shown, day))
        # A kept page shows only that one small table can be read, and what is no page nothing.
        if response.status_code == 200 and not is_kept(response):
            database_breaker.succeeded()
        else:
            database_breaker.left()
        return response

    def _respond_to_form(self, request: HttpRequest) -> HttpResponse:
        """A form is not tried while the database is known to be away: it would wait in vain."""
        if not database_breaker.may_try():
            return unsent_form_page(request, Unsent.AWAY)
        response = self.get_response(request)
        if is_outage_page(response):
            note_outage("a form could not be taken in")
        else:
            database_breaker.left()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 where a view that reads has lost the database; ``__call__`` then does without it."""
        if request.method not in ("GET", "HEAD") or not is_outage(exception):
            return None
        response = failed_page(request, exception)
        if is_outage_page(response) and not getattr(request, STALE, False):
            note_outage(exception)
        return response

    def _respond_without_database(self, request: HttpRequest) -> HttpResponse:
        copied = copied_state()
        state = newest(known_state(), copied)
        if state is None or state.age > settings.STALE_SECONDS:
            return outage_page(request)
        is_copied = copied is not None and state.numbers == copied.numbers
        session = request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        try:
            with _as_of(request, state, is_copied=is_copied):
                response = self.get_response(request)
        except OUTAGE_ERRORS:  # the copy has gone, or is damaged
            return outage_page(request)
        finally:
            if session is not None:
                request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        is_public = is_kept(response) or getattr(response, SHARED, False)
        if _is_unsure(request, response) or (session is not None and not is_public):
            return outage_page(request)
        if response.status_code == 200 and not response.streaming:
            add_note(response, state.moment)
            if session is not None or response.cookies:
                response.headers["Cache-Control"] = UNKEPT
            else:
                response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        return response


@contextmanager
def _as_of(request: HttpRequest, state: KnownState, *, is_copied: bool) -> Iterator[None]:
    """Within, a request is answered under an earlier state, and never with "unchanged": a browser
    would show its page without the note.
    """
    setattr(request, STALE, True)
    request.META.pop("HTTP_IF_NONE_MATCH", None)
    # Behind: less is known of what changed than the database would say, so the page is not kept.
    held = SearchState.held(replace(state.numbers, behind=True))
    with held, copy_as_database() if is_copied else no_database():
        yield


def _is_unsure(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the database might say otherwise: the copy knows neither what was withdrawn nor who
    is signed in.
    """
    if response.status_code in NOT_THERE:
        return request.resolver_match is not None
    to_sign_in = f"{REDIRECT_FIELD_NAME}=" in response.headers.get("Location", "")
    return to_sign_in or response.status_code >= 500
