from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "hub.identity"
    label = "identity"
    verbose_name = _("Name and look of the site")
    administrators_edit = ("identityversion",)

    def ready(self) -> None:
        from hub.identity.models import IdentityVersion
        from hub.records.public_copy.tables import term_tables

        # Readers see the same site while the database is away. It changes with the terms' number.
        term_tables.register(IdentityVersion._meta.label, IdentityVersion)
