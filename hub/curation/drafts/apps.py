from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    name = "hub.curation.drafts"
    label = "drafts"
    verbose_name = _("Drafts beside published records")
    curators_read = ("recorddraft",)

    def ready(self) -> None:
        from hub.curation.desk.task_kinds import register_task_kinds
        from hub.curation.drafts.draft_tasks import KINDS
        from hub.curation.drafts.record_line import draft_line, merge_obstacle
        from hub.curation.drafts.staff_views import keep_change
        from hub.curation.merging.refusals import obstacles
        from hub.record_admin.held_changes import held_changes
        from hub.record_admin.record_lines import record_lines
        from hub.records.record_access import register_own_permissions

        register_own_permissions("drafts.view_recorddraft")
        record_lines.register("drafts", draft_line)
        obstacles.register("drafts", merge_obstacle)
        register_task_kinds(*KINDS)
        held_changes.register("drafts", keep_change)
