"""Documents: issuers, relations, and how many recommendations they say they have."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
from catalogue.admin.classified_form import ClassifiedForm, fact_fields
from catalogue.admin.dashboard import changelist_url, record_panel
from events.admin import StatisticInline
from events.fields.document import DOCUMENT
from events.recommendations.admin.round_action import open_rounds
from events.recommendations.admin.round_forms import RoundForm, RoundFormSet
from events.recommendations.models import (
    Document,
    DocumentAddressee,
    DocumentCitation,
    DocumentEvent,
    DocumentOrganisation,
    DocumentRelation,
    DocumentStatistic,
    ReportingRound,
    recorded_of_declared,
)
from hub.record_admin.base import RecordStackedInline, RecordTabularInline
from hub.record_admin.site import PendingItem, dashboard_panels
from hub.records.registry import Registry


@dataclass(frozen=True)
class RoundSummary:
    """A reporting round above its document's form: what came of it, and where that is listed.

    ``asking``: the page on which addressees are asked; empty for whoever may not.
    """

    name: str
    due: datetime.date | None
    counts: str
    requests: str
    asking: str


# What the room of requests, which stands above, says of the rounds of a document.
round_summaries: Registry[Callable[[HttpRequest, Document], list[RoundSummary]]] = Registry(
    "rounds on the form of a document"
)

DocumentForm: type[ClassifiedForm] = type(
    "DocumentForm", (ClassifiedForm,), fact_fields(Document, never_none=("date", "declared"))
)


class IssuerInline(OrganisationInline):
    model = DocumentOrganisation
    fields = ("organisation", "position")


class DocumentEventInline(RecordTabularInline):
    model = DocumentEvent
    fact = "events"
    fields = ("event",)
    autocomplete_fields = ("event",)


class DocumentRelationInline(RecordTabularInline):
    model = DocumentRelation
    fk_name = "document"
    fact = "relations"
    fields = ("how", "other", "reason")
    autocomplete_fields = ("other",)


class DocumentStatisticInline(StatisticInline):
    model = DocumentStatistic


class DocumentAddresseeInline(RecordTabularInline):
    model = DocumentAddressee
    fact = "named_addressees"
    fields = ("country", "organisation")
    autocomplete_fields = ("country", "organisation")


class ReportingRoundInline(RecordStackedInline):
    model = ReportingRound
    form = RoundForm
    formset = RoundFormSet
    fact = "rounds"
    fields = RoundForm.Meta.fields
    autocomplete_fields = ("body",)

    class Media:
        js = ("admin-hub/rounds.js",)


class DocumentCitationInline(CitationInline):
    model = DocumentCitation


class RecordedFilter(admin.SimpleListFilter):
    title = _("recommendations")
    parameter_name = "recorded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("incomplete", _("Not all recorded"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(declared__gt=models.F("recorded")) if self.value() else queryset


@admin.register(Document)
class DocumentAdmin(ClassifiedAdmin):
    form = DocumentForm
    inlines = (
        IssuerInline,
        DocumentEventInline,
        DocumentRelationInline,
        DocumentAddresseeInline,
        ReportingRoundInline,
        DocumentStatisticInline,
        DocumentCitationInline,
    )
    actions = (open_rounds,)
    change_form_template = "admin/recommendations/document/change_form.html"
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "date", "recorded_count", "state", "verification", "verified_on")
    list_filter = (
        "state",
        "verification",
        RecordedFilter,
        OverdueFilter,
        NotKnownFilter,
        "visibility",
        "confidence",
    )
    name_fields = ("title", "symbol", "slug")
    search_fields = ("title", "slug", "symbol", "organisations__name")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "slug",
                    "language",
                    *term_rows(DOCUMENT, "kind"),
                    fact_row("summary"),
                    "date",
                    fact_row("symbol"),
                )
            },
        ),
        (_("Where it is"), {"fields": (fact_row("url"), fact_row("archived_url"))}),
        (
            _("What it says"),
            {"fields": ["declared", "all_states", *term_rows(DOCUMENT, "about")]},
        ),
        editing_fieldset(fact_row("notes")),
    )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        document = context.get("original")
        if document is not None and request.user.has_perm("recommendations.view_recommendation"):
            context["recommendations"] = document.recommendations.exclude(
                state=Document.State.ARCHIVED
            ).order_by("position", "slug")
            context["rounds"] = [
                one for make in round_summaries.values() for one in make(request, document)
            ]
            context["may_add"] = request.user.has_perm("recommendations.add_recommendation")
        return super().render_change_form(request, context, *args, **options)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Document]:
        return super().get_queryset(request).with_recorded()  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=_("recommendations"))
    def recorded_count(self, document: Document) -> str:
        counts = recorded_of_declared(document)
        if counts.declared is None:
            return str(counts.recorded)
        return gettext("%(recorded)d of %(declared)d") % {
            "recorded": counts.recorded,
            "declared": counts.declared,
        }

    def fact_labels(self) -> dict[str, str]:
        return super().fact_labels() | {
            "organisations": str(_("Issuing organisations")),
            "events": str(_("Events")),
            "relations": str(_("Relations to other documents")),
            "named_addressees": str(_("Addressees by name")),
            "rounds": str(_("Reporting rounds")),
            "statistics": str(_("Statistics")),
        }


def incomplete_documents() -> PendingItem:
    return PendingItem(
        gettext("Not all recommendations recorded"),
        Document.objects.published().incomplete().count(),
        f"{changelist_url(Document)}?recorded=incomplete",
    )


dashboard_panels.register("documents", record_panel(Document, _("Documents"), incomplete_documents))
