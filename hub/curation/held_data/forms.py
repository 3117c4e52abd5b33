"""The form by which an administrator looks up what is held about somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.digests.forms import AddressField


class HeldDataForm(forms.Form):
    address = AddressField(
        label=_("E-mail address"),
        max_length=254,
        strip=False,
        required=False,
        help_text=_("Of whoever asks: make sure that it is theirs, by writing to it."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=_("As it may stand in a record. Others may have the same name: read first."),
    )
    reason = forms.CharField(
        label=_("Why you ask"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Kept in the log, with your name. Do not write the address or the name here."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        address, name = values.get("address") or "", values.get("name") or ""
        reason = (values.get("reason") or "").casefold()
        if not (address or name or self.errors):
            raise ValidationError(_("Write an address or a name."))
        if "@" in reason or (name and name.casefold() in reason):
            raise ValidationError(
                _("Do not write the address or the name into the reason: it is kept.")
            )
        return values
