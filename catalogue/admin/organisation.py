"""Organisations: their names, and what they are part of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.admin.classified import (
    CitationInline,
    ClassifiedAdmin,
    NotKnownFilter,
    OverdueFilter,
    editing_fieldset,
    fact_row,
    term_rows,
)
from catalogue.admin.classified_form import ClassifiedForm, fact_fields
from catalogue.fields.organisation import ORGANISATION
from catalogue.models import Organisation, OrganisationCitation, OrganisationName
from catalogue.models.organisation import matching_key
from hub.record_admin.base import RecordTabularInline
from hub.record_admin.look_alikes import PARAMETER

OrganisationForm: type[ClassifiedForm] = type(
    "OrganisationForm", (ClassifiedForm,), fact_fields(Organisation)
)


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].widget.attrs[PARAMETER] = "names"

    def clean_text(self) -> str:
        """The key that names are matched by belongs to one organisation only."""
        text = str(self.cleaned_data["text"])
        key = matching_key(text)
        if not key:
            raise ValidationError(_("A name has letters or digits."))
        taken = OrganisationName.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if taken is not None:
            raise ValidationError(
                _("“%(organisation)s” has this name already.")
                % {"organisation": taken.organisation}
            )
        return text


class NameFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        keys: set[str] = set()
        for form in self.forms:
            text = getattr(form, "cleaned_data", {}).get("text")
            if not text or form.cleaned_data.get("DELETE"):
                continue
            if matching_key(text) in keys:
                form.add_error("text", _("This name stands here twice."))
            keys.add(matching_key(text))


class OrganisationNameInline(RecordTabularInline):
    model = OrganisationName
    form, formset = NameForm, NameFormSet
    fact = "names"
    fields = ("text", "language", "shown")
    verbose_name_plural = _("other names")


class OrganisationCitationInline(CitationInline):
    model = OrganisationCitation


@admin.register(Organisation)
class OrganisationAdmin(ClassifiedAdmin):
    form = OrganisationForm
    inlines = (OrganisationNameInline, OrganisationCitationInline)
    list_display = (
        "name",
        "part_of",
        "tools_behind",
        "state",
        "verification",
        "verified_on",
        "next_review_on",
    )
    list_filter = ("state", "verification", OverdueFilter, NotKnownFilter, "visibility")
    list_select_related = ("part_of",)
    name_fields = ("name", "names__text", "slug")
    search_fields = ("name", "slug", "names__text")
    ordering = ("name", "slug")
    autocomplete_fields = ("part_of", "successor")
    fieldsets = (
        (None, {"fields": ("name", "slug", "language", fact_row("url"), fact_row("part_of"))}),
        (
            _("What and where"),
            {"fields": term_rows(ORGANISATION, "about")},
        ),
        (_("Its end"), {"fields": (fact_row("ended"), fact_row("successor"))}),
        editing_fieldset(),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Organisation]:
        count = models.Count("tool_links", distinct=True)
        counted: models.QuerySet[Organisation]
        counted = super().get_queryset(request).annotate(all_tools=count)
        return counted

    @admin.display(description=_("tools"), ordering="all_tools")
    def tools_behind(self, organisation: Organisation) -> int:
        return int(organisation.all_tools)  # type: ignore[attr-defined]
