"""From a request's parameters to one ``Query``, by django-filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.lists.facets import Facet, Facets
from hub.search_engine.query import SORTS, Query
from hub.vocabulary.models import Scheme

# A filter set wants rows; this one only parses, and the index finds (docs/decisions/0016).
NO_ROWS = Scheme.objects.none()


class UnusableQueryError(Exception):
    """Parameters that make no query. ``sentences`` say why; ``nearest`` is what is left of it."""

    def __init__(self, sentences: list[str], nearest: Query) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.nearest = nearest


class SlugsField(forms.Field):
    """A repeated parameter with choices of one facet; replaced terms become their successors."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, facet: Facet, **options: Any) -> None:
        self.facet = facet
        super().__init__(**options)

    def __deepcopy__(self, memo: object) -> SlugsField:
        """Itself: a form copies its fields for every request, and these never change."""
        return self

    def clean(self, value: list[str] | None) -> tuple[str, ...]:
        slugs, unknown = set[str](), []
        for slug in filter(None, value or ()):
            resolved = self.facet.resolve(slug)
            slugs.update(resolved)
            if not resolved:
                unknown.append(slug)
        if unknown:
            raise ValidationError(
                [
                    _("There is no choice “%(slug)s” under “%(facet)s”.")
                    % {"slug": slug[:80], "facet": self.facet.label}
                    for slug in unknown[:5]
                ]
            )
        return tuple(sorted(slugs))


class FacetFilter(django_filters.Filter):
    field_class = SlugsField


class PageFilter(django_filters.Filter):
    field_class = forms.IntegerField


class AskedFieldsForm(forms.Form):
    """Has the fields only that were asked for: a list has some 25, a request three."""

    def __init__(self, data: QueryDict) -> None:
        asked = {name: declared for name, declared in self.base_fields.items() if name in data}
        self.base_fields = asked  # type: ignore[misc]  # of this form: Django copies each
        super().__init__(data)


class ListFilter(django_filters.FilterSet):
    """The parameters that every list understands; ``list_form`` adds those of its facets."""

    class Meta:
        form = AskedFieldsForm

    q = django_filters.CharFilter(strip=True)
    sort = django_filters.ChoiceFilter(
        choices=[(sort, sort) for sort in SORTS],
        error_messages={"invalid_choice": gettext_lazy("A list cannot be sorted by “%(value)s”.")},
    )
    ended = django_filters.ChoiceFilter(
        choices=[("0", "0"), ("1", "1")],
        error_messages={"invalid_choice": gettext_lazy("“ended” is 0 or 1, not “%(value)s”.")},
    )
    exact = django_filters.ChoiceFilter(
        choices=[("0", "0"), ("1", "1")],
        error_messages={"invalid_choice": gettext_lazy("“exact” is 0 or 1, not “%(value)s”.")},
    )
    page = PageFilter(
        min_value=1,
        max_value=10**9,
        error_messages={
            "invalid": gettext_lazy("A page is a whole number from 1."),
            "min_value": gettext_lazy("Pages are counted from 1."),
            "max_value": gettext_lazy("There is no such page."),
        },
    )


LIST_PARAMETERS = tuple(ListFilter.base_filters)


def list_form(facets: Facets) -> type[forms.Form]:
    """The form of the filter set for lists with these facets.

    Made once for each list: a filter set makes a new class of form for every request.
    """
    filters = {facet.name: FacetFilter(facet=facet, required=False) for facet in facets}
    filter_class = type("FacetedFilter", (ListFilter,), filters)
    form_class: type[forms.Form] = filter_class(queryset=NO_ROWS).get_form_class()
    return form_class


Chosen = dict[str, tuple[str, ...]]  # slugs by facet


def in_their_groups(facets: Facets, chosen: Chosen) -> Chosen:
    """The same choices, each under the facet that offers it today.

    An address, a saved filter or a bookmark may be older than the groups of a scheme and have all
    of its terms under the scheme's name. Where one address mixes terms of several groups it stays
    as it is: within a facet any one of the terms is enough, between facets each is asked for.
    """
    moved = dict(chosen)
    for facet in facets:
        slugs = chosen.get(facet.name, ())
        if not slugs or any(map(facet.offers, slugs)):
            continue
        for other in facets:
            same_scheme = other.group and other.scheme_names == facet.scheme_names
            if same_scheme and all(map(other.offers, slugs)):
                moved[facet.name] = ()
                moved[other.name] = tuple(sorted({*moved.get(other.name, ()), *slugs}))
                break
    return moved


def read_query(form_class: type[forms.Form], facets: Facets, data: QueryDict) -> tuple[Query, bool]:
    """The query, and whether the text is to be taken letter by letter ("search instead for").

    Raises UnusableQueryError with a sentence for each parameter that cannot be used.
    """
    form = form_class(data)
    usable = form.is_valid()
    values = form.cleaned_data
    query = Query.of(
        values.get("q") or "",
        in_their_groups(facets, {facet.name: values.get(facet.name) or () for facet in facets}),
        sort=values.get("sort") or SORTS[0],
        page=int(values.get("page") or 1),
        include_ended=values.get("ended") == "1",
    )
    if not usable:
        sentences = [str(text) for messages in form.errors.values() for text in messages]
        raise UnusableQueryError(sentences, query.with_page(1))
    return query, values.get("exact") == "1"
