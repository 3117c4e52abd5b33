"""What imports wait for, on the first page of the admin."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.core.admin import HubAdminSite, Panel, Waiting
from hub.imports.models import Import

State = Import.State


def imports(request: HttpRequest) -> Panel | None:
    if not request.user.has_perm("imports.view_import"):
        return None
    states = {"mapping": State.MAPPING, "ready": State.READY, "held": State.HELD}
    counts = Import.objects.aggregate(
        working=Count("pk", filter=Q(state__in=Import.WORKING)),
        **{name: Count("pk", filter=Q(state=state)) for name, state in states.items()},
    )
    url = reverse("imports")
    return Panel(
        _("Imports"),
        url,
        (
            Waiting(_("Waiting for their columns"), counts["mapping"], url, True),
            Waiting(_("Waiting for decisions"), counts["ready"], url, True),
            Waiting(_("Held for a person"), counts["held"], url, True),
            Waiting(_("Under way"), counts["working"], url),
        ),
    )


HubAdminSite.panels += [imports]
