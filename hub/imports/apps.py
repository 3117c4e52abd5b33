from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "hub.imports"
    label = "imports"
    verbose_name = _("imports")
    curators_edit = ("importsource", "profile", "import", "importrow")
    curators_read = ("sourcerecordstate",)

    def ready(self) -> None:
        from catalogue.starter import parts
        from hub.imports.notifications import register_kinds
        from hub.imports.starter_data import StarterImports

        parts.import_with(StarterImports())
        register_kinds()
