"""The order of suggestions while somebody types: exact names, then beginnings, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Model, Q, QuerySet, Value, When

from hub.records.models import Record
from hub.records.record_access import own_key, permission_name


def names_first(
    queryset: QuerySet[Any], text: str, names: Sequence[str], *then: str
) -> QuerySet[Any]:
    """The same rows, those first that are called so, then those whose name begins so.

    ``names`` are fields, also of rows beside the record (``names__text``), which are asked apart:
    a join would give the record once for each of its names. ``then`` orders the rows of each group.
    """
    text = " ".join(text.split())
    if not text:
        return queryset.order_by(*then)
    called, begins = Q(), Q()
    for name in names:
        called |= _match(queryset.model, name, "iexact", text)
        begins |= _match(queryset.model, name, "istartswith", text)
    rank = Case(When(called, then=Value(0)), When(begins, then=Value(1)), default=Value(2))
    ranked: QuerySet[Any] = queryset.alias(name_rank=rank).order_by("name_rank", *then)
    return ranked


def _match(model: type[Model], name: str, lookup: str, text: str) -> Q:
    condition = Q(**{f"{name}__{lookup}": text})
    if "__" not in name:
        return condition
    return Q(pk__in=model._default_manager.filter(condition).order_by().values("pk"))


class NamesFirstView(AutocompleteJsonView):
    """Django's type-ahead for related records, with the names first."""

    def get_queryset(self) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset()
        if issubclass(queryset.model, Record):
            queryset = _visible(self.request.user, queryset)
        names = getattr(self.model_admin, "name_fields", ()) or own_names(self.model_admin)
        order = queryset.query.order_by or queryset.model._meta.ordering
        return names_first(queryset, self.term, names, *order, "pk")


def _visible(person: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    """What a person may see of records of a kind; of what is not theirs, what everybody may."""
    if person.has_perm(permission_name(records.model, "view")):
        return records
    public: Any = records.model._default_manager.all()
    is_public = Q(pk__in=public.published().order_by().values("pk"))
    return records.filter(is_public | own_key(person, records.model.kind))


def own_names(model_admin: Any) -> tuple[str, ...]:
    """The first field that is searched, if it is the record's own."""
    first = str(next(iter(model_admin.search_fields), ""))
    try:
        model_admin.opts.get_field(first)
    except FieldDoesNotExist:
        return ()
    return (first,)
