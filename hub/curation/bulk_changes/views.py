"""Curators' pages about changes of many records: what was done, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub.curation.bulk_changes.bulk_undo import AlreadyUndone, undo
from hub.curation.bulk_changes.models import CHANGE, VIEW, BulkChange
from hub.curation.bulk_changes.requested_change import RequestedChange
from hub.record_admin.staff_pages import POST, render_staff_page, staff_page
from hub.records.models import Record, Revision
from hub.records.registry import record_types
from hub.vocabulary.models import Term
from hub.web.paths import admin_form_path

PER_PAGE = 50


@staff_page(VIEW)
def bulk_changes(request: HttpRequest) -> HttpResponse:
    rows = BulkChange.objects.select_related("by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(
        request,
        "bulk_changes/list.html",
        _("Changes of many records"),
        page=page,
        lines=[(each, kind_label(each)) for each in page],
    )


@staff_page(VIEW)
def bulk_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BulkChange.objects.select_related("by", "undone_by"), pk=pk)
    revisions = Revision.objects.filter(kind=row.record_kind, run=row.run).order_by("record_id")
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(
        request,
        "bulk_changes/detail.html",
        row.reason,
        change=row,
        kind=kind_label(row),
        wishes=wishes(RequestedChange.from_json(row.requested)),
        page=page,
        records=_records(row, [revision.record_id for revision in page]),
        may_undo=row.undone_at is None and _may_undo(request.user, row),
    )


@staff_page(CHANGE, POST)
def undo_bulk_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BulkChange, pk=pk)
    if not _may_undo(request.user, row):
        raise PermissionDenied
    try:
        undone = undo(row.pk, by=request.user)
    except AlreadyUndone:
        messages.warning(request, _("Somebody took it back before you."))
    else:
        messages.success(request, _("Taken back."))
        if undone.kept:
            messages.warning(request, _("Something of it stays, where records were changed since."))
    return redirect("bulk-change", pk)


def _may_undo(person: Any, row: BulkChange) -> bool:
    options = record_types[row.record_kind].model._meta
    may = f"{options.app_label}.change_{options.model_name}"
    return bool(person.has_perm(CHANGE) and person.has_perm(may))


def kind_label(row: BulkChange) -> str:
    options = record_types[row.record_kind].model._meta
    return str(options.verbose_name if row.count == 1 else options.verbose_name_plural)


def _records(row: BulkChange, keys: list[int]) -> list[tuple[Record, str]]:
    model = record_types[row.record_kind].model
    records = model._default_manager.in_bulk(keys)
    return [(records[pk], admin_form_path(model, pk)) for pk in keys if pk in records]


def wishes(requested: RequestedChange) -> list[tuple[str, str]]:
    """What was asked for, as labels and values."""
    slugs = [*requested.add.values(), *requested.remove.values()]
    terms = Term.objects.filter(slug__in={slug for some in slugs for slug in some})
    labels = {
        (scheme, slug): str(label)
        for scheme, slug, label in terms.values_list("scheme__slug", "slug", "label")
    }
    lines = [
        (sentence, ", ".join(labels.get((scheme, slug), slug) for slug in some))
        for sentence, by_scheme in ((_("Added"), requested.add), (_("Removed"), requested.remove))
        for scheme, some in by_scheme.items()
    ]
    if requested.verification:
        lines.append((_("Verification"), str(Record.Verification(requested.verification).label)))
    if requested.next_review_on:
        lines.append((_("Next review due"), requested.next_review_on))
    if requested.state:
        lines.append((_("State"), str(Record.State(requested.state).label)))
    return lines
