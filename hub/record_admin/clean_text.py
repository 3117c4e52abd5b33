"""The form field of prose that a curator writes."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.records.text_cleaning import clean_text


class CleanText(forms.CharField):
    """Prose without markup and signs that cannot be shown.

    It is cleaned before it is validated: what was nothing but markup is empty.
    """

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "").strip()
