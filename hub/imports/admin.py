"""What imports wait for, on the first page of the admin."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.imports.models import Import
from hub.record_admin.site import DashboardPanel, PendingItem, dashboard_panels

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
            PendingItem(_("Waiting for their columns"), counts["mapping"], url, True),
            PendingItem(_("Waiting for decisions"), counts["ready"], url, True),
            PendingItem(_("Held for a person"), counts["held"], url, True),
            PendingItem(_("Under way"), counts["working"], url),
        ),
    )


dashboard_panels.register("imports", imports)
