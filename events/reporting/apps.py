from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "events.reporting"
    label = "reporting"
    verbose_name = _("Reporting rounds")
    curators_edit = ("reportrequest",)
    curators_read = ("reportanswer",)
    administrators_unmask = ("reportrequest",)

    def ready(self) -> None:
        from events.reporting.mail_kinds import register_kinds

        register_kinds()
