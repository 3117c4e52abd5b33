"""Forms of records described in terms: one field for each scheme, three states for each fact."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from catalogue.admin.fact_sources import sources_by_fact, with_sources
from catalogue.models.classified import ClassifiedRecord
from hub.record_admin.record_form import RecordForm
from hub.vocabulary.models import Scheme
from hub.vocabulary.term_widgets import TermsField

TERMS = "terms_"  # + scheme: the form's field for its terms
NONE = "none_"  # + scheme or field: the box "known to be none"
INFERRED = "inferred_"  # + scheme: terms that an editor inferred


class KnownNoneCheckbox(forms.BooleanField):
    def __init__(self, fact: str) -> None:
        super().__init__(
            label=_("Known to be none"),
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "known-none"}),
        )
        self.fact = fact


def may_be_none(
    model: type[ClassifiedRecord], never: tuple[str, ...] = ()
) -> list[models.Field[Any, Any]]:
    """The facts of a record for which a source can say "there is none". A "no" is a value."""
    return [
        field
        for field in model._meta.fields
        if field.attname in model.own_facts
        and field.attname not in never
        and field.null
        and not isinstance(field, models.BooleanField)
    ]


def fact_fields(
    model: type[ClassifiedRecord], inferred: tuple[str, ...] = (), never_none: tuple[str, ...] = ()
) -> dict[str, forms.Field]:
    """The form's further fields: terms by scheme, and a box for each fact that may be none.

    ``inferred``: schemes with a second field for what an editor inferred. ``never_none``: facts
    that get no box. All fields must stand in the admin's fieldsets: one left out reads as emptied.
    """
    fields: dict[str, forms.Field] = {}
    for scheme in model.schemes:
        fields[TERMS + scheme] = TermsField(scheme)
        fields[NONE + scheme] = KnownNoneCheckbox(scheme)
    for scheme in inferred:
        fields[INFERRED + scheme] = TermsField(scheme)
    for field in may_be_none(model, never_none):
        fields[NONE + field.name] = KnownNoneCheckbox(field.attname)
    for name in model.record_type.optional_links:
        fields[NONE + name] = KnownNoneCheckbox(name)
    return fields


class ClassifiedForm(RecordForm):
    """Reads and writes ``terms`` and ``known_none`` through the fields of ``fact_fields``."""

    instance: ClassifiedRecord
    rows: ClassVar[dict[str, int]] = {"description": 8}  # lines of a text's box; else 3

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        schemes = {s.slug: s for s in Scheme.objects.filter(slug__in=self.instance.schemes)}
        self.fill_terms(schemes)
        self.place_sources()
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = self.rows.get(name, 3)
            if isinstance(field, forms.NullBooleanField):
                field.widget.choices = [
                    ("unknown", _("Not known")),
                    ("true", _("Yes")),
                    ("false", _("No")),
                ]
            if isinstance(field, KnownNoneCheckbox):
                self.initial[name] = field.fact in (self.instance.known_none or ())
            elif NONE + name in self.fields:
                # The admin wraps type-aheads.
                inner: forms.Widget = getattr(field.widget, "widget", None) or field.widget
                inner.attrs.setdefault("placeholder", _("Not known"))

    def place_sources(self) -> None:
        """Put the links to its sources below each fact; the others go above the form.

        A source of a fact that has no field of its own here is above the form too.
        """
        links = {}
        if self.instance.pk:
            citations = self.instance.citations.select_related("source")
            links = sources_by_fact(citations.order_by("position", "pk"))
        for name, field in self.fields.items():
            is_own = not name.startswith((NONE, INFERRED))
            if is_own and (own := links.pop(self.fact_name(name), None)):
                field.help_text = with_sources(field.help_text, own)
        self.sources_above = [link for others in links.values() for link in others]

    def fill_terms(self, schemes: dict[str, Scheme]) -> None:
        links: list[tuple[str, int, bool]] = []
        if self.instance.pk:
            columns = ["term__scheme__slug", "term_id"]
            rows = self.instance.term_links.order_by("term__position", "term__slug")
            inferring = any(name.startswith(INFERRED) for name in self.fields)
            for row in rows.values_list(*columns, *(["inferred"] if inferring else [])):
                links.append((row[0], row[1], bool(inferring and row[2])))
        for name, field in self.fields.items():
            if not isinstance(field, TermsField):
                continue
            scheme, own = schemes.get(field.scheme), name.startswith(INFERRED)
            apart = own or INFERRED + field.scheme in self.fields
            self.initial[name] = [
                key
                for slug, key, guess in links
                if slug == field.scheme and (guess == own or not apart)
            ]
            if scheme is not None:
                field.label = field.label or scheme.label
                # Django prints help texts as HTML; a curator writes definitions.
                field.help_text = field.help_text or escape(scheme.definition)
                if not scheme.multiple:
                    field.limit_to_one()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known_none = [
            name for name in self.instance.known_none or () if name not in self.facts_with_box()
        ]
        for name, field in self.fields.items():
            if not isinstance(field, KnownNoneCheckbox) or not cleaned.get(name):
                continue
            known_none.append(field.fact)
            fact = name.removeprefix(NONE)
            for field_name in (fact, TERMS + fact, INFERRED + fact):
                if cleaned.get(field_name):
                    self.add_error(
                        field_name, _("Known to be none, and yet a value is given: choose one.")
                    )
        for name in self.fields:
            if name.startswith(INFERRED) and name in cleaned:
                self.check_inferred(name, cleaned)
        self.instance.known_none = sorted(known_none)
        return cleaned

    def facts_with_box(self) -> set[str]:
        return {
            field.fact for field in self.fields.values() if isinstance(field, KnownNoneCheckbox)
        }

    def check_inferred(self, name: str, cleaned: dict[str, Any]) -> None:
        stated = cleaned.get(TERMS + name.removeprefix(INFERRED)) or ()
        duplicates = set(stated) & set(cleaned[name])
        if duplicates:
            self.add_error(
                name,
                _("Stated by a source and inferred at once: %(terms)s.")
                % {"terms": ", ".join(sorted(str(term) for term in duplicates))},
            )

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field, TermsField):
                self.save_terms(name, field)

    def save_terms(self, name: str, field: TermsField) -> None:
        """Adds and removes links; those that remain keep their other columns."""
        chosen_keys = {term.pk for term in self.cleaned_data[name]}
        links = self.instance.term_links.filter(term__scheme__slug=field.scheme)
        link_values: dict[str, Any] = {}
        if name.startswith(INFERRED) or INFERRED + field.scheme in self.fields:
            link_values["inferred"] = name.startswith(INFERRED)
            links = links.filter(**link_values)
            # A term that moved from the other field of the scheme keeps its one link.
            self.instance.term_links.filter(term__in=chosen_keys).update(**link_values)
        links.exclude(term__in=chosen_keys).delete()
        linked_keys = set(
            self.instance.term_links.filter(term__in=chosen_keys).values_list("term_id", flat=True)
        )
        for key in sorted(chosen_keys - linked_keys):
            self.instance.term_links.create(term_id=key, **link_values)

    # The comparison when two people edited one record

    def comparison_label(self, field: str) -> str:
        label = super().comparison_label(field)
        if not field.startswith(NONE):
            return label
        fact = field.removeprefix(NONE)
        holder = TERMS + fact if TERMS + fact in self.fields else fact
        return f"{super().comparison_label(holder)}: {label}"

    def fact_name(self, field: str) -> str:
        if field.startswith(INFERRED):
            return "inferred"
        if field.startswith(NONE):
            return "known_none"
        scheme = field.removeprefix(TERMS)
        return super().fact_name(field) if scheme == field else scheme

    def fact_value(self, field: str) -> Any:
        value = self.cleaned_data[field]
        if isinstance(self.fields[field], TermsField):
            return sorted(term.slug for term in value)
        return super().fact_value(field)

    def base_value(self, field: str, facts: dict[str, Any]) -> Any:
        holder = self.fields[field]
        if isinstance(holder, KnownNoneCheckbox):
            return holder.fact in facts.get("known_none", ())
        if isinstance(holder, TermsField):
            inferred = set(facts.get("inferred", ()))
            slugs = set(facts.get(holder.scheme, ()))
            if field.startswith(INFERRED):
                slugs &= inferred
            elif INFERRED + holder.scheme in self.fields:
                slugs -= inferred
            return sorted(slugs)
        return super().base_value(field, facts)


def add_not_known_choice(form: ClassifiedForm, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Offer "not known" before the choices of an optional field, if the form has the field."""
    if name in form.fields:
        form.fields[name].choices = [("", _("Not known")), *choices]  # type: ignore[attr-defined]


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (value or "").splitlines()]
        if any("\x00" in line for line in lines):
            raise ValidationError(_("Null characters are not allowed."))
        return [line for line in lines if line]

    def validate(self, value: Any) -> None:
        return None

    def run_validators(self, value: Any) -> None:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))
