"""Curators' pages about merges: choosing the other record, what was merged, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin as django_admin
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.look_alikes.record_finder import find_records
from hub.curation.look_alikes.typed_facts import importer_of
from hub.curation.merging.forms import search_records
from hub.curation.merging.merge_page import model_or_404
from hub.curation.merging.merge_undo import obstacle, undo
from hub.curation.merging.models import CHANGE, VIEW, RecordMerge
from hub.curation.merging.refusals import merged_away
from hub.record_admin.base import retry_on_conflict
from hub.record_admin.record_history import PAGE_VAR, history_page, history_steps
from hub.record_admin.side_by_side import Side, side_of
from hub.record_admin.staff_pages import MAX_PK, POST, READ, render_staff_page, staff_page
from hub.records.models import Record
from hub.records.registry import record_types

PER_PAGE = 50


@staff_page("", READ)
def choose(request: HttpRequest, kind: str, goes: int) -> HttpResponse:
    """Which record it really is: those that look like it, and a search."""
    model = model_or_404(request, kind)
    record = model._default_manager.filter(pk=min(goes, MAX_PK)).first()
    if record is None:
        sentence = merged_away(kind, min(goes, MAX_PK))
        if not sentence:
            raise Http404
        title = _("This record was merged already")
        back = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        return render_staff_page(
            request, "merging/refused.html", title, sentence=sentence, list_url=back
        )
    typed = request.GET.get("q", "")
    search = search_records(django_admin.site.get_model_admin(model), request, record, typed)
    return render_staff_page(
        request, "merging/choose.html", _("Merge “%(name)s” into another") % {"name": record},
        record=record, typed=typed, problem=search.problem,
        found=[(side_of(one), one.get_state_display(), _pair_path(record, one.pk))
               for one in search.found],
        alike=[(one, _pair_path(record, one.pk)) for one in _look_alikes(record, request.user)],
        back=side_of(record).form,
    )  # fmt: skip


def _pair_path(record: Record, other: int) -> str:
    return reverse("merge-two", args=[record.kind, record.pk, other])


def _look_alikes(record: Record, person: Any) -> list[Any]:
    importer = importer_of(type(record))
    found = find_records(importer, record.facts(), person) if importer else []
    return [one for one in found if one.pk != record.pk]


@staff_page(VIEW)
def merges(request: HttpRequest) -> HttpResponse:
    """All merges, the newest first."""
    rows = RecordMerge.objects.select_related("by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(one, kind_of(one), _kept(one)) for one in page]
    return render_staff_page(
        request, "merging/list.html", _("Merged records"), page=page, lines=lines
    )


@staff_page(VIEW)
def merge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _merge(pk))


def _detail(
    request: HttpRequest, row: RecordMerge, *, problem: str = "", status: int = 200
) -> HttpResponse:
    model = record_types[row.record_kind].model
    admin: Any = django_admin.site.get_model_admin(model)
    labels = admin.fact_labels()
    words = {"name": row.absorbed_title, "into": _kept(row)[0]}
    taken = [labels.get(name, name) for name, one in row.choices.items() if one == "take"]
    united = [labels.get(name, name) for name, one in row.choices.items() if one == "unite"]
    return render_staff_page(
        request, "merging/detail.html", _("“%(name)s” was merged into “%(into)s”") % words,
        status=status, merge=row, kind=kind_of(row), kept=_kept(row), taken=taken, united=united,
        obstacle="" if row.undone_at else obstacle(row), problem=problem,
        may_undo=row.undone_at is None and _may_undo(request.user, row),
        absorbed=_absorbed(row) if row.undone_at else None,
    )  # fmt: skip


@staff_page(CHANGE, POST)
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, as a whole."""
    row = _merge(pk)
    if not _may_undo(request.user, row):
        raise PermissionDenied

    def take_back() -> HttpResponse:
        try:
            undone = undo(row.pk, by=request.user)
        except ValidationError as refused:
            return _detail(request, _merge(pk), problem=" ".join(refused.messages), status=409)
        if undone.left:
            messages.warning(request, _("Taken back, but for what is named below."))
        else:
            messages.success(request, _("Taken back: both records are as they were."))
        return redirect("merge", undone.pk)

    return retry_on_conflict(take_back)


@staff_page(VIEW)
def absorbed_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The history of the record that went, as it was before the merge and since it is back."""
    row = _merge(pk)
    model: Any = record_types[row.record_kind].model
    admin: Any = django_admin.site.get_model_admin(model)
    record = model._default_manager.filter(pk=row.absorbed_id).first()
    stand_in: Any = record or _GoneRecord(row.record_kind, row.absorbed_id)
    page = history_page(stand_in, request.GET.get(PAGE_VAR))
    steps = history_steps(stand_in, page, admin.fact_labels(), admin.fact_reader())
    title = _("History: %(record)s") % {"record": row.absorbed_title}
    return render_staff_page(
        request, "merging/history.html", title, merge=row, steps=steps, page=page
    )


class _GoneRecord:
    """What the history asks of a record that is there no longer."""

    version = 0

    def __init__(self, kind: str, pk: int) -> None:
        self.kind, self.pk = kind, pk

    def facts(self) -> dict[str, Any]:
        return {"state": Record.State.ARCHIVED}


def _merge(pk: int) -> RecordMerge:
    rows = RecordMerge.objects.select_related("by", "undone_by")
    return get_object_or_404(rows, pk=min(pk, MAX_PK))


def _may_undo(person: Any, row: RecordMerge) -> bool:
    options = record_types[row.record_kind].model._meta
    may = f"{options.app_label}.change_{options.model_name}"
    return bool(person.has_perm(CHANGE) and person.has_perm(may))


def kind_of(row: RecordMerge) -> str:
    return str(record_types[row.record_kind].model._meta.verbose_name)


def _kept(row: RecordMerge) -> tuple[str, str]:
    """The record that stayed, and its form; without one where it is gone."""
    record = record_types[row.record_kind].model._default_manager.filter(pk=row.kept_id).first()
    if record is None:
        return _("a record that is gone"), ""
    side = side_of(record)
    return side.title, side.form


def _absorbed(row: RecordMerge) -> Side | None:
    records = record_types[row.record_kind].model._default_manager
    record = records.filter(pk=row.absorbed_id).first()
    return side_of(record) if record else None
