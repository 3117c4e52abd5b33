from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SnapshotsConfig(AppConfig):
    name = "hub.open_data.snapshots"
    label = "snapshots"
    verbose_name = _("Snapshots of the data")
    administrators_read = ("snapshot",)
