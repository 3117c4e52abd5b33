from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "hub.curation.desk"
    label = "desk"
    verbose_name = _("Desk")
    curators_edit = ("task",)

    def ready(self) -> None:
        from hub.curation.desk import dashboard, sources
        from hub.curation.desk.mail_kinds import register_kinds
        from hub.records.record_access import register_own_permissions

        register_own_permissions("desk.view_task", "desk.change_task")
        register_kinds()
        sources.register_kinds()
        dashboard.register_panel()
