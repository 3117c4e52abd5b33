"""Django's own error pages, in the look of the site and without the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.web.responses import message_page, not_found


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(
        request,
        status=400,
        heading=_("This request cannot be understood"),
        sentence=_("Something in its address or form is not what this site expects."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(
        request,
        status=403,
        heading=_("You may not see this page"),
        sentence=_("Your account does not have the right to it."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    return message_page(
        request,
        status=500,
        heading=_("Something went wrong on our side"),
        sentence=_("It is noted, without what you typed. Try again in a minute."),
    )
