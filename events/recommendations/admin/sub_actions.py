"""Sub-actions (a), (b), (c) on the form of their recommendation; each is a record of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.recommendations.models import Recommendation
from hub.record_admin.base import RecordTabularInline
from hub.records.models import recorded_change


class SubActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The ref is that of the recommendation with the label behind it; it stays once it is made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["label"].required = True

    def clean_label(self) -> str:
        label = str(self.cleaned_data["label"]).strip(" ().")
        try:
            validate_slug(label)
        except ValidationError:
            raise ValidationError(_("Use a letter or a number.")) from None
        return label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        above = cleaned.get("parent")  # on a form for a new one it is not stored yet
        if above is not None and self.instance.pk is None:
            # Set before the model checks itself, or it would miss its document and its slug.
            self.instance.document_id = above.document_id
            self.instance.slug = f"{above.slug}-{cleaned.get('label', '')}"
        return cleaned


class SubActionFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    by: Any = None

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            label = getattr(form, "cleaned_data", {}).get("label")
            if not label:
                continue
            ref = f"{self.instance.slug}-{label}"
            taken = Recommendation.objects.filter(slug=ref).exclude(pk=form.instance.pk)
            if label in seen:
                form.add_error("label", _("This label stands here twice."))
            elif form.instance.pk is None and taken.exists():
                form.add_error("label", _("“%(ref)s” is taken.") % {"ref": ref})
            seen.add(label)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        one: Recommendation = super().save_new(form, commit=False)
        above: Recommendation = self.instance
        one.document_id, one.slug = above.document_id, f"{above.slug}-{one.label}"
        one.state, one.visibility, one.language = above.state, above.visibility, above.language
        one.counts_towards_total = False
        return self.recorded(one)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return self.recorded(super().save_existing(form, obj, commit=False))

    def recorded(self, one: Recommendation) -> Recommendation:
        with recorded_change(one, by=self.by):
            one.save()
        return one


class SubActionInline(RecordTabularInline):
    model = Recommendation
    fk_name = "parent"
    fact = "sub_actions"
    form, formset = SubActionForm, SubActionFormSet
    fields = ("label", "text", "position")
    can_delete = False  # a record is archived, on its own form
    show_change_link = True
    verbose_name = _("sub-action")
    verbose_name_plural = _("sub-actions")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        made: Any = super().get_formset(request, obj, **options)
        made.by = request.user
        return made
