"""The forms of a check beside its answers: a source that is named, and how the check ends."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.record_admin.clean_text import CleanText
from hub.records.models import Record

Verification = Record.Verification


class AnswerForm(forms.Form):
    """What is typed beside an answer. A source is named by its address, its title, or both."""

    new_url = forms.URLField(
        label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https"
    )
    new_title = CleanText(label=gettext_lazy("Title"), max_length=500, required=False)
    note = CleanText(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.TextInput,
        help_text=gettext_lazy("Kept in the history of the record. Readers do not see it."),
    )


class EndForm(forms.Form):
    """How the facts were confirmed, and when they are due again."""

    verification = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            (choice.value, choice.label)
            for choice in (
                Verification.SOURCE_CHECKED,
                Verification.OWNER_CONFIRMED,
                Verification.PRACTITIONER_CONFIRMED,
            )
        ],
        widget=forms.RadioSelect,
        initial=Verification.SOURCE_CHECKED.value,
    )
    next_review_on = forms.DateField(
        label=gettext_lazy("Next review due"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_next_review_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["next_review_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("The next review is due after today."))
        return day


class AssessmentForm(forms.Form):
    assessed_by = CleanText(
        label=gettext_lazy("Assessed by"),
        max_length=300,
        help_text=gettext_lazy(
            "An organisation or a role, as readers shall see it; no private person."
        ),
    )
