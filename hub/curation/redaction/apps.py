from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedactionConfig(AppConfig):
    name = "hub.curation.redaction"
    label = "redaction"
    verbose_name = _("Persons and passages removed")
    curators_edit = ("redaction",)

    def ready(self) -> None:
        from hub.curation.redaction import desk_kinds

        desk_kinds.register_kinds()
