"""Tools: the curators' daily job."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue.admin.classified import (
    CitationInline,
    ClassifiedAdmin,
    NotKnownFilter,
    OrganisationInline,
    OverdueFilter,
    editing_fieldset,
    fact_row,
    term_rows,
)
from catalogue.admin.classified_form import (
    INFERRED,
    NONE,
    TERMS,
    ClassifiedForm,
    LinesField,
    add_not_known_choice,
    fact_fields,
)
from catalogue.fields.tool import PANEL_FACTS, TOOL
from catalogue.models import Tool, ToolCitation, ToolOrganisation


class BaseToolForm(ClassifiedForm):
    other_names = LinesField(
        label=_("Other names"), required=False, help_text=_("One on each line.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_not_known_choice(self, "scope", Tool.Scope.choices)
        if NONE + "organisations" in self.fields:
            self.fields[NONE + "organisations"].label = _("Known: no organisation is behind it")
        if TERMS + "safeguard" in self.fields:
            self.fields[TERMS + "safeguard"].label = _(
                "Data it handles, safeguards and risks that a source states"
            )
            self.fields[INFERRED + "safeguard"].label = _("Inferred by an editor")
            self.fields[INFERRED + "safeguard"].help_text = _(
                "What you conclude from the technique; no source says it. Readers are told so."
            )


# Made here, not written out: one field for each scheme, whatever schemes a tool has.
ToolForm: type[ClassifiedForm] = type(
    "ToolForm",
    (BaseToolForm,),
    fact_fields(Tool, inferred=("safeguard",), never_none=("scope", "panel_assessed_on")),
)


class ToolOrganisationFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form not in self.deleted_forms]
        named = any(getattr(form, "cleaned_data", {}).get("organisation") for form in rows)
        if named and "organisations" in (self.instance.known_none or ()):
            raise ValidationError(
                _("Known to be none, and yet an organisation is given: choose one.")
            )


class ToolOrganisationInline(OrganisationInline):
    model = ToolOrganisation
    formset = ToolOrganisationFormSet
    verbose_name = _("organisation behind it")
    verbose_name_plural = _("organisations behind it")


class ToolCitationInline(CitationInline):
    model = ToolCitation


@admin.register(Tool)
class ToolAdmin(ClassifiedAdmin):
    form = ToolForm
    inlines = (ToolOrganisationInline, ToolCitationInline)
    list_display = (
        "name",
        "makers",
        "state",
        "verification",
        "verified_on",
        "next_review_on",
    )
    list_filter = (
        "state",
        "verification",
        OverdueFilter,
        NotKnownFilter,
        "scope",
        "visibility",
        "confidence",
    )
    name_fields = ("name", "slug")
    search_fields = ("name", "slug", "summary", "organisations__name", "organisations__names__text")
    ordering = ("name", "slug")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "slug",
                    "other_names",
                    "summary",
                    "description",
                    "language",
                    "scope",
                    fact_row("url"),
                    NONE + "organisations",
                )
            },
        ),
        (
            _("What for and for whom"),
            {"fields": term_rows(TOOL, "for-whom")},
        ),
        (
            _("Where and how it works"),
            {
                "fields": [
                    *term_rows(TOOL, "where"),
                    fact_row("preconditions"),
                ]
            },
        ),
        (
            _("Access and licence"),
            {
                "fields": [
                    *term_rows(TOOL, "access"),
                    "open_source",
                    fact_row("licence"),
                    fact_row("repository"),
                ]
            },
        ),
        (
            _("Safety"),
            {
                "fields": [
                    (TERMS + "safeguard", NONE + "safeguard"),
                    INFERRED + "safeguard",
                    fact_row("caution"),
                    *term_rows(TOOL, "safety"),
                ]
            },
        ),
        (
            _("Before use with a person at risk"),
            {
                "fields": [
                    "panel",
                    "panel_assessed_on",
                    "panel_assessed_by",
                    *(fact_row(name) for name in PANEL_FACTS),
                ]
            },
        ),
        (
            _("Life and evidence"),
            {
                "fields": [
                    *term_rows(TOOL, "life"),
                    fact_row("status_checked_on"),
                    fact_row("first_released"),
                    *term_rows(TOOL, "evidence"),
                ]
            },
        ),
        editing_fieldset(fact_row("notes")),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Tool]:
        return super().get_queryset(request).prefetch_related("organisations")

    @admin.display(description=_("organisations"))
    def makers(self, tool: Tool) -> str:
        names = [organisation.name for organisation in tool.organisations.all()]
        more = ngettext("and %(count)d more", "and %(count)d more", len(names) - 2)
        return ", ".join(names[:2] + [more % {"count": len(names) - 2}] * (len(names) > 2))
