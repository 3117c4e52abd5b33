"""Two people, one record or row: what both wrote, side by side, and a choice for each fact.

A form of a record that was read before somebody else's change is not saved but shown again with the
comparison. Nothing that was typed is lost: rows of inlines that the other removed come back as new
rows, rows that the other added stand among them, and the choice "theirs" puts the stored value in
place.

Rows without a ledger (a source, a scheme, a term) carry no version: the form carries a digest of
what its reader saw instead. Where something else is stored by the time it is sent, nothing is
saved, each field that differs says what is stored now, and sending it again is a decision.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import MAX_ROWS, HardenedModelAdmin, LockedAdmin
from hub.record_admin.record_form import CHOICES, KEEP, NOT_FACTS, RecordForm, undecided_names
from hub.record_admin.value_labels import field_text, row_text
from hub.records.models import Record, Revision

Rows = list[dict[str, list[str]]]
ROW = re.compile(r"^(\d{1,4})-(.+)$")


@dataclass(frozen=True)
class ContestedField:
    """One field or inline that differs: both texts, and what is chosen.

    ``keep`` is "mine", "theirs", or empty: both changed it, and a person has to choose.
    ``is_missed``: the form was sent without that choice.
    """

    name: str
    label: str
    theirs: str
    mine: str
    keep: str
    is_missed: bool = False
    has_rows: bool = False

    @property
    def parameter(self) -> str:
        return KEEP + self.name


@dataclass(frozen=True)
class EditConflictView:
    revisions: list[Revision]
    contested: list[ContestedField]
    compared_from: int | None

    @property
    def must_choose(self) -> bool:
        return any(not field.keep for field in self.contested)


def merged_post(admin: HardenedModelAdmin, request: HttpRequest, stored: Record) -> QueryDict:
    """The posted form after the choices made, its inline rows fitted to the rows now stored."""
    stale = request.POST.get("seen_version") != str(stored.version)
    if not stale and not any(name.startswith(KEEP) for name in request.POST):
        return request.POST
    if undecided_names(request.POST) and not stale:
        return request.POST  # it is asked again, and what was typed is needed for that
    data = request.POST.copy()
    for name, bound in stored_fields(admin, request, stored).items():
        if data.get(KEEP + name) == "theirs":
            data.setlist(name, posted_values(bound))
    for formset_class, inline in admin.get_formsets_with_inlines(request, stored):
        prefix = formset_class.get_default_prefix()
        formset = formset_class(
            instance=stored, prefix=prefix, queryset=inline.get_queryset(request)
        )
        theirs = [
            {name: posted_values(form[name]) for name in form.fields}
            for form in formset.initial_forms
        ]
        chosen = data.get(KEEP + prefix)
        rows = (
            theirs if chosen == "theirs" else merge_rows(posted_rows(data, prefix), theirs, stale)
        )
        # Also those for which a long form has no row.
        keys = {str(pk) for pk in formset.queryset.values_list("pk", flat=True)}
        write_rows(data, prefix, rows, keys)
    return data


def stored_fields(
    admin: HardenedModelAdmin, request: HttpRequest, stored: Record
) -> dict[str, BoundField]:
    """The fields of the record's form, holding what is stored."""
    form = admin.get_form(request, stored, change=True)(instance=stored)
    return {name: form[name] for name in form.fields if name not in NOT_FACTS}


def posted_values(bound: BoundField) -> list[str]:
    """What a browser would send for the unchanged field."""
    value = bound.field.prepare_value(bound.value())
    if getattr(bound.field.widget, "input_type", "") == "checkbox":
        return ["on"] if value else []
    if value is None:
        return []
    if isinstance(value, list | tuple | set):
        return [str(item) for item in value]
    return [value.isoformat() if hasattr(value, "isoformat") else str(value)]


def posted_rows(data: QueryDict, prefix: str) -> Rows:
    """The rows of an inline as they were sent, by their number."""
    rows: dict[int, dict[str, list[str]]] = {}
    for name, values in data.lists():
        match = ROW.match(name.removeprefix(f"{prefix}-")) if name.startswith(prefix) else None
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = [str(value) for value in values]
    return [rows[number] for number in sorted(rows)][:MAX_ROWS]


def merge_rows(mine: Rows, theirs: Rows, stale: bool) -> Rows:
    """My rows, and on first sight of their version also the rows that only they have."""
    own_keys = {row_key(row) for row in mine}
    return mine + [row for row in theirs if stale and row_key(row) not in own_keys]


def row_key(row: dict[str, list[str]]) -> str:
    return (row.get("id") or [""])[0]


def write_rows(data: QueryDict, prefix: str, rows: Rows, stored: set[str]) -> None:
    """Write the rows as a browser would: those that are stored first, then the new ones."""
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        if ROW.match(name.removeprefix(f"{prefix}-")):
            del data[name]
    old = [row for row in rows if row_key(row) in stored]
    new = [{**row, "id": [""]} for row in rows if row_key(row) not in stored]
    data[f"{prefix}-INITIAL_FORMS"] = str(len(old))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(old) + len(new))
    for number, row in enumerate(old + new):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)


def compare_versions(
    admin: HardenedModelAdmin, request: HttpRequest, form: RecordForm, inlines: list[Any]
) -> EditConflictView:
    """What differs between the form and the record, among the facts that the others changed."""
    stored = type(form.instance)._default_manager.get(pk=form.instance.pk)
    newer_revisions = Revision.objects.filter(
        kind=stored.kind, record_id=stored.pk, version__gt=form.conflict or 0
    ).select_related("by")
    revisions = list(newer_revisions.order_by("version"))
    changed = {name for revision in revisions for name in revision.changed}
    base = (revisions[0].before if revisions else None) or {}
    # A choice was made between texts that may not be these, where a third person changed them.
    choices = {} if form.is_stale else {n: c for n, c in form.data.items() if c in CHOICES}
    missed = set() if form.is_stale else set(undecided_names(cast("QueryDict", form.data)))
    contested = contested_fields(form, stored_fields(admin, request, stored), changed, base)
    for formset, fact in ((inline.formset, inline.opts.fact) for inline in inlines):
        stored_formset = type(formset)(
            instance=stored, prefix=formset.prefix, queryset=formset.queryset
        )
        theirs = "\n".join(row_text(row) for row in stored_formset.initial_forms)
        mine = "\n".join(filter(None, (row_text(row) for row in formset.forms)))
        if fact in changed and theirs != mine:
            label = str(formset.model._meta.verbose_name_plural)
            rows = ContestedField(formset.prefix, label, theirs, mine, "", has_rows=True)
            contested.append(rows)
    asked = [
        replace(
            field,
            keep=choices.get(field.parameter) or field.keep,
            is_missed=field.name in missed,
        )
        for field in contested
    ]
    return EditConflictView(revisions[::-1], asked, form.conflict)


def contested_fields(
    form: RecordForm, fresh: dict[str, BoundField], changed: set[str], base: dict[str, Any]
) -> list[ContestedField]:
    contested = []
    for name, stored in fresh.items():
        theirs, mine = field_text(stored), field_text(form[name])
        if form.fact_name(name) not in changed or theirs == mine:
            continue
        try:
            untouched = form.fact_value(name) == form.base_value(name, base)
        except KeyError:  # what was typed is invalid
            untouched = False
        keep = "theirs" if untouched else ""
        contested.append(ContestedField(name, form.comparison_label(name), theirs, mine, keep))
    return contested


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
