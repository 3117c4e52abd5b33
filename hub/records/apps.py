from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "hub.records"
    label = "core"
    verbose_name = _("Sources and history")
    curators_edit = ("source",)
    focal_points_add = ("source",)
    curators_read = ("revision", "change", "formerslug")
