"""Practice notes: where a tool was used, and how it went."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
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
from catalogue.admin.classified_form import ClassifiedForm, add_not_known_choice, fact_fields
from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import Deployment, DeploymentCitation, DeploymentOrganisation


class BasePracticeForm(ClassifiedForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_not_known_choice(self, "again", Deployment.Again.choices)


PracticeForm: type[ClassifiedForm] = type(
    "PracticeForm", (BasePracticeForm,), fact_fields(Deployment, never_none=("again",))
)


class DeploymentUserInline(OrganisationInline):
    model = DeploymentOrganisation
    verbose_name = _("organisation that used it")
    verbose_name_plural = _("organisations that used it")


class DeploymentCitationInline(CitationInline):
    model = DeploymentCitation


@admin.register(Deployment)
class DeploymentAdmin(ClassifiedAdmin):
    form = PracticeForm
    inlines = (DeploymentUserInline, DeploymentCitationInline)
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "tool", "state", "verification", "verified_on", "next_review_on")
    list_filter = (
        "state",
        "verification",
        OverdueFilter,
        NotKnownFilter,
        "again",
        "visibility",
        "confidence",
    )
    list_select_related = ("tool",)
    search_fields = ("title", "slug", "summary", "tool__name")
    ordering = ("title", "slug")
    autocomplete_fields = ("tool", "adapted_from")
    fieldsets = (
        (
            None,
            {"fields": ("title", "slug", "tool", "summary", "language", fact_row("adapted_from"))},
        ),
        (
            _("Where and when"),
            {
                "description": _(
                    "Never where exactly: no address of a shelter, no coordinates, nobody’s "
                    "telephone number or e-mail address."
                ),
                "fields": [
                    fact_row("site"),
                    *term_rows(DEPLOYMENT, "where"),
                    fact_row("started"),
                    fact_row("ended"),
                ],
            },
        ),
        (
            _("What for and for whom"),
            {"fields": term_rows(DEPLOYMENT, "for-whom")},
        ),
        (
            _("How it was set up"),
            {
                "fields": [
                    fact_row("needed"),
                    fact_row("adaptation"),
                    *term_rows(DEPLOYMENT, "needs"),
                ]
            },
        ),
        (
            _("How it went"),
            {
                "fields": [
                    fact_row("worked"),
                    fact_row("failed"),
                    fact_row("incidents"),
                    "again",
                    *term_rows(DEPLOYMENT, "outcome"),
                ]
            },
        ),
        editing_fieldset(),
    )
