from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordChecksConfig(AppConfig):
    name = "hub.curation.record_checks"
    label = "record_checks"
    verbose_name = _("Checks of records")
