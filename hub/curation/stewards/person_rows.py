"""The organisations of a focal point, on the form of the person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Person
from hub.accounts.roles import FOCAL_POINT
from hub.curation.stewards.models import FocalPoint
from hub.record_admin.base import RecordTabularInline


class FocalPointFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """The role and its organisations go together."""
        super().clean()
        role = Group.objects.filter(name=FOCAL_POINT).values_list("pk", flat=True).first()
        # An empty form is handed over as no QueryDict.
        data: Any = self.data or QueryDict()
        has_role = str(role) in data.getlist("groups")
        named = [
            form.cleaned_data.get("organisation")
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ] if not any(self.errors) else [None]  # fmt: skip
        if has_role and not named:
            raise ValidationError(
                _("A focal point works for organisations: name at least one, or untick the role.")
            )
        if named and named != [None] and not has_role:
            raise ValidationError(
                _("Organisations are named for focal points only: tick that role, or remove them.")
            )


class FocalPointInline(RecordTabularInline):
    model = FocalPoint
    formset = FocalPointFormSet
    fields = autocomplete_fields = ("organisation",)
    verbose_name_plural = gettext_lazy("Organisations whose records a focal point edits")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)


def organisations_text(person: Person) -> str:
    names = person.focal_point_of.select_related("organisation")
    listed = ", ".join(sorted(str(row) for row in names))
    return _("organisations: %(names)s") % {"names": listed} if listed else ""
