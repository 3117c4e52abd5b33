"""The form in which one fact is corrected on the page of a check, made from its declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.presenters.changes.link_entries import link_parts
from catalogue.presenters.facts import sort_terms
from hub.curation.record_checks.checked_facts import CheckedRecord
from hub.imports.record_types.fact_labels import NOTHING
from hub.records.fields import RecordField, Storage
from hub.records.link_tables import LinkTable, plain_value
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import clean_text
from hub.vocabulary.term_cache import CachedTerm, term_cache

VALUE, KNOWN_NONE = "value", "known_none"
MAX_ENTRIES = 60  # of a list that is corrected here; a longer one on the record's own form
MAX_TEXT = 10_000  # letters, where neither column nor declaration says
MAX_LINES = 200
UNKNOWN = ("", gettext_lazy("Not known"))


def is_correctable(checked: CheckedRecord, declared: RecordField) -> bool:
    """Whether the fact is corrected here; what names other records is on the record's form."""
    if declared.storage is Storage.LINKS:
        parts = link_parts(checked.record_type).get(declared.name, ())
        entries = checked.facts.get(declared.name) or ()
        own = not any("__" in part.name or part.flat for part in parts)  # names no other row
        return bool(parts) and own and len(entries) <= MAX_ENTRIES
    if declared.storage is Storage.SCHEME:
        return declared.name in term_cache().schemes
    return not checked.record_type.model._meta.get_field(declared.name).is_relation


