"""What came of an import: its report, and the records that it wrote."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub.imports import report as reports
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.undo import edited_records
from hub.imports.views.desk import BOTH, desk, found, page_of, too_late
from hub.imports.views.labels import Wording
from hub.imports.views.row import address_of
from hub.imports.views.steps import OVER
from hub.imports.views.tally import tally
from hub.records.models import Revision

MOST_LINES, MOST_RECORDS, MOST_EDITED = 200, 100, 50


@desk("view_import")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    lines = list(islice(reports.lines(batch), MOST_LINES + 1))
    return page_of(
        request,
        batch,
        "report",
        _("Report"),
        lines=lines[:MOST_LINES],
        has_more=len(lines) > MOST_LINES,
        most=MOST_LINES,
        tally=tally(batch),
    )


@desk("view_import")
def report_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    batch = found(pk)
    answer = StreamingHttpResponse(reports.as_csv(batch), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-report.csv"'
    return answer


@desk("view_import")
def written(request: HttpRequest, pk: int) -> HttpResponse:
    """The records that an import wrote, as the ledger remembers them."""
    batch = found(pk)
    revisions = Revision.objects.filter(kind=batch.kind, run=batch.run).order_by("record_id")
    shown = Paginator(revisions, MOST_RECORDS).get_page(request.GET.get("page"))
    kind = importer_for(batch.kind)
    wording = Wording(kind)
    records = kind.model._default_manager.in_bulk([one.record_id for one in shown])
    lines = [
        (
            str(records[one.record_id]) if one.record_id in records else _("gone"),
            address_of(batch.kind, one.record_id) if one.record_id in records else "",
            one.before is None,
            [wording.label(name) for name in one.changed] if one.before is not None else [],
        )
        for one in shown
    ]
    return page_of(request, batch, "written", _("Written"), shown=shown, lines=lines)


@desk("change_import", BOTH)
def edited_since(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that undoing left alone, for a decision on each."""
    batch = found(pk)
    if batch.state not in OVER:
        return too_late(request, batch, _("Nothing of this import was written."))
    if request.method != "POST":
        return edited_shown(request, batch)
    record, names = request.POST.get("record", ""), request.POST.getlist("fact")[:100]
    there = {one.pk for one in islice(edited_records.edited_since(batch), MOST_EDITED)}
    if record not in map(str, there) or not names:
        messages.error(request, _("Choose at least one field to take back."))
        return edited_shown(request, batch, status=400)
    try:
        taken = edited_records.take_back(batch, int(record), names, by=request.user)
    except ValidationError as problem:
        for sentence in problem.messages:
            messages.error(request, sentence)
        return edited_shown(request, batch, status=400)
    wording = Wording(importer_for(batch.kind))
    fields = ", ".join(wording.label(name) for name in taken)
    messages.success(request, _("Taken back: %(fields)s.") % {"fields": fields})
    return redirect("import-edited", batch.pk)


def edited_shown(request: HttpRequest, batch: Import, *, status: int = 200) -> HttpResponse:
    wording = Wording(importer_for(batch.kind))
    found_records = list(islice(edited_records.edited_since(batch), MOST_EDITED + 1))
    records = [
        {
            "record": one,
            "url": address_of(batch.kind, one.pk),
            "fields": [
                (field.name, wording.label(field.name), wording.value(field.name, field.before),
                 wording.value(field.name, field.now), field.possible)
                for field in one.fields
            ],
        }
        for one in found_records[:MOST_EDITED]
    ]  # fmt: skip
    return page_of(
        request,
        batch,
        "edited",
        _("Edited since"),
        status=status,
        records=records,
        has_more=len(found_records) > MOST_EDITED,
    )
