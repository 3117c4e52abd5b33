"""For administrators: what is wrong and what to do, first of all; and who was heard from."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.monitoring import checks
from hub.monitoring.models import Heartbeat
from hub.monitoring.sentences import late_sentence
from hub.record_admin.base import ReadOnlyAdmin
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels

LIST = "admin:monitoring_heartbeat_changelist"


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_name = gettext_lazy("Processes and when they were last heard from")
    list_display = fields = ("kind", "name", "at", "behind_since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Heartbeat]:
        of_none = (Heartbeat.Kind.CLOCK, Heartbeat.Kind.JOURNAL)  # of no process
        return super().get_queryset(request).exclude(kind__in=of_none)


def monitoring_panel(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("monitoring.view_heartbeat"):
        return None
    address = reverse(LIST)
    lines = tuple(
        PendingItem(late_sentence(check), 1, address, Urgency.DANGER, is_sentence=True)
        for check in checks.late(checks.run_checks())
    )
    return DashboardPanel(_("The site itself"), address, lines)


dashboard_panels.register("monitoring", monitoring_panel)
