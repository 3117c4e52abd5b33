"""What imports wait for, on the first page of the admin."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.imports import starter_data
from hub.imports.models import Import
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels

State = Import.State


def imports(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("imports.view_import"):
        return None
    states = {"mapping": State.MAPPING, "ready": State.READY, "held": State.HELD}
    counts = Import.objects.aggregate(
        working=Count("pk", filter=Q(state__in=Import.WORKING)),
        **{name: Count("pk", filter=Q(state=state)) for name, state in states.items()},
    )
    url = reverse("imports")
    return DashboardPanel(
        _("Imports"),
        url,
        (
            PendingItem(_("Waiting for their columns"), counts["mapping"], url, Urgency.WAITING),
            PendingItem(_("Waiting for decisions"), counts["ready"], url, Urgency.WAITING),
            PendingItem(_("Held for a person"), counts["held"], url, Urgency.WAITING),
            PendingItem(_("Under way"), counts["working"], url),
        ),
    )


def loading(request: HttpRequest) -> DashboardPanel | None:
    """Rows that ship and could not be loaded; no panel where there are none."""
    if not request.user.has_perm("imports.view_importrow"):
        return None
    count = sum(len(file.problems) for file in starter_data.progress())
    if not count:
        return None
    url = reverse("loading")
    line = PendingItem(_("Records that could not be added"), count, url, Urgency.WAITING)
    return DashboardPanel(_("Data that comes with the site"), url, (line,))


dashboard_panels.register("imports", imports)
dashboard_panels.register("loading", loading)
