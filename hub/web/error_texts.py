"""What our pages of errors say, by status."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ErrorText(NamedTuple):
    heading: str | Promise
    sentence: str | Promise


_AWAY = ErrorText(
    _("This site cannot answer for a moment"),
    _("It is being restarted or repaired. You did nothing wrong. Please try again in a minute."),
)
ERROR_TEXTS = {
    400: ErrorText(
        _("We cannot understand this request"),
        _("Something in the link or the form is not what this site expects."),
    ),
    403: ErrorText(_("You cannot see this page"), _("Your account has no permission for it.")),
    404: ErrorText(
        _("There is no page at this address"),
        _("It may have been mistyped, or the page may have moved."),
    ),
    405: ErrorText(
        _("This page can only be read"),
        _("You cannot send anything to it or change anything on it."),
    ),
    413: ErrorText(
        _("This is too large to send"),
        _(
            "Nothing of it was kept. Go back in your browser, where what you typed should still "
            "be, and send less at once or a smaller file."
        ),
    ),
    414: ErrorText(
        _("This link is too long"),
        _("Open the page without it, and choose fewer words or filters at once."),
    ),
    429: ErrorText(_("Too many attempts"), _("Wait a few minutes, then try again.")),
    431: ErrorText(
        _("Your browser sends more than this site can take"),
        _("Delete the cookies of this address in your browser, then try again."),
    ),
    500: ErrorText(
        _("Something went wrong on our side"),
        _("We have noted the error, but not what you typed. Please try again in a minute."),
    ),
    502: _AWAY,
    503: _AWAY,
    504: _AWAY,
}
