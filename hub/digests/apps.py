from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    name = "hub.digests"
    label = "digests"
    verbose_name = _("Changes by mail")

    def ready(self) -> None:
        from hub.digests.mail_kinds import register_kinds  # models are not there any earlier

        register_kinds()
