"""Trials of a tool by curators: the form, and the source of its own kind that it makes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Tool, ToolCitation
from catalogue.presenters.trials import TRIAL_RESULTS, TRIAL_TESTS
from hub.record_admin.clean_text import CleanText
from hub.records.models import Source, recorded_change
from hub.records.models.source import TRIAL_SUBJECT

NOT_TRIED = ("", gettext_lazy("Not tried"))


class TrialForm(forms.Form):
    tried_on = forms.DateField(
        label=gettext_lazy("Tried on"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    version = CleanText(
        label=gettext_lazy("Version and device"),
        max_length=60,
        help_text=gettext_lazy("As the tool names it, such as “3.1 on Android 15”."),
    )
    note = CleanText(
        label=gettext_lazy("What else you saw"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see it. Name no person and no place."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in TRIAL_TESTS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[NOT_TRIED, *TRIAL_RESULTS.items()],
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(["tried_on", "version", *TRIAL_TESTS, "note"])

    def clean_tried_on(self) -> Any:
        if self.cleaned_data["tried_on"] > timezone.localdate():
            raise ValidationError(_("That day is still to come."))
        return self.cleaned_data["tried_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.results(cleaned):
            raise ValidationError(_("Say what you saw in one of the tests at least."))
        return cleaned

    @staticmethod
    def results(cleaned: dict[str, Any]) -> dict[str, str]:
        return {name: cleaned[name] for name in TRIAL_TESTS if cleaned.get(name)}


def record_trial(tool: Tool, data: dict[str, Any], *, by: Any) -> Source:
    """Have the tool cite the trial. The same version on the same day is one trial: told again, it
    is corrected."""
    day, version = data["tried_on"], data["version"]
    with transaction.atomic(), recorded_change(
        tool, by=by, reason=_("Tried by us: version %(version)s") % {"version": version}
    ):  # fmt: skip
        source, made = Source.objects.get_or_create(
            url="",
            title=f"Tried by us: {tool.slug} {version}, {day.isoformat()}",
            defaults={"kind": Source.Kind.TRIAL},
        )
        source.kind, source.read_on = Source.Kind.TRIAL, day
        source.trial_version, source.trial_results = version, TrialForm.results(data)
        if made:
            Source.objects.bulk_update([source], ["read_on", "trial_version", "trial_results"])
        else:
            source.save()
        position = tool.citations.count()
        ToolCitation.objects.update_or_create(
            tool=tool,
            subject=TRIAL_SUBJECT,
            source=source,
            defaults={"note": data["note"], "checked_on": day, "checked_by": by},
            create_defaults={
                "note": data["note"],
                "checked_on": day,
                "checked_by": by,
                "position": min(position, 32767),
            },
        )
    return source
