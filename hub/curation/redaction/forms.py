"""The form by which a curator asks that a person or a passage is removed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.curation.redaction.redacted_names import REMOVED

PERSON, PASSAGE = "person", "passage"


class RedactionForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What goes"),
        choices=[(PERSON, _("A person")), (PASSAGE, _("A passage"))],
        initial=PERSON,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Name or passage"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "autocomplete": "off"}),
        help_text=_(
            "Of a person each spelling on a line of its own: other scripts, initials, a former "
            "name. Capitals, punctuation and blanks do not count."
        ),
    )
    instead = forms.CharField(
        label=_("In its place"),
        max_length=60,
        required=False,
        initial=REMOVED,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=_(
            "A role (“a survivor advocate”), a pseudonym that they chose, or that it was removed."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "maxlength": 400}),
        help_text=_("Kept for good, so without the name or the passage itself."),
    )
