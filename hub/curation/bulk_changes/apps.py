from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulkChangesConfig(AppConfig):
    name = "hub.curation.bulk_changes"
    label = "bulk_changes"
    verbose_name = _("Changes of many records")
    curators_edit = ("bulkchange",)

    def ready(self) -> None:
        from hub.curation.bulk_changes.list_action import change_many
        from hub.record_admin.bulk_actions import register_list_action

        register_list_action(
            "change_many", _("Change terms, verification, review or state"), change_many
        )
