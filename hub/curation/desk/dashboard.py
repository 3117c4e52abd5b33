"""How much waits on the desk, on the first page of the admin."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.desk.curators import VIEW, visible_tasks
from hub.curation.desk.task_kinds import Rank
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels
from hub.records.record_access import may_some


def desk_panel(request: HttpRequest) -> DashboardPanel | None:
    if not may_some(request.user, VIEW):
        return None
    tasks = visible_tasks(request.user).still_open()
    address = reverse("desk")
    counts = tasks.aggregate(
        danger=Count("pk", filter=Q(rank__lt=Rank.WAITING)),
        mine=Count("pk", filter=Q(assigned_to=request.user.pk)),
        waiting=Count("pk"),
    )
    lines = (
        PendingItem(_("Somebody may come to harm"), counts["danger"], address, Urgency.DANGER),
        PendingItem(_("Assigned to you"), counts["mine"], f"{address}?who=mine", Urgency.WORK),
        PendingItem(_("All that waits"), counts["waiting"], address),
    )
    return DashboardPanel(_("The desk"), address, lines)


def register_panel() -> None:
    dashboard_panels.register("desk", desk_panel)
