from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordChecksConfig(AppConfig):
    name = "hub.curation.record_checks"
    label = "record_checks"
    verbose_name = _("Checks of records")

    def ready(self) -> None:
        from hub.curation.record_checks.desk_steps import lead_to_checks

        lead_to_checks()
