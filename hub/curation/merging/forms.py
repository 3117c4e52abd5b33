"""What a curator types: which record it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.merging.refusals import merged_away, wrong_kind
from hub.record_admin.base import is_primary_key
from hub.records.models import Record
from hub.records.registry import record_types
from hub.records.surviving_record import surviving_record
from hub.records.text_cleaning import clean_text

MAX_FOUND, LONGEST = 20, 300


class ReasonForm(forms.Form):
    """Why, and in which versions both were looked at. The choices are read beside it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60, "maxlength": 400}),
        help_text=gettext_lazy("Kept in the history of both records. Readers do not see it."),
    )
    seen_goes = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_stays = forms.IntegerField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True)
class RecordSearch:
    """Records of one kind by what was typed: a name, an address of a page, or a number.

    ``problem``: why what was typed can be none of them.
    """

    found: list[Any]
    problem: str = ""


def search_records(admin: Any, request: Any, record: Record, typed: str) -> RecordSearch:
    """``record``: the one that is to be merged, which is never found."""
    text = (clean_text(typed) or "").strip()[:LONGEST]
    if not text:
        return RecordSearch([])
    model = type(record)
    try:
        named = _by_address(model, text) if "/" in text or is_primary_key(text) else None
    except ValidationError as problem:
        return RecordSearch([], " ".join(problem.messages))
    if named is not None:
        if named.pk == record.pk:
            return RecordSearch([], _("This is the same record. Choose another."))
        return RecordSearch([named])
    rows, _duplicates = admin.get_search_results(request, model._default_manager.all(), text)
    keys = list(dict.fromkeys(rows.order_by("pk").values_list("pk", flat=True)[: 4 * MAX_FOUND]))
    records = model._default_manager.in_bulk(keys[: MAX_FOUND + 1])
    found = [one for pk, one in records.items() if pk != record.pk][:MAX_FOUND]
    return RecordSearch(found, "" if found else _("Nothing is found by “%(text)s”.") % {
        "text": text})  # fmt: skip


def _by_address(model: type[Record], text: str) -> Record | None:
    """A record by its key, or by its page or its form. Raises ValidationError where it is gone or
    of another kind."""
    try:
        path = urlsplit(text).path
    except ValueError:  # no address after all, such as one with a bracket
        return None
    parts = [part for one in path.split("/") if (part := clean_text(unquote(one)))]
    keys = [int(part) for part in parts if is_primary_key(part)]
    if keys:
        if sentence := merged_away(model.kind, keys[-1]):
            raise ValidationError(sentence)
        return surviving_record(model.kind, keys[-1])
    for slug in reversed(parts):
        here = model._default_manager.filter(slug=slug).first()
        if here is not None:
            return here
        for record_type in record_types.values():
            other = record_type.model._default_manager.filter(slug=slug).first()
            if other is not None:
                raise ValidationError(wrong_kind(other, other))
    return None
