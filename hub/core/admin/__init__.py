"""The curators' side: what the admin of every room is built from. Rooms import from here."""

from hub.core.admin import ledger, source  # noqa: F401 - they register themselves
from hub.core.admin.careful import CarefulAdmin, Part, StackedPart
from hub.core.admin.form import RecordForm
from hub.core.admin.record import RecordAdmin
from hub.core.admin.seen import SeenAdmin, SeenForm
from hub.core.admin_site import HubAdminSite, Panel, Waiting

__all__ = [
    "CarefulAdmin",
    "HubAdminSite",
    "Panel",
    "Part",
    "RecordAdmin",
    "RecordForm",
    "SeenAdmin",
    "SeenForm",
    "StackedPart",
    "Waiting",
]
