"""What readers are told while the database is away."""

from __future__ import annotations

import datetime
import gzip

import brotli
from babel.dates import format_time
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from hub.records.database_outage import is_single_statement
from hub.web.localization import locale_for, localize_date
from hub.web.responses import error_page

OUTAGE = "is_outage"  # attribute of a response that says that the database is away
BEFORE = b'<main id="main"'  # every page has it once, below what leads away from it
NOTE = Markup('<p class="banner" role="status">{}</p>\n')


def outage_page(request: HttpRequest | None) -> HttpResponse:
    """503 with the time after which to try again. Needs no database."""
    return mark_outage(error_page(request, 503))


def mark_outage(response: HttpResponse) -> HttpResponse:
    setattr(response, OUTAGE, True)
    return response


def failed_page(request: HttpRequest, problem: BaseException | None) -> HttpResponse:
    """503 for an outage that escaped a view or a middleware.

    A statement of somebody who is signed in may have been too slow: that is no outage for others.
    Of a reader's page it is, as of a table that is locked, since the copy can answer instead.
    """
    is_slow = is_single_statement(problem)
    if is_slow and (connection.vendor == "sqlite" or has_session(request)):
        return error_page(request, 503)
    return outage_page(request)


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def is_outage_page(response: HttpResponse) -> bool:
    return bool(getattr(response, OUTAGE, False))


def add_note(response: HttpResponse, moment: datetime.datetime) -> None:
    """Say on a page as of when it is. It gets no ETag: without the note it is another page.

    The body comes as it is kept, and is sent on without compression.
    """
    body = _decoded(response)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        note = NOTE.format(note_text(moment)).encode()
        body = body.replace(BEFORE, note + BEFORE, 1)
    response.content = body
    for name in ("ETag", "Content-Encoding"):
        response.headers.pop(name, None)
    response.headers["Content-Length"] = str(len(body))


def note_text(moment: datetime.datetime) -> str:
    """The note, with day and hour in the language of the page."""
    hour = format_time(moment, "HH:mm", locale=locale_for(get_language() or "en"))
    return _(
        "This page is as of %(day)s, %(hour)s (UTC). The catalogue cannot be reached at the "
        "moment: newer changes are not shown, and forms and signing in do not work."
    ) % {"day": localize_date(moment.date().isoformat()), "hour": hour}


def _decoded(response: HttpResponse) -> bytes:
    encoding = response.headers.get("Content-Encoding", "")
    if encoding == "br":
        body: bytes = brotli.decompress(response.content)
        return body
    return gzip.decompress(response.content) if encoding == "gzip" else response.content
