from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "hub.curation.confirmations"
    label = "confirmations"
    verbose_name = _("Confirmations by makers")
    curators_edit = ("confirmation",)
    curators_read = ("confirmationanswer",)

    def ready(self) -> None:
        from hub.curation.confirmations import confirmation_tasks, mail_kinds, silence
        from hub.curation.desk.task_kinds import register_task_kinds
        from hub.records.record_access import register_own_permissions

        register_own_permissions(
            "confirmations.view_confirmation", "confirmations.change_confirmation"
        )
        mail_kinds.register_kinds()
        register_task_kinds(*confirmation_tasks.KINDS)
        silence.register_notices()
