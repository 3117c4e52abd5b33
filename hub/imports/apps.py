from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "hub.imports"
    label = "imports"
    verbose_name = _("Imports")
    curators_edit = ("importsource", "profile", "import", "importrow")
    curators_read = ("sourcerecordstate",)

    def ready(self) -> None:
        from hub.imports.deployment_checks import reader_is_confined
        from hub.imports.notifications import register_kinds

        register_kinds()
        register(reader_is_confined, deploy=True)
