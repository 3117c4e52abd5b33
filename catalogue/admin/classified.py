"""The admin of records described in terms: labels of facts, citations, filters of the lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalogue.admin.classified_form import NONE, TERMS
from catalogue.admin.fact_sources import opening_link
from catalogue.models.classified import ClassifiedRecord
from hub.record_admin.base import RecordTabularInline
from hub.record_admin.record import RecordAdmin
from hub.records.fields import RecordType
from hub.records.models import Citation
from hub.records.models.source import TRIAL_SUBJECT
from hub.vocabulary.models import Scheme, Term


def fact_row(name: str) -> tuple[str, str]:
    """A fact and its "known to be none" box on one line of the form."""
    return (name, NONE + name.removeprefix(TERMS))


def term_rows(record_type: RecordType, group: str) -> list[Any]:
    """The rows of the form for the schemes that the declaration places in a group of it."""
    return [fact_row(TERMS + declared.name) for declared in record_type.placed("form", group)]


def editing_fieldset(*extra: Any, description: Any = "") -> tuple[Any, Any]:
    """The last fieldset of every record type; ``extra`` fields come before the reason."""
    fields = ("visibility", "verification", "verified_on", "next_review_on", "confidence", *extra)
    options: dict[str, Any] = {"fields": (*fields, "why", "seen_version")}
    return _("Editing"), {"description": description, **options} if description else options


class ClassifiedAdmin(RecordAdmin):
    def fact_labels(self) -> dict[str, str]:
        schemes = dict(Scheme.objects.values_list("slug", "label"))
        extra_labels = {
            "organisations": str(_("Organisations")),
            "citations": str(_("Sources")),
            "names": str(_("Names")),
            "answers": str(_("Tools that counter it")),
            "inferred": str(_("Inferred by an editor")),
        }
        return super().fact_labels() | schemes | extra_labels

    def fact_reader(self) -> Callable[[str, Any], str]:
        terms = Term.objects.filter(scheme__slug__in=self.model.schemes)
        labels = {
            (scheme, slug): label
            for scheme, slug, label in terms.values_list("scheme__slug", "slug", "label")
        }
        facts, fact_text = self.fact_labels(), super().fact_reader()

        def classified_fact_text(name: str, value: Any) -> str:
            if name == "known_none" and value:
                return ", ".join(facts.get(fact, fact) for fact in value)
            if isinstance(value, list) and name in self.model.schemes:
                value = [labels.get((name, slug), slug) for slug in value]
            return fact_text(name, value)

        return classified_fact_text


class OrganisationInline(RecordTabularInline):
    """A room adds its model."""

    fact = "organisations"
    fields: ClassVar[tuple[str, ...]] = ("organisation", "role", "position")
    autocomplete_fields = ("organisation",)


class CitationInline(RecordTabularInline):
    """A room adds its model. The fact is chosen from the record's own."""

    fact = "citations"
    verbose_name = _("source")
    verbose_name_plural = _("sources")
    fields = ("subject", "source", "opened", "note", "checked_on", "position")
    readonly_fields = ("opened",)
    autocomplete_fields = ("source",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("source")

    @admin.display(description=_("page"), empty_value="–")
    def opened(self, citation: Citation) -> SafeString | None:
        return opening_link(citation.source) if citation.source_id else None

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset = super().get_formset(request, obj, **options)
        formset.form.base_fields["subject"] = forms.ChoiceField(
            label=_("Fact"), required=False, choices=fact_choices(self.parent_model)
        )
        formset.form.base_fields["position"].widget.attrs["class"] = "short-number"
        return formset


def fact_choices(model: type[ClassifiedRecord]) -> list[tuple[str, Any]]:
    labels = dict(Scheme.objects.filter(slug__in=model.schemes).values_list("slug", "label"))
    fields = [
        (field.attname, str(field.verbose_name))
        for field in model._meta.concrete_fields
        if field.attname in model.own_facts
    ]
    schemes = [(slug, labels.get(slug, slug)) for slug in model.schemes]
    whole_record = ("", str(_("The whole record")))
    trial = (TRIAL_SUBJECT, str(_("Tried by us")))
    return [whole_record, trial, (str(_("Fields")), fields), (str(_("Terms")), schemes)]


def not_known(
    queryset: models.QuerySet[Any], model: type[ClassifiedRecord], fact: str
) -> models.QuerySet[Any]:
    """The records for which nothing is recorded about a scheme or a field."""
    # SQLite cannot query whether a JSON list contains a value; as text both databases can.
    none_list = Cast("known_none", models.TextField())
    records: models.QuerySet[Any] = queryset.annotate(none_text=none_list).exclude(
        none_text__contains=f'"{fact}"'
    )
    if fact in model.schemes:
        relation = next(r for r in model._meta.related_objects if r.name == "term_links")
        links = relation.field.model._default_manager.filter(term__scheme__slug=fact)
        return records.filter(~Exists(links.filter(**{relation.field.name: OuterRef("pk")})))
    field = model._meta.get_field(fact.removesuffix("_id"))
    empty = Q(**{f"{field.name}__isnull": True})
    if isinstance(field, models.CharField | models.TextField):
        empty |= Q(**{field.name: ""})
    return records.filter(empty)


class NotKnownFilter(admin.SimpleListFilter):
    title = _("not known")
    parameter_name = "not_known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        model = model_admin.model
        labels = dict(Scheme.objects.filter(slug__in=model.schemes).values_list("slug", "label"))
        schemes = [(slug, labels[slug]) for slug in model.schemes if slug in labels]
        fields = [
            (field.attname, str(field.verbose_name))
            for field in model._meta.concrete_fields
            if field.attname in model.own_facts and field.null
        ]
        return schemes + fields

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        fact = self.value()
        if fact not in dict(self.lookup_choices):
            return queryset
        return not_known(queryset, queryset.model, fact)


class OverdueFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue")), ("none", _("No date set"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "overdue":
            return queryset.overdue_for_review()
        return queryset.filter(next_review_on=None) if self.value() == "none" else queryset
