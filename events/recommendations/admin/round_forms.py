"""Forms of reporting rounds: as rows of their document, and one for several documents at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.recommendations.models import Document, ReportingRound
from hub.records.text_folding import slugify

SLUG = ReportingRound._meta.get_field("slug")


def proposed_slug(document_slug: str, name: str) -> str:
    """Of document and name, such as "icat-2022-first-report"; the document gives way."""
    most = SLUG.max_length or 0
    own = slugify(name)[:most]
    whole = f"{document_slug[: max(0, most - len(own) - 1)]}-{own}"
    return whole.strip("-")


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a document; ``document`` is set by the rows, and may not be stored yet."""

    document: Document

    slug = SLUG.formfield(
        required=False,
        widget=forms.TextInput(attrs={"size": 50}),
        help_text=_("Of its pages and files. Empty: made of the document and the name."),
    )

    class Meta:
        model = ReportingRound
        fields = ("name", "slug", "body", "opens", "due", "closes")

    def clean_slug(self) -> str:
        """Follows ``name`` in the order of the fields."""
        typed, name = self.cleaned_data["slug"], self.cleaned_data.get("name")
        return str(typed or (name and proposed_slug(self.document.slug or "", name)) or "")


class RoundFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def _construct_form(self, i: int, **options: Any) -> Any:
        form = super()._construct_form(i, **options)  # type: ignore[misc]
        form.document = self.instance
        return form
