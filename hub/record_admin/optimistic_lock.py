"""Two people, one row that has no ledger: a source, a scheme, a term.

Such rows carry no version. The form carries a mark of what its reader saw instead; where something
else is stored by the time it is sent, nothing is saved, each field that differs says what stands
there now, and sending it again is a decision.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import LockedAdmin
from hub.record_admin.value_labels import field_text


class ConcurrentEditForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save over what its reader has not seen.

    ``rows``: relations whose rows are edited on the same page, to the fields that are shown.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    rows: dict[str, tuple[str, ...]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["seen"] = self.digest()

    def stored_rows(self, relation: str) -> list[tuple[Any, ...]]:
        columns = self.rows[relation]
        return sorted(getattr(self.instance, relation).values_list(*columns))

    def digest(self) -> str:
        """A short text that differs whenever the row or one of ``rows`` does."""
        stored = type(self.instance)._default_manager.filter(pk=self.instance.pk).values()
        rows = [*stored, *(self.stored_rows(relation) for relation in self.rows)]
        text = json.dumps(rows, cls=DjangoJSONEncoder)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        current_digest = self.digest() if self.instance.pk else ""
        if self.instance.pk and cleaned.get("seen") != current_digest:
            data = cast("QueryDict", self.data).copy()
            data["seen"] = current_digest
            self.data = data
            self.add_stored_values()
        return cleaned

    def add_stored_values(self) -> None:
        """Say beside each field what is stored now, where that is not what was typed."""
        self.add_error(
            None,
            _(
                "Somebody else changed this while you were editing. Nothing of what you typed is "
                "lost: compare it with what is stored now, change what you like, and save again."
            ),
        )
        fresh = type(self)(instance=self.instance)
        for name in self.fields:
            stored = field_text(fresh[name])
            if name != "seen" and stored != field_text(self[name]):
                self.add_error(name, _("Stored now: “%(text)s”") % {"text": stored})
        for relation in self.rows:
            lines = [" · ".join(map(str, row)) for row in self.stored_rows(relation)]
            if lines:
                self.add_error(None, _("Stored now: “%(text)s”") % {"text": "; ".join(lines)})


class ConcurrentEditAdmin(LockedAdmin):
    """For a form that is a ``ConcurrentEditForm``; list ``seen`` among ``fields``."""

    form: type[ConcurrentEditForm] = ConcurrentEditForm
