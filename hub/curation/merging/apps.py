from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "hub.curation.merging"
    label = "merging"
    verbose_name = _("Records that were merged")
    curators_edit = ("recordmerge",)

    def ready(self) -> None:
        from hub.curation.merging.list_action import merge_two
        from hub.curation.merging.merge_line import merge_lines
        from hub.record_admin.bulk_actions import register_list_action
        from hub.record_admin.record_lines import history_lines, record_lines

        record_lines.register("merging", merge_lines)
        history_lines.register("merging", merge_lines)
        register_list_action("merge_two", _("Merge two records"), merge_two)
