from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "hub.curation.contacts"
    label = "contacts"
    verbose_name = _("Contacts of records")
    curators_edit = ("contact",)
