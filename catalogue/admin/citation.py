"""The sources of a record, cited fact by fact on its own form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.models.classified import ClassifiedRecord
from hub.record_admin.base import RecordTabularInline
from hub.vocabulary.models import Scheme


class CitationInline(RecordTabularInline):
    """A room adds its model. The fact is chosen from the record's own."""

    fact = "citations"
    verbose_name = _("source")
    verbose_name_plural = _("sources")
    fields = ("subject", "source", "note", "checked_on", "position")
    autocomplete_fields = ("source",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        made = super().get_formset(request, obj, **options)
        made.form.base_fields["subject"] = forms.ChoiceField(
            label=_("Fact"), required=False, choices=fact_choices(self.parent_model)
        )
        made.form.base_fields["position"].widget.attrs["class"] = "short-number"
        return made


def fact_choices(model: type[ClassifiedRecord]) -> list[tuple[str, Any]]:
    labels = dict(Scheme.objects.filter(slug__in=model.schemes).values_list("slug", "label"))
    fields = [
        (field.attname, str(field.verbose_name))
        for field in model._meta.concrete_fields
        if field.attname in model.own_facts
    ]
    schemes = [(slug, labels.get(slug, slug)) for slug in model.schemes]
    whole = ("", str(_("The whole record")))
    return [whole, (str(_("Fields")), fields), (str(_("Terms")), schemes)]
