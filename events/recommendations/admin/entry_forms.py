"""Entries of a log on the form of their recommendation: the newest as rows, and what they need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from catalogue.admin.classified_form import TERMS
from events.recommendations.models import Recommendation
from events.recommendations.models.addressed import (
    ADDRESSEE,
    Addressed,
    AddresseeKey,
    addressed_as,
    addressee_problem,
)
from hub.record_admin.base import MAX_ROWS, is_primary_key
from hub.vocabulary.term_cache import term_cache

SHOWN = 20  # entries as rows; a row has some eleven fields, and a form may have 2,000
ADDRESSEES = "named_addressees"  # the prefix of the rows beside it


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry that stays as it is costs no query: each of its keys would be looked up."""

    def full_clean(self) -> None:
        if self.is_bound and self.instance.pk is not None and not self.has_changed():
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def _post_clean(self) -> None:
        # The set of forms checks it against the addressees that are posted with it.
        self.instance.is_addressee_checked = True
        super()._post_clean()  # type: ignore[misc]


class EntryFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The newest entries as rows. What is sent changes the rows that it names, and no other."""

    queryset: Any
    data: Any
    _should_delete_form: Any

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset"):
            keys = self._posted_keys() if self.is_bound else self._newest_keys()
            self._queryset = self.queryset.filter(pk__in=keys)
        return self._queryset

    def _newest_keys(self) -> list[int]:
        if self.instance.pk is None:
            return []
        return list(self.queryset.values_list("pk", flat=True)[:SHOWN])

    def _posted_keys(self) -> list[str]:
        sent = (self.data.get(f"{self.prefix}-{row}-id", "") for row in range(MAX_ROWS))
        return [key for key in sent if is_primary_key(key)]

    def clean(self) -> None:
        super().clean()
        if self.instance.pk is None:
            return
        changed = [form for form in self.forms if _names_addressee_anew(form)]
        if not changed:
            return
        addressed = self._posted_addressed()
        for form in changed:
            country, body = form.instance.country, form.instance.organisation
            key = AddresseeKey.of(country and country.pk, body and body.pk, None)
            if not self._should_delete_form(form) and not addressed.includes(key):
                problem = addressee_problem(self.instance, country, body)
                form.add_error("country" if country else "organisation", problem)

    def _posted_addressed(self) -> Addressed:
        """Whom the recommendation addresses once all that was sent with the entries is stored."""
        recommendation: Recommendation = self.instance
        if f"{ADDRESSEES}-TOTAL_FORMS" not in self.data:
            return addressed_as(recommendation)
        named = set()
        for row in range(MAX_ROWS):
            prefix = f"{ADDRESSEES}-{row}"
            country, body = (
                int(key) if is_primary_key(key := self.data.get(f"{prefix}-{name}") or "") else None
                for name in ("country", "organisation")
            )
            if (country or body) and not self.data.get(f"{prefix}-DELETE"):
                named.add(AddresseeKey.of(country, body, None))
        terms = term_cache().by_pk
        sent = self.data.getlist(TERMS + ADDRESSEE)
        kinds = {terms[int(key)].slug for key in sent if is_primary_key(key) and int(key) in terms}
        return addressed_as(recommendation, named, kinds)


def _names_addressee_anew(form: Any) -> bool:
    """Entries that are older than a list of addressees stay as they are."""
    return form.is_valid() and bool({"country", "organisation"} & set(form.changed_data))
