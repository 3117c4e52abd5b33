"""Django's own error pages, in the look of the site and without the database."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from kombu.exceptions import OperationalError as BrokerError
from redis import RedisError

from hub.records.database_outage import is_outage, is_single_statement, takes_too_long
from hub.web.disk_space import says_disk_is_full
from hub.web.outage import failed_page, mark_outage
from hub.web.responses import error_page, not_found
from hub.web.unsent_form import Unsent, unsent_form_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_large = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
    return error_page(request, 413 if isinstance(exception, too_large) else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where what the site stands on is away, 507 on a full disk, else 500.

    A form comes back with what was typed. Django calls it from every layer of the middleware, while
    the exception is being handled.
    """
    problem = sys.exception()
    is_away = is_outage(problem) or isinstance(problem, (RedisError, BrokerError))
    cause = Unsent.AWAY if is_away else Unsent.ERROR
    if says_disk_is_full(problem):
        cause = Unsent.NO_ROOM
    elif takes_too_long(problem):
        cause = Unsent.TOO_LONG
    if request.method == "POST":
        response = unsent_form_page(request, cause)
        is_of_all = is_outage(problem) and not is_single_statement(problem)
        return mark_outage(response) if is_of_all else response
    if is_outage(problem):
        return failed_page(request, problem)
    return error_page(request, 500 if cause is Unsent.ERROR else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, with what was typed in it."""
    return unsent_form_page(request, Unsent.NO_TOKEN)