class CorrectionForm(forms.Form):
    """What the fact is in truth. ``corrected`` are the facts to be set, once the form is valid.

    Raises LookupError for a fact that is not corrected here.
    """

    def __init__(
        self, checked: CheckedRecord, declared: RecordField, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix="to")
        if not is_correctable(checked, declared):
            raise LookupError(declared.name)
        self.checked, self.declared = checked, declared
        self.value = checked.facts.get(declared.name)
        self.table: LinkTable | None = None
        if declared.storage is Storage.LINKS:
            self.table = checked.record_type.link_tables[declared.name]
            self._add_entries(self.table)
        else:
            scheme = declared.storage is Storage.SCHEME
            self.fields[VALUE] = self._terms_field() if scheme else self._column_field()
            is_new = self.value in NOTHING
            self.fields[VALUE].label = _("Answer") if is_new else _("What it is now")
        if self._may_be_none():
            is_none = declared.name in checked.facts["known_none"]
            self.fields[KNOWN_NONE] = forms.BooleanField(
                label=_("Known to be none: a source says that there is none"),
                required=False,
                initial=is_none,
            )

    def _may_be_none(self) -> bool:
        declared = self.declared
        if declared.storage is Storage.COLUMN:
            column = self.column
            return bool(column.null) and not isinstance(column, models.BooleanField)
        return declared.storage is Storage.SCHEME or declared.may_be_none

    @property
    def column(self) -> Any:
        return self.checked.record_type.model._meta.get_field(self.declared.name)

    # Fields

    def _column_field(self) -> forms.Field:
        column = self.column
        limit = next((each.limit for each in self.declared.imports if each.limit), 0)
        if isinstance(column, models.JSONField):
            return forms.CharField(
                initial="\n".join(map(str, self.value or ())),
                required=False,
                max_length=MAX_TEXT,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_("One on each line."),
            )
        made = _form_field(column, initial=self.value)
        if isinstance(column, models.TextField):
            most = limit or column.max_length or MAX_TEXT
            made = forms.CharField(
                initial=self.value,
                required=not (column.blank or column.null),
                max_length=most,
                widget=forms.Textarea(attrs={"rows": 4 if most <= 1000 else 8}),
            )
        if isinstance(column, models.BooleanField) and column.null:
            made.widget = forms.Select(choices=_yes_no())
        return made

    def _terms_field(self) -> forms.Field:
        scheme = term_cache().schemes[self.declared.name]
        carried = set(self.value or ())
        terms = sort_terms(
            term for term in scheme.terms if not term.deprecated or term.slug in carried
        )
        choices = [(term.slug, _term_label(term)) for term in terms]
        if not scheme.multiple:
            first = next(iter(self.value or ()), "")
            return forms.ChoiceField(choices=[UNKNOWN, *choices], initial=first, required=False)
        return forms.MultipleChoiceField(
            choices=choices,
            initial=list(self.value or ()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick what a source states, the narrowest that fits."),
        )

    def _add_entries(self, table: LinkTable) -> None:
        entries: Sequence[Any] = [*(self.value or ()), [None] * len(table.shape)]
        for row, entry in enumerate(entries):
            for place, name in enumerate(table.shape):
                column: Any = table.model._meta.get_field(name)
                value = entry[place] if place < len(entry) else None
                made = _form_field(column, required=False, initial=value)
                if isinstance(column, models.BooleanField) and column.null:
                    made = forms.NullBooleanField(
                        label=column.verbose_name, required=False, initial=value
                    )
                    made.widget.choices = _yes_no()
                self.fields[f"{row}-{place}"] = made

    @property
    def entries(self) -> list[list[forms.BoundField]]:
        """The rows of a list, the last one empty; none for a fact that is no list."""
        if self.table is None:
            return []
        rows = range(len(self.value or ()) + 1)
        places = range(len(self.table.shape))
        return [[self[f"{row}-{place}"] for place in places] for row in rows]

    @property
    def single(self) -> list[forms.BoundField]:
        return [self[name] for name in (VALUE, KNOWN_NONE) if name in self.fields]

    # What was sent

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        name = self.declared.name
        value = self._entries_sent(cleaned) if self.table else self._value_sent(cleaned)
        is_none = bool(cleaned.get(KNOWN_NONE))
        if is_none and value not in NOTHING:
            raise ValidationError(
                _("It is known to be none, and yet it has a value: take one of the two away.")
            )
        others = [other for other in self.checked.facts["known_none"] if other != name]
        none = sorted([*others, name]) if is_none else others
        self.corrected: Facts = {name: value, "known_none": none}
        return cleaned

    def _value_sent(self, cleaned: dict[str, Any]) -> Any:
        value = cleaned.get(VALUE)
        if self.declared.storage is Storage.SCHEME:
            return sorted([value] if isinstance(value, str) and value else value or [])
        column = self.column
        if isinstance(column, models.JSONField):
            lines = [clean_text(line).strip() for line in str(value or "").splitlines()]
            return [line for line in lines if line][:MAX_LINES]
        if isinstance(value, str):
            value = clean_text(value).strip()
        if value == "" and column.null:
            return None
        # The validators of the column itself: texts of practice notes refuse whereabouts, say.
        try:
            return plain_value(column.clean(value, self.checked.record))
        except ValidationError as error:
            self.add_error(VALUE, error)
            return None

    def _entries_sent(self, cleaned: dict[str, Any]) -> list[list[Any]]:
        assert self.table is not None  # noqa: S101 - the caller's condition
        entries = []
        for row in range(len(self.value or ()) + 1):
            sent = [
                self._part_sent(name, cleaned.get(f"{row}-{place}"))
                for place, name in enumerate(self.table.shape)
            ]
            if any(isinstance(part, str) and part for part in self._identity(sent)):
                entries.append(sent)
        return entries

    def _part_sent(self, name: str, value: Any) -> Any:
        assert self.table is not None  # noqa: S101 - the caller's condition
        column: Any = self.table.model._meta.get_field(name)
        if isinstance(value, str):
            value = clean_text(value).strip()
        return None if value == "" and column.null else plain_value(value)

    def _identity(self, sent: Sequence[Any]) -> list[Any]:
        """The texts of an entry without what is chosen from a list: an empty one is left out."""
        assert self.table is not None  # noqa: S101 - the caller's condition
        columns = [self.table.model._meta.get_field(name) for name in self.table.shape]
        return [
            part
            for part, column in zip(sent, columns, strict=True)
            if not getattr(column, "choices", None)
        ]


def _form_field(column: Any, **options: Any) -> forms.Field:
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    made: forms.Field = column.formfield(**options)
    return made


def _term_label(term: CachedTerm) -> str:
    return "— " * term.depth + term.label()


def _yes_no() -> list[tuple[str, Any]]:
    return [("unknown", _("Not known")), ("true", _("Yes")), ("false", _("No"))]


def facts_after(model: Any, before: Facts, corrected: Facts) -> Facts:
    """All facts of a record when these are set; an inference goes with its term."""
    after = before | corrected
    for scheme in model.schemes:
        if not after.get(scheme, True):
            del after[scheme]
    if "inferred" in after:
        carried = {slug for scheme in model.schemes for slug in after.get(scheme, ())}
        after["inferred"] = [slug for slug in after["inferred"] if slug in carried]
    return after
