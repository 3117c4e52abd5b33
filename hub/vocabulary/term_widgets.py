"""Choosing terms of one scheme by type-ahead, each shown with its definition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import get_select2_language
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import MultipleAutocomplete, is_primary_key
from hub.record_admin.type_ahead import names_first
from hub.vocabulary.models import Term

PAGE = 20
NAMES = ("label", "labels__text", "slug")  # what a term is called, in any language


class TermWidget(MultipleAutocomplete):
    """The chosen terms as options; the rest comes from ``admin:vocabulary_term_suggest``."""

    def __init__(self, scheme: str, *, single: bool = False) -> None:
        forms.SelectMultiple.__init__(self)
        self.scheme, self.single = scheme, single
        self.i18n_name = get_select2_language()

    def get_url(self) -> str:
        return f"{reverse('admin:vocabulary_term_suggest')}?scheme={self.scheme}"

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = forms.SelectMultiple.build_attrs(self, base_attrs, extra_attrs)
        return attrs | {
            "data-ajax--url": self.get_url(),
            "data-ajax--delay": 150,
            "data-ajax--cache": "true",
            "data-theme": "admin-autocomplete",
            "data-placeholder": str(_("Not known")),
            "data-width": "100%",
            "data-close-on-select": json.dumps(self.single),
            "lang": self.i18n_name,
            "class": "term-choice",
            **({"data-maximum-selection-length": 1} if self.single else {}),
        }

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """The chosen terms only, in their own order; one query for each field that has some."""
        keys = [key for key in map(str, value) if is_primary_key(key)]
        chosen: Iterable[Term] = self.choices.queryset.filter(pk__in=keys) if keys else ()
        options = [
            self.create_option(name, term.pk, label_of(term), True, index)
            for index, term in enumerate(chosen)
        ]
        return [(None, options, 0)]

    @property
    def media(self) -> forms.Media:
        # Named together, so that merging keeps their order.
        own = forms.Media(js=["admin/js/jquery.init.js", "admin-hub/terms.js"])
        return super().media + own


def label_of(term: Term) -> str:
    return f"{term.label} ({_('no longer used')})" if term.deprecated else term.label


class TermsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Terms of one scheme. ``single``: at most one; the scheme says so in the database."""

    widget: TermWidget

    def __init__(self, scheme: str, **options: Any) -> None:
        self.scheme, self.single = scheme, False
        options.setdefault("required", False)
        super().__init__(
            Term.objects.in_scheme(scheme).order_by("position", "slug"),
            widget=TermWidget(scheme),
            **options,
        )

    def limit_to_one(self) -> None:
        """Accept no second value."""
        self.single = self.widget.single = True

    def clean(self, value: Any) -> QuerySet[Term]:
        keys = [str(key) for key in value or () if key]
        for key in keys:
            if not is_primary_key(key):  # SQLite fails on numbers that are too large for it
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": key.replace("\x00", "")[:40]},
                )
        terms: QuerySet[Term] = super().clean(keys)
        if self.single and len(set(keys)) > 1:
            raise ValidationError(_("A record has one value only."), code="single")
        return terms


def search_terms(scheme: str, words: str) -> QuerySet[Term]:
    """Current terms of a scheme with all the words in a label, the slug or the definition.

    Those that are called so come first, then those whose label begins so.
    """
    terms = Term.objects.current().in_scheme(scheme)
    for word in words.split()[:10]:
        terms = terms.filter(
            Q(label__icontains=word)
            | Q(slug__icontains=word)
            | Q(definition__icontains=word)
            | Q(pk__in=Term.objects.filter(labels__text__icontains=word).values("pk"))
        )
    return names_first(terms.select_related("broader"), words, NAMES, "position", "slug")


def suggest(request: HttpRequest) -> HttpResponse:
    """The response to Select2: 20 terms a page, each with its definition and its broader term."""
    if not request.user.has_perm("vocabulary.view_term"):
        raise PermissionDenied
    number = request.GET.get("page", "1")
    page = min(int(number), 1000) if is_primary_key(number) and int(number) else 1
    start = (page - 1) * PAGE
    terms = list(
        search_terms(request.GET.get("scheme", ""), request.GET.get("term", ""))[
            start : start + PAGE + 1
        ]
    )
    return JsonResponse(
        {
            "results": [
                {
                    "id": str(term.pk),
                    "text": term.label,
                    "definition": term.definition,
                    "broader": term.broader.label if term.broader else "",
                }
                for term in terms[:PAGE]
            ],
            "pagination": {"more": len(terms) > PAGE},
        }
    )
