from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "hub.monitoring"
    label = "monitoring"
    verbose_name = _("How the site runs")
    administrators_read = ("heartbeat",)

    def ready(self) -> None:
        from hub.monitoring.incidents import register_kinds  # models are not there earlier

        register_kinds()
