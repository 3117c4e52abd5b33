"""Recommendations: their sub-actions, what serves them, and what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.admin.citation import CitationInline
from catalogue.admin.classified import (
    ClassifiedAdmin,
    ClassifiedForm,
    fact_fields,
    fact_row,
    term_rows,
)
from catalogue.admin.lists import NotKnownFilter, OverdueFilter
from events.fields.recommendation import RECOMMENDATION
from events.recommendations.admin.sub_actions import SubActionInline
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationCitation,
    RecommendationEvent,
    RecommendationTool,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.record_admin.base import RecordStackedInline, RecordTabularInline


class BaseRecommendationForm(ClassifiedForm):
    rows = {"text": 5}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].label = _("Reference")
            self.fields["slug"].help_text = _("Its address: letters, digits and hyphens.")


RecommendationForm: type[ClassifiedForm] = type(
    "RecommendationForm",
    (BaseRecommendationForm,),
    fact_fields(Recommendation, never_none=("parent_id",)),
)


class RecommendationToolInline(RecordTabularInline):
    model = RecommendationTool
    fact = "tools"
    fields = ("tool", "reason", "position")
    autocomplete_fields = ("tool",)


class RecommendationEventInline(RecordTabularInline):
    model = RecommendationEvent
    fact = "events"
    fields = ("event", "reason", "position")
    autocomplete_fields = ("event",)


class FollowUpInline(RecordStackedInline):
    model = FollowUp
    fact = "follow_ups"
    fields = (("date", "status"), ("country", "organisation", "actor"), "evidence", "source")
    autocomplete_fields = ("country", "organisation", "source")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "status" and field is not None:
            field.queryset = field.queryset.exclude(slug=NOT_ASSESSED)
        return field


class ResponseInline(RecordStackedInline):
    model = ManagementResponse
    fact = "responses"
    fields = (("date", "answer"), ("country", "organisation", "actor"), "text", "source")
    autocomplete_fields = ("country", "organisation", "source")


class RecommendationCitationInline(CitationInline):
    model = RecommendationCitation


class ToolsFilter(admin.SimpleListFilter):
    title = _("tools")
    parameter_name = "tools"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Served by no tool")), ("some", _("Served"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "none":
            return queryset.without_tools()
        return queryset.served() if self.value() == "some" else queryset


@admin.register(Recommendation)
class RecommendationAdmin(ClassifiedAdmin):
    form = RecommendationForm
    inlines = (
        SubActionInline,
        RecommendationToolInline,
        RecommendationEventInline,
        FollowUpInline,
        ResponseInline,
        RecommendationCitationInline,
    )
    prepopulated_fields = {}
    list_display = ("__str__", "document", "state", "verification", "verified_on")
    list_filter = (
        "state",
        "verification",
        ToolsFilter,
        OverdueFilter,
        NotKnownFilter,
        "visibility",
        "confidence",
        "document",
    )
    list_select_related = ("document",)
    search_fields = ("slug", "text", "document__title")
    ordering = ("document", "position", "slug")
    autocomplete_fields = ("document", "parent")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "document",
                    "slug",
                    "parent",
                    ("position", "label"),
                    "text",
                    "language",
                    fact_row("source_paragraph"),
                    "counts_towards_total",
                )
            },
        ),
        (
            _("Who is asked for what"),
            {"fields": term_rows(RECOMMENDATION, "asked")},
        ),
        (
            _("What would serve it"),
            {"fields": term_rows(RECOMMENDATION, "served")},
        ),
        (
            _("Editing"),
            {
                "fields": (
                    "visibility",
                    "verification",
                    "verified_on",
                    "next_review_on",
                    "confidence",
                    fact_row("notes"),
                    "why",
                    "seen_version",
                )
            },
        ),
    )

    def fact_labels(self) -> dict[str, str]:
        return super().fact_labels() | {
            "tools": str(_("Tools that serve it")),
            "events": str(_("Events")),
            "follow_ups": str(_("Follow-up")),
            "responses": str(_("Management responses")),
        }
