"""What a curator types of a contact."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.curation.contacts.models import Contact


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class ContactForm(forms.Form):
    """The address is typed and never shown again."""

    role = forms.ChoiceField(label=_("What it has to do with the record"), choices=Contact.Role)
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 40, "spellcheck": "false"}),
        help_text=_(
            "An address of the organisation, such as info@ or contact@, never of one person. It "
            "is stored sealed, and shown to nobody."
        ),
    )
    page = forms.URLField(
        label=_("Where the organisation publishes it"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("The public page on which you read it. Without one we write to nobody."),
        error_messages={"invalid": _("Write an address such as https://www.example.org/contact.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mails"), choices=languages, initial="en"
    )
