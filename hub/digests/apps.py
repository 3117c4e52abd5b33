from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    name = "hub.digests"
    label = "digests"
    verbose_name = _("Updates by e-mail")
    administrators_edit = ("addresslookup",)

    def ready(self) -> None:
        from hub.digests.mail_kinds import register_kinds  # models are not there earlier
        from hub.web.page_parameters import ANY_FILTER, register_parameters

        register_parameters(("these", "page"), "changes")
        register_parameters(("of", ANY_FILTER), "changes-feed")
        register_kinds()
