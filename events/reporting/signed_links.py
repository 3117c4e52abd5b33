"""The links of focal points. They hold a number and a nonce, and nothing of an address."""

from __future__ import annotations

from events.reporting.models import ReportRequest
from hub.records import signed_token
from hub.web.mailed_links import mailed_link

# Parts of what is signed: they stay as they are.
REPORT = "report"
STOP = "report-stop"


def report_link(request: ReportRequest) -> str:
    return mailed_link("report", REPORT, request)


def stop_link(request: ReportRequest) -> str:
    """For List-Unsubscribe (RFC 8058): POST ends the reminders, GET shows a page with a button."""
    return mailed_link("report-stop", STOP, request)


def find_request(purpose: str, token: str) -> tuple[ReportRequest | None, bool]:
    """Whose link it is, and whether it was one of ours: None and True where it was revoked."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None, False
    rows = ReportRequest.objects.select_related("round__document", "round__body", "country",
                                                "organisation")  # fmt: skip
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first(), True
