"""The links of focal points. They hold a number and a nonce, and nothing of an address.

A token is a parameter and no part of the path: logs hold paths alone.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.reporting.models import ReportRequest
from hub.records import signed_token
from hub.web.responses import absolute

# Parts of what is signed: they stay as they are.
REPORT = "report"
STOP = "report-stop"


def report_link(request: ReportRequest) -> str:
    return _link("report", REPORT, request)


def stop_link(request: ReportRequest) -> str:
    """For List-Unsubscribe (RFC 8058): POST ends the reminders, GET shows a page with a button."""
    return _link("report-stop", STOP, request)


def find_request(purpose: str, token: str) -> tuple[ReportRequest | None, bool]:
    """Whose link it is, and whether it was one of ours: None and True where it was revoked."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None, False
    rows = ReportRequest.objects.select_related("round__document", "round__body", "country",
                                                "organisation")  # fmt: skip
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first(), True


def known_language(code: str) -> str:
    """The code if the site speaks it, else the site's own."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _link(route: str, purpose: str, request: ReportRequest) -> str:
    token = signed_token.sign(purpose, request.pk, request.nonce)
    with translation.override(known_language(request.language)):
        path = reverse(route)
    return absolute(f"{path}?token={token}")
