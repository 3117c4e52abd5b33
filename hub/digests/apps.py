from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    name = "hub.digests"
    label = "digests"
    verbose_name = _("Changes by mail")
    administrators_edit = ("addresslookup", "mail")

    def ready(self) -> None:
        from hub.web.page_parameters import page_parameters

        page_parameters.register("changes", ("of", "these", "page"))
