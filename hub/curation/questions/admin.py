"""Answered questions: what stands on the site, in the curators' form of any record."""

from __future__ import annotations

from django.contrib import admin
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
from hub.curation.questions.fields import QUESTION, SUBJECTS
from hub.curation.questions.models import AnsweredQuestion, QuestionAnswer, QuestionCitation
from hub.record_admin.base import RecordTabularInline

SUBJECT_KEYS = tuple(f"{kind}_id" for kind in SUBJECTS)
QuestionForm: type[ClassifiedForm] = type(
    "QuestionForm", (ClassifiedForm,), fact_fields(AnsweredQuestion, never_none=SUBJECT_KEYS)
)


class QuestionAnswerInline(RecordTabularInline):
    model = QuestionAnswer
    fact = "answers"
    fields = ("text", "role", "name", "answered_on", "language", "position")


class QuestionCitationInline(CitationInline):
    model = QuestionCitation


@admin.register(AnsweredQuestion)
class AnsweredQuestionAdmin(ClassifiedAdmin):
    form = QuestionForm
    inlines = (QuestionAnswerInline, QuestionCitationInline)
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "state", "verification", "verified_on", "next_review_on")
    list_filter = ("state", "verification", OverdueFilter, NotKnownFilter, "visibility")
    search_fields = ("title", "slug", "details", "answers__text")
    ordering = ("title", "slug")
    autocomplete_fields = tuple(SUBJECTS)
    fieldsets = (
        (None, {"fields": ("title", "slug", "language", fact_row("details"))}),
        (
            _("What it is about"),
            {
                "description": _("One record, or none: then it is about a situation."),
                "fields": [*SUBJECTS, *term_rows(QUESTION, "about")],
            },
        ),
        editing_fieldset(),
    )
