"""The events that wait for a curator, on the first page of the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalogue.admin.dashboard import list_of, waiting
from events.models import Event
from hub.record_admin.site import DashboardPanel, dashboard_panels


def events(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("events.view_event"):
        return None
    return DashboardPanel(_("Events"), list_of(Event), waiting(Event))


dashboard_panels.register("events", events)
