"""Django's own error pages, in the look of the site and without the database."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub.records.database_outage import is_outage
from hub.web.answer_headers import UNKEPT
from hub.web.outage import outage_page
from hub.web.responses import error_page, mark_uncompressed, not_found
from hub.web.secret_fields import is_secret_field
from hub.web.view_models import Page

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105  # nosec  # the name of a field
TYPED_LENGTH = 20  # letters from which a text of a long form is shown, and not only sent again
LARGE = 4_000_000  # bytes: above what any form without a file may hold
SHORT_FORM = 12  # fields up to which all are shown


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_large = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
    return error_page(request, 413 if isinstance(exception, too_large) else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also of what fails beside the views, as a session that cannot be read."""
    return outage_page(request) if is_outage(sys.exception()) else error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, with what was typed in it.

    It can be sent again from here if the browser says that it came from a page of ours: else
    another site could have somebody send what it wrote.
    """
    typed_fields, files = _sent(request)
    fields = [field for field in typed_fields if not is_secret_field(field[0])]
    is_short = len(fields) <= SHORT_FORM
    typed = [field for field in fields if field[1] and (is_short or len(field[1]) >= TYPED_LENGTH)]
    from_here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_whole = len(fields) == len(typed_fields) and not files
    context = {
        "page": Page(title=_("This form was not sent"), robots="noindex", own_search=True),
        "address": request.get_full_path(),
        "typed": typed,
        "unseen": [field for field in fields if field not in typed],
        "token": get_token(request) if from_here and is_whole else "",
        "files": files,
    }
    response = render(request, "form_not_sent.html", context, status=403, using="jinja2")
    response.headers["Cache-Control"] = UNKEPT
    # The second sending needs an origin that the check can compare, as the first one had.
    response.headers["Referrer-Policy"] = "same-origin"
    return mark_uncompressed(response)


def _sent(request: HttpRequest) -> tuple[list[tuple[str, str]], list[str]]:
    """The fields of the form with their values, in the order of the form, and the names of files.

    Nothing of a large body is read, nor of one that broke off: whoever sends it needs no token.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGE:
        return [], []
    try:
        form, files = request.POST.lists(), request.FILES.lists()
    except UnreadablePostError:
        return [], []
    fields = [(name, value) for name, values in form if name != TOKEN_FIELD for value in values]
    return fields, [file.name or "" for _field, several in files for file in several]
