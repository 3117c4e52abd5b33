"""Texts for the values of facts and of form fields."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from hub.record_admin.base import is_primary_key
from hub.records.readable_values import readable


def value_text(value: Any) -> str:
    """A fact as the ledger keeps it. Lists of rows become lines."""
    return readable(value) or _("Not known")


def field_text(bound: BoundField) -> str:
    """The text of a form field's value, valid or not."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.ModelChoiceField):
        return record_names(field, value)
    if isinstance(field, forms.NullBooleanField):
        return {True: _("Yes"), False: _("No")}.get(field.to_python(value), _("Not known"))  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if field.to_python(value) else _("No")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in bound.field.choices}  # type: ignore[attr-defined]
        return labels.get(str(value), "") if value else _("Not known")
    return str(field.prepare_value(value) or "") or _("Not known")


def record_names(field: Any, value: Any) -> str:
    keys = value if isinstance(value, list | tuple | set) else [value]
    keys = [str(getattr(key, "pk", key)) for key in keys if key]
    records = field.queryset.filter(pk__in=[key for key in keys if is_primary_key(key)])
    return ", ".join(str(record) for record in records) or _("Not known")


def row_text(form: Any) -> str:
    """The text of an inline's row: labels and values of the fields that are not empty."""
    skipped = {"id", "DELETE", "position", form._meta.model._meta.pk.name}
    texts = []
    for bound in form.visible_fields():
        if bound.name in skipped or bound.value() in (None, "", False):
            continue
        texts.append(str(bound.label) if bound.value() is True else field_text(bound))
    return " · ".join(texts)
