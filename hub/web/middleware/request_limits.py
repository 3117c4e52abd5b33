"""Refuses requests that no browser sends, before any work is done for them.

Above the page cache: what a fresh answer would refuse must not be answered from it, or whoever asks
for another host could see whether a page is kept, and so whether somebody looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.web.responses import message_page

MAX_PARAMETERS = 60
MAX_QUERY_LENGTH = 8192  # letters as sent, percent-encoded
# Bytes of a path that are no UTF-8: Django leaves them percent-encoded.
INVALID_UTF8 = re.compile("%[89A-F][0-9A-F]")

Handler = Callable[[HttpRequest], HttpResponse]


class RequestLimits:
    """400 for a host that is not ours; with a sentence for too many parameters and for no text.

    ``%00`` would be an error in PostgreSQL, and invalid UTF-8 would be decoded as other letters
    than those that were typed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which is answered with 400
        sentence = self.find_problem(request)
        if sentence is None:
            return self.get_response(request)
        return message_page(
            request,
            status=400,
            heading=_("This link cannot be used"),
            sentence=sentence,
        )

    @staticmethod
    def find_problem(request: HttpRequest) -> str | None:
        """A sentence on what is wrong with the request, or None."""
        query = request.META.get("QUERY_STRING", "")
        if len(query) > MAX_QUERY_LENGTH or query.count("&") >= MAX_PARAMETERS:
            return _("It is too long, or has more than %(most)d parts.") % {"most": MAX_PARAMETERS}
        if "\x00" in request.path_info or INVALID_UTF8.search(request.path_info):
            return _("It contains characters that cannot be read.")
        if "%" in query or not query.isascii():
            try:
                text = unquote_to_bytes(query.encode("latin-1", "replace")).decode("utf-8")
            except UnicodeDecodeError:
                return _("It contains characters that cannot be read.")
            if "\x00" in text:
                return _("It contains characters that cannot be read.")
        return None
