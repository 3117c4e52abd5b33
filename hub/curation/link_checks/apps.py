from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinkChecksConfig(AppConfig):
    name = "hub.curation.link_checks"
    label = "link_checks"
    verbose_name = _("Checks of addresses")
    curators_read = ("checkedaddress",)

    def ready(self) -> None:
        from hub.curation.link_checks import desk_kinds, reader_notices

        desk_kinds.register_kinds()
        reader_notices.register_kind()
