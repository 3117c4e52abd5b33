from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LookAlikesConfig(AppConfig):
    name = "hub.curation.look_alikes"
    label = "look_alikes"
    verbose_name = _("Records that look alike")

    def ready(self) -> None:
        from hub.curation.look_alikes.record_finder import FINDER
        from hub.record_admin.look_alikes import look_alike_finders

        look_alike_finders.register("records", FINDER)
