"""Helplines: how a line is reached, who answers, and when a person last checked it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
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
from catalogue.fields.helpline import HELPLINE
from catalogue.models import Helpline, HelplineChannel, HelplineCitation
from hub.record_admin.base import RecordTabularInline

HelplineForm: type[ClassifiedForm] = type("HelplineForm", (ClassifiedForm,), fact_fields(Helpline))


class HelplineChannelInline(RecordTabularInline):
    model = HelplineChannel
    fact = "channels"
    fields = ("kind", "value", "e164", "note", "toll_free", "from_abroad", "position")


class HelplineCitationInline(CitationInline):
    model = HelplineCitation


class CheckedFilter(admin.SimpleListFilter):
    title = _("checked within a year")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("No, and readers see it"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.unchecked() if self.value() == "no" else queryset


@admin.register(Helpline)
class HelplineAdmin(ClassifiedAdmin):
    form = HelplineForm
    inlines = (HelplineChannelInline, HelplineCitationInline)
    prepopulated_fields = {"slug": ("name",)}
    list_display = (
        "name",
        "state",
        "confidence",
        "source_year",
        "verification",
        "verified_on",
        "next_review_on",
    )
    list_filter = (
        CheckedFilter,
        "state",
        "confidence",
        "verification",
        OverdueFilter,
        NotKnownFilter,
    )
    search_fields = ("name", "slug", "operator", "channels__value")
    ordering = ("name", "slug")
    autocomplete_fields = ("organisation",)
    fieldsets = (
        (
            None,
            {
                "description": _(
                    "A wrong number can do harm. A line of low confidence is not published."
                ),
                "fields": (
                    "name",
                    "slug",
                    "language",
                    fact_row("operator"),
                    fact_row("organisation"),
                    fact_row("url"),
                ),
            },
        ),
        (_("Where, for whom, and who answers"), {"fields": term_rows(HELPLINE, "about")}),
        (
            _("Calling"),
            {
                "fields": (
                    fact_row("hours"),
                    "anonymous",
                    fact_row("source_year"),
                    fact_row("ended"),
                    fact_row("notes"),
                )
            },
        ),
        editing_fieldset(),
    )
