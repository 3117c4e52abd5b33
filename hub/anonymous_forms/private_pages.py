"""Pages for one reader, by a token: posted without a cookie, and never kept."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.web.responses import mark_uncompressed, same_origin_referrer
from hub.web.view_models import Page

View = Callable[[HttpRequest], HttpResponse]


def by_token(view: View) -> View:
    """A page that is posted to without a cookie, by the token in its form, and never kept.

    Without a cookie there is nothing that another site could ride on: Django's CSRF check has
    nothing to compare, and is left out for these views by name (a test lists them).
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def respond(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return respond


def private(view: View) -> View:
    """The same, of a page whose form says which site it came from."""
    return by_token(same_origin_referrer(view))


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page for one reader: unlike ``public_page``, never marked as shared."""
    shown = Page(title=title, robots="noindex", own_search=True)
    return render(request, template, {"page": shown, **context}, status=status, using="jinja2")


def token_page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that holds a token, which must not be guessed from its size."""
    return mark_uncompressed(page(request, template, title, context, status=status))


def from_here(request: HttpRequest) -> bool:
    """Whether a form came from a page of this site, as far as the browser says.

    Browsers send Sec-Fetch-Site, or at least Origin with what is posted; a program need not, and
    gains nothing by it: another site cannot make a reader's browser leave them out.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = urlsplit(settings.SITE_ADDRESS)
    return origin in (
        f"{ours.scheme}://{ours.netloc}",
        f"{request.scheme}://{request.get_host()}",
    )


def retry_after(response: HttpResponse, wait: datetime.timedelta) -> HttpResponse:
    """The same answer, with the seconds to wait (RFC 9110, 10.2.3) where there are any."""
    if wait:
        response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response
