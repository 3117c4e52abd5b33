"""The admin of misuse patterns; warning signs and counter-measures need a citation."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
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
from catalogue.fields.misuse import MISUSE
from catalogue.models import MisuseAnswer, MisuseCitation, MisusePattern
from catalogue.models.misuse import uncited
from hub.record_admin.base import RecordTabularInline

MisuseForm: type[ClassifiedForm] = type("MisuseForm", (ClassifiedForm,), fact_fields(MisusePattern))


class MisuseAnswerInline(RecordTabularInline):
    model = MisuseAnswer
    fact = "answers"
    fields = ("tool", "reason", "position")
    autocomplete_fields = ("tool",)
    verbose_name = _("tool that counters it")
    verbose_name_plural = _("tools that counter it")


class CitedFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Refuses warning signs and counter-measures that no source is cited for."""

    def clean(self) -> None:
        super().clean()
        remaining = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        problems = uncited(
            vars(self.instance), {str(row.get("subject") or "") for row in remaining}
        )
        if problems:
            raise ValidationError(problems)


class MisuseCitationInline(CitationInline):
    model = MisuseCitation
    formset = CitedFormSet


@admin.register(MisusePattern)
class MisuseAdmin(ClassifiedAdmin):
    form = MisuseForm
    inlines = (MisuseAnswerInline, MisuseCitationInline)
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "visibility", "state", "verification", "verified_on", "next_review_on")
    list_filter = ("visibility", "state", "verification", OverdueFilter, NotKnownFilter)
    search_fields = ("title", "slug", "summary")
    ordering = ("title", "slug")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "language")}),
        (
            _("What and when"),
            {"fields": term_rows(MISUSE, "about")},
        ),
        (
            _("Only what a cited source says"),
            {"fields": [fact_row("warning_signs"), fact_row("counter_measures")]},
        ),
        editing_fieldset(
            description=_(
                "Detail that could serve as instructions is for a narrower circle, or for nobody."
            )
        ),
    )
