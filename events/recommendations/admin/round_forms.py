"""Forms of reporting rounds: as rows of their document, and one for several documents at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.recommendations.models import Document, ReportingRound
from hub.record_admin.base import SingleAutocomplete
from hub.records.text_folding import slugify

SLUG = ReportingRound._meta.get_field("slug")


def proposed_slug(document_slug: str, name: str) -> str:
    """Of document and name, such as "icat-2022-first-report"; the document gives way."""
    most = SLUG.max_length or 0
    own = slugify(name)[:most]
    whole = f"{document_slug[: max(0, most - len(own) - 1)]}-{own}"
    return whole.strip("-")


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a document; ``document`` is set by the rows, and may not be stored yet."""

    document: Document

    slug = SLUG.formfield(
        required=False,
        widget=forms.TextInput(attrs={"size": 50}),
        help_text=_("Of its pages and files. Empty: made of the document and the name."),
    )

    class Meta:
        model = ReportingRound
        fields = ("name", "slug", "body", "opens", "due", "closes")

    def clean_slug(self) -> str:
        """Follows ``name`` in the order of the fields."""
        typed, name = self.cleaned_data["slug"], self.cleaned_data.get("name")
        return str(typed or (name and proposed_slug(self.document.slug or "", name)) or "")


class RoundFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def _construct_form(self, i: int, **options: Any) -> Any:
        form = super()._construct_form(i, **options)  # type: ignore[misc]
        form.document = self.instance
        return form


class RoundsForm(forms.Form):
    """What rounds on several documents have in common."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Such as “First report”. It is the name of each."),
    )
    body = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Who asks"),
        required=False,
        widget=SingleAutocomplete(ReportingRound._meta.get_field("body"), admin.site),
        help_text=_("Empty: whoever issued each document."),
    )
    opens = forms.DateField(label=_("Opens"), required=False, widget=AdminDateWidget())
    due = forms.DateField(label=_("Due"), required=False, widget=AdminDateWidget())
    closes = forms.DateField(label=_("Closes"), required=False, widget=AdminDateWidget())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            ReportingRound(**values).clean()
            if not slugify(values["name"]):
                raise ValidationError({"name": _("Write it with letters or numbers.")})
        return values

    def rounds(self, documents: list[Document]) -> list[ReportingRound]:
        """One for each, not saved. Raises ValidationError where an address is taken already."""
        values = self.cleaned_data
        rounds = [
            ReportingRound(
                document=document, slug=proposed_slug(document.slug, values["name"]), **values
            )
            for document in documents
        ]
        taken = ReportingRound.objects.filter(slug__in=[one.slug for one in rounds])
        titles = list(taken.values_list("document__title", flat=True))
        if titles:
            sentence = _("A round of such a name is there already: %(documents)s.")
            raise ValidationError({"name": sentence % {"documents": "; ".join(titles)}})
        return rounds
