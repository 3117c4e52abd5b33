"""Filters of the curators' lists: what is not known, what is overdue."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.models.classified import ClassifiedRecord
from hub.vocabulary.models import Scheme


def not_known(
    queryset: models.QuerySet[Any], model: type[ClassifiedRecord], fact: str
) -> models.QuerySet[Any]:
    """The records for which nothing is recorded about a scheme or a field."""
    # SQLite cannot ask whether a JSON list holds a value; as text both databases can.
    none_list = Cast("known_none", models.TextField())
    found: models.QuerySet[Any] = queryset.annotate(none_text=none_list).exclude(
        none_text__contains=f'"{fact}"'
    )
    if fact in model.schemes:
        relation = next(r for r in model._meta.related_objects if r.name == "term_links")
        links = relation.field.model._default_manager.filter(term__scheme__slug=fact)
        return found.filter(~Exists(links.filter(**{relation.field.name: OuterRef("pk")})))
    field = model._meta.get_field(fact.removesuffix("_id"))
    empty = Q(**{f"{field.name}__isnull": True})
    if isinstance(field, models.CharField | models.TextField):
        empty |= Q(**{field.name: ""})
    return found.filter(empty)


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
