"""What a curator says of a record's steward."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Organisation
from hub.curation.stewards.models import Stewardship
from hub.record_admin.base import SingleAutocomplete


class StewardForm(forms.Form):
    """``seen``: key of the steward that the curator has seen; empty for none."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Steward"),
        required=False,
        help_text=gettext_lazy(
            "The organisation that answers for the record. Its focal points edit it. Readers do "
            "not see this. Leave it empty for none."
        ),
        error_messages={
            "invalid_choice": gettext_lazy("There is no such organisation here. Choose another."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        choices = field.choices
        field.widget = SingleAutocomplete(Stewardship._meta.get_field("organisation"), admin.site)
        field.widget.choices = choices

    def clean_organisation(self) -> Organisation | None:
        organisation: Organisation | None = self.cleaned_data["organisation"]
        if organisation is not None and organisation.state == Organisation.State.ARCHIVED:
            raise ValidationError(
                _("“%(name)s” is archived, so nobody works for it: choose another organisation.")
                % {"name": organisation}
            )
        return organisation
