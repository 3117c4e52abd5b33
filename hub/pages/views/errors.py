"""Django's own error pages, in the look of the site and without the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.web.responses import message_page, not_found


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(
        request,
        status=400,
        heading=_("We cannot understand this request"),
        sentence=_("Something in the link or the form is not what this site expects."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(
        request,
        status=403,
        heading=_("You cannot see this page"),
        sentence=_("Your account has no permission for it."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    return message_page(
        request,
        status=500,
        heading=_("Something went wrong on our side"),
        sentence=_(
            "We have noted the error, but not what you typed. Please try again in a minute."
        ),
    )
