"""Forms of requests: one, and many from pasted lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.recommendations.models import ReportingRound
from events.reporting.models import ReportRequest
from events.reporting.pasted_lines import read_lines
from events.reporting.report_requests import addressed_keys, set_address

MAX_LETTERS = 100_000


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def round_label(round_: ReportingRound) -> str:
    """Its name, and enough of its document's to tell two apart."""
    return f"{round_.name}: {Truncator(round_.document.title).chars(60)}"


class RoundField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **options: Any) -> None:
        rounds = ReportingRound.objects.select_related("document").order_by("-pk")
        super().__init__(rounds, label=gettext_lazy("Reporting round"), **options)

    def label_from_instance(self, obj: Any) -> str:
        return round_label(obj)


class ReportRequestForm(forms.ModelForm):  # type: ignore[type-arg]
    """The address is typed and never shown again: a new one is a new link."""

    round = RoundField()
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mails"), choices=languages, initial="en"
    )
    typed_address = forms.CharField(
        label=gettext_lazy("E-mail of the focal point"),
        max_length=254,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 40, "spellcheck": "false"}),
    )

    class Meta:
        model = ReportRequest
        fields = ("round", "country", "organisation", "language", "due")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None and "typed_address" in self.fields:
            field = self.fields["typed_address"]
            field.required = False
            field.label = _("Another e-mail address")
            field.help_text = _(
                "Empty: it stays. Another one gets a new link by e-mail; the old link ends."
            )

    def clean_typed_address(self) -> str:
        typed = str(self.cleaned_data["typed_address"]).strip(" ")
        if typed:
            set_address(ReportRequest(), typed)  # refuses what is no address
        return typed

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        one = values.get("country") or values.get("organisation")
        if self.instance.pk is None and one and values.get("round"):
            shown = ReportRequest(
                country=values.get("country"), organisation=values.get("organisation")
            )
            standing = ReportRequest.objects.standing().filter(round=values["round"])
            if any(request.key == shown.key for request in standing):
                sentence = _("“%(name)s” is asked in this round already.")
                raise ValidationError(sentence % {"name": one})
            addressed = addressed_keys(values["round"].document)
            if not any(each.includes(shown.key) for each in addressed):
                sentence = _("No action of the document addresses “%(name)s”.")
                raise ValidationError(sentence % {"name": one})
        return values


class PastedLinesForm(forms.Form):
    """``requests`` is set once the form is valid."""

    round = RoundField()
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mails"), choices=languages, initial="en"
    )
    lines = forms.CharField(
        label=gettext_lazy("Focal points"),
        max_length=MAX_LETTERS,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 70, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line: a country (code or name) or an organisation, a semicolon, an e-mail "
            "address. Such as: KE; name@example.org"
        ),
    )
    send = forms.BooleanField(
        label=gettext_lazy("Send the requests"),
        required=False,
        help_text=gettext_lazy(
            "Once the round is open. Without it they wait, and you send them from the list."
        ),
    )

    requests: list[ReportRequest]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("round") and values.get("lines"):
            try:
                self.requests = read_lines(
                    values["lines"], values["round"], values.get("language") or "en"
                )
            except ValidationError as problem:
                self.add_error("lines", problem)
        return values
