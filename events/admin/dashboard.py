"""The events that wait for a curator, on the first page of the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalogue.admin.dashboard import list_of, waiting
from events.models import Event
from hub.core.admin import HubAdminSite, Panel


def events(request: HttpRequest) -> Panel | None:
    if not request.user.has_perm("events.view_event"):
        return None
    return Panel(_("Events"), list_of(Event), waiting(Event))


HubAdminSite.panels.append(events)
