"""Documents and recommendations that wait for a curator, on the first page of the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalogue.admin.dashboard import list_of, waiting
from events.recommendations.models import Document, Recommendation
from hub.record_admin.site import DashboardPanel, PendingItem, dashboard_panels


def documents(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("recommendations.view_document"):
        return None
    address = list_of(Document)
    short = PendingItem(
        _("Not all recommendations recorded"),
        Document.objects.published().incomplete().count(),
        f"{address}?recorded=incomplete",
    )
    return DashboardPanel(_("Documents"), address, (short, *waiting(Document)))


def recommendations(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("recommendations.view_recommendation"):
        return None
    address = list_of(Recommendation)
    gap = PendingItem(
        _("Served by no tool"),
        Recommendation.objects.published().without_tools().count(),
        f"{address}?tools=none",
    )
    return DashboardPanel(_("Recommendations"), address, (gap, *waiting(Recommendation)))


dashboard_panels.register("documents", documents)
dashboard_panels.register("recommendations", recommendations)
