"""The form of a record: which version was read, and why it is changed."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.records.models import Record

# BCP 47 in the shapes that occur: a language, perhaps a script, a region, variants.
LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?(-[a-z0-9]{5,8})*\Z")
NOT_FACTS = ("seen_version", "why")


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save over a version that its reader has not seen.

    ``conflict`` is the version that was read (None: unreadable) where another one is stored; the
    form then carries the stored version, so that sending it again is a decision.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Why this change"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Kept with the history of the record; readers do not see it."),
    )

    instance: Record

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.in_conflict = False
        self.conflict: int | None = None
        self.initial["seen_version"] = self.instance.version
        language = self.fields.get("language")
        if language:
            language.widget.attrs["size"] = 12

    def clean_language(self) -> str:
        tag = str(self.cleaned_data["language"])
        if not LANGUAGE_TAG.match(tag):
            raise ValidationError(_("Write a language tag such as en, fr, pt-BR or zh-Hant."))
        return tag

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in cleaned:
            field = next((f for f in self._meta.model._meta.fields if f.name == name), None)
            # An empty text in a nullable fact means "not known".
            if field is not None and field.null and cleaned[name] == "":
                cleaned[name] = None
        read_version = cleaned.get("seen_version")
        if self.instance.pk and read_version != self.instance.version:
            self.in_conflict, self.conflict = True, read_version
            data = cast("QueryDict", self.data).copy()
            data["seen_version"] = str(self.instance.version)
            self.data = data
            self.add_error(
                None, _("Somebody else changed this record while you were editing. See below.")
            )
        return cleaned

    def comparison_label(self, field: str) -> str:
        """What a field is called beside its two versions."""
        return str(self[field].label)

    def fact_name(self, field: str) -> str:
        """The name of the record's fact that a field of this form edits."""
        attribute_names = {f.name: f.attname for f in self._meta.model._meta.fields}
        return "text_language" if field == "language" else attribute_names.get(field, field)

    def fact_value(self, field: str) -> Any:
        """What the field would store, as the record's facts have it. Raises KeyError if invalid."""
        value = self.cleaned_data[field]
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return value.pk if hasattr(value, "pk") else value

    def base_value(self, field: str, facts: dict[str, Any]) -> Any:
        """The field's value in the given ``facts``, in the shape of ``fact_value``."""
        return facts.get(self.fact_name(field))
