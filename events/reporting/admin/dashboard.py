"""What of reporting waits for a curator, on the first page of the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.reporting.models import ReportRequest, today
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels

LIST = "admin:reporting_reportrequest_changelist"
State = ReportRequest.State


def reporting_panel(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("reporting.view_reportrequest"):
        return None
    day, rows, address = today(), ReportRequest.objects, reverse(LIST)
    late, unanswered = rows.overdue(day).count(), rows.unanswered().count()
    counts = (
        (_("Answers to read"), State.ANSWERED, rows.waiting().count(), Urgency.WAITING),
        (_("Overdue"), State.LATE, late, Urgency.OVERDUE),
        (_("Not sent"), State.NOT_SENT, rows.not_sent().count(), Urgency.WORK),
        (_("Asked, not due yet"), State.ASKED, unanswered - late, Urgency.STATUS),
    )
    lines = [
        PendingItem(label, count, f"{address}?state={state}", urgency)
        for label, state, count, urgency in counts
    ]
    unreachable = PendingItem(
        _("E-mail to a focal point came back"),
        rows.unreachable().count(),
        f"{address}?state=unreachable",
        Urgency.WAITING,
    )
    return DashboardPanel(_("Reporting rounds"), address, (unreachable, *lines))


dashboard_panels.register("reporting", reporting_panel)
