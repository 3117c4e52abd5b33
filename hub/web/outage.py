"""What readers are told while the database is away."""

from __future__ import annotations

import datetime
import gzip

import brotli
from babel.dates import format_time
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from hub.web.localization import locale_for, localize_date
from hub.web.responses import error_page

OUTAGE = "is_outage"  # attribute of a response that says that the database is away
BEFORE = b'<main id="main"'  # every page has it once, below what leads away from it
NOTE = Markup('<p class="banner" role="status">{}</p>\n')


def outage_page(request: HttpRequest | None) -> HttpResponse:
    """503 with the time after which to try again. Needs no database."""
    response = error_page(request, 503)
    setattr(response, OUTAGE, True)
    return response


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
