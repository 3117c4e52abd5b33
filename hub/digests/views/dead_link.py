"""The page of a link that leads nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.web.responses import message_page


def dead_link(request: HttpRequest) -> HttpResponse:
    """The same page for what was never a link of ours and for whoever was erased."""
    return message_page(
        request,
        status=404,
        heading=_("This link no longer works"),
        sentence=_(
            "Part of it may be missing, or we have deleted what it led to: requests that are "
            "not confirmed within 72 hours, and the addresses of people who unsubscribed. We "
            "send nothing because of it. You can ask again from any list."
        ),
    )
