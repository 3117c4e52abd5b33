from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StewardsConfig(AppConfig):
    name = "hub.curation.stewards"
    label = "stewards"
    verbose_name = _("Stewards of records")
    curators_edit = ("stewardship",)

    def ready(self) -> None:
        from hub.accounts.access_changes import access_texts
        from hub.accounts.admin import person_inlines
        from hub.curation.desk.task_kinds import register_task_kinds
        from hub.curation.stewards import desk_tasks, focal_points, person_rows, views
        from hub.record_admin.bulk_actions import register_list_action
        from hub.record_admin.record_lines import record_lines
        from hub.records.record_access import own_records

        own_records.register("stewards", focal_points.OWN_RECORDS)
        access_texts.register("organisations", person_rows.organisations_text)
        person_inlines.register("organisations", person_rows.FocalPointInline)
        register_task_kinds(desk_tasks.KIND)
        register_list_action("name_steward", _("Name a steward"), views.name_many)
        record_lines.register("steward", views.steward_line)
