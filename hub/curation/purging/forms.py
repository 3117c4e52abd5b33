"""The form by which a curator asks that a text is taken out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Text to take out"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=_(
            "A name, an address, a number: as little as tells it from everything else. Capitals, "
            "punctuation and blanks do not count."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "maxlength": 400}),
        help_text=_("Kept for good, so without the text itself."),
    )
