"""The form of a record: which version was read, and why it is changed."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.record_admin.look_alikes import (
    PARAMETER,
    LookAlike,
    compared_fields,
    find_look_alikes,
    said_to_differ,
)
from hub.records.models import Record

# BCP 47 in the shapes that occur: a language, perhaps a script, a region, variants.
LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?(-[a-z0-9]{5,8})*\Z")
NOT_FACTS = ("seen_version", "why")
# Posted by the comparison of two versions: what differs, and which version it was made from.
KEEP = "keep:"  # + name of a field or prefix of an inline; "mine" or "theirs"
CHOICES = ("mine", "theirs")
CHECKED_NEXT = "_checked_next"  # the button "Save as checked today, and next"
CHECKABLE = frozenset({Record.State.DRAFT, Record.State.IN_REVIEW, Record.State.PUBLISHED})
CONTESTED, COMPARED_FROM = "contested", "compared_from"


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save over a version that its reader has not seen.

    ``conflict`` is the version that was read (None: unreadable) where another one is stored, or
    where a choice between two versions is missing; the form then carries the stored version, so
    that sending it again is a decision. ``is_stale``: the record was changed since it was read.
    ``look_alikes``: records like the new one, of which its ``person`` has not said yet that they
    are others.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Kept with the history of the record; readers do not see it."),
    )

    instance: Record
    person: Any = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.look_alikes: list[LookAlike] = []
        for name in compared_fields(self._meta.model):
            if name in self.fields:
                # The admin wraps type-aheads.
                widget: Any = self.fields[name].widget
                getattr(widget, "widget", widget).attrs[PARAMETER] = name
        self.in_conflict = self.is_stale = False
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
        self.check_version(cleaned.get("seen_version"))
        self.check_state()
        self.check_look_alikes()
        return cleaned

    def check_look_alikes(self) -> None:
        """Ask once whether a new record is one that is here already."""
        if self.instance.pk is not None or self.person is None:
            return
        typed = dict(cast("QueryDict", self.data).lists())
        found = find_look_alikes(self._meta.model, typed, self.person)
        if {one.pk for one in found} <= said_to_differ(typed):
            return
        self.look_alikes = found
        self.add_error(
            None,
            _("Nothing is saved yet: this looks like a record that is here already. See below."),
        )

    def check_state(self) -> None:
        """A page that was opened before the record was archived still has the button."""
        is_asked = bool(self.instance.pk) and CHECKED_NEXT in self.data
        if is_asked and self.instance.state not in CHECKABLE:
            self.add_error(
                None,
                _(
                    "This record is archived, so it cannot be marked as checked. Nothing is saved "
                    "yet: save it without that, or take it back to draft first."
                ),
            )

    def check_version(self, read_version: int | None) -> None:
        """Refuse a form of another version, and one whose comparison waits for a choice."""
        data = cast("QueryDict", self.data)
        self.is_stale = bool(self.instance.pk) and read_version != self.instance.version
        undecided = undecided_names(data) if self.instance.pk else []
        if not self.is_stale and not undecided:
            return
        compared_from = data.get(COMPARED_FROM, "")
        if undecided and compared_from.isascii() and compared_from.isdigit():
            read_version = int(compared_from[:9])
        self.in_conflict, self.conflict = True, read_version
        data = data.copy()
        data["seen_version"] = str(self.instance.version)
        self.data = data
        if self.is_stale:
            self.add_error(
                None, _("Somebody else changed this record while you were editing. See below.")
            )
        else:
            self.add_error(
                None,
                _("Nothing is saved yet: choose theirs or yours for each difference marked below."),
            )

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


def undecided_names(data: QueryDict) -> list[str]:
    """What the comparison asked about and nobody chose."""
    if not hasattr(data, "getlist"):
        return []
    return [name for name in data.getlist(CONTESTED) if data.get(KEEP + name) not in CHOICES]
