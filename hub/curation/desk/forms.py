"""What curators fill in at a task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Person
from hub.curation.desk.models import Task

MAX_COMMENT, MAX_REASON = 2000, 500


class AssignForm(forms.Form):
    """``seen``: the key of whoever had the task on the page that the form stood on."""

    to = forms.ModelChoiceField(
        Person.objects.none(), label=_("Assigned to"), required=False, empty_label=_("nobody")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, people: QuerySet[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]

    def sentence(self) -> str:
        return str(_("Choose somebody who may work on this task."))


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"),
        max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Other curators read it here. No names of victims, and nothing of a case."),
        error_messages={"required": _("Write what the others should know.")},
    )
    mentioned = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Mail a link to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, people: QuerySet[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mentioned"].queryset = people  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[
            (Task.Outcome.DONE.value, _("It is done")),
            (Task.Outcome.DISMISSED.value, _("It is not to be done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        help_text=_("One line for those who come after. It stays closed until its matter changes."),
        error_messages={"required": _("Say why in a few words.")},
    )
