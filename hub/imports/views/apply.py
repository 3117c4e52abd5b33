"""Apply and undo: what will be written, what was written, and records edited since."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports import job_runner, report
from hub.imports.job_status import WRITTEN, count_gone, is_appliable
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for, record_kind
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.review.decisions import count_undecided
from hub.imports.review.row_tally import tally_rows, tally_sentences
from hub.imports.undo import edited_records
from hub.imports.undo.undo_tally import tally_undo, tally_undone, undo_lines
from hub.imports.views.outcomes import (
    MAX_LISTED,
    OUTCOMES,
    UNWRITTEN,
    OutcomeSummary,
    number_of_records,
    summarise_outcomes,
    written_sentence,
)
from hub.imports.views.page import (
    RecordLine,
    curator_page,
    enqueue_job,
    erased_sentence,
    get_job,
    news_sentence,
    redirect_to_job,
    render_conflict,
    render_job_page,
)
from hub.imports.views.row_card import admin_url
from hub.record_admin.staff_pages import FORM
from hub.records.models import Record, Revision

State, Verdict = Import.State, ImportRow.Verdict
LeftOut = tuple[str, int, list[tuple[str, str]], str]
RECORDS_PER_PAGE, MAX_EDITED, MAX_FIELDS = 100, 50, 100


@curator_page("change_import", FORM)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look before a job is applied: what exactly will happen, in numbers."""
    job = get_job(pk)
    if not is_appliable(job):
        return render_conflict(request, job, _("This import cannot be applied now."))
    summary = summarise_outcomes(job)
    if request.method == "POST":
        if not summary.has_effect:
            return render_conflict(request, job, _("Nothing of this import can be taken in."))
        if not job_runner.accept(job):
            sentence = _("Another import of this source is under way. Wait for its end.")
            return render_conflict(request, job, sentence)
        enqueue_job(job)
        return redirect_to_job(job)
    undecided = count_undecided(job)
    tally, cells = tally_rows(job), report.left_out_values(job)
    return render_job_page(
        request,
        job,
        "apply",
        _("Apply"),
        outcomes={name: summary.numbers[name] for name in OUTCOMES},
        left_out=left_out_lists(job, summary),
        undecided=undecided,
        undecided_kept=undecided - summary.numbers["waiting"],
        columns=report.left_out_columns(job),
        values=cells.lines()[:MAX_LISTED],
        cell_count=cells.cell_count,
        for_nothing=tally_sentences(tally) if tally.is_for_nothing else [],
        has_effect=summary.has_effect,
        news=news_sentence(job),
        is_written=summary.is_written,
        to_records=number_of_records(len(summary.records)),
        adds_entries=bool(importer_for(job.kind).entries),
        gone=count_gone(job),
    )


def left_out_lists(job: Import, summary: OutcomeSummary) -> list[LeftOut]:
    """What is left out, with its number, the first rows, and the page that has all of them."""
    rows, page = reverse("import-rows", args=[job.pk]), reverse("import-report", args=[job.pk])
    waiting, left_out, problem = (summary.numbers[name] for name in UNWRITTEN)
    undecided = ngettext(
        "row that nobody has decided on", "rows that nobody has decided on", waiting
    )
    decided = ngettext("row, as was decided", "rows, as was decided", left_out)
    unreadable = ngettext("row with a problem", "rows with problems", problem)
    lines = (
        ("waiting", undecided, f"{rows}?waiting=1"),
        ("left_out", decided, rows),
        ("problem", unreadable, page),
    )
    return [
        (title, number, summary.left_out.get(name, []), address)
        for name, title, address in lines
        if (number := summary.numbers[name])
    ]


@curator_page("view_import")
def written(request: HttpRequest, pk: int) -> HttpResponse:
    """The records that a job wrote, by their revisions."""
    job = get_job(pk)
    revisions = Revision.objects.filter(kind=record_kind(job.kind), run=job.run).order_by(
        "record_id"
    )
    page_obj = Paginator(revisions, RECORDS_PER_PAGE).get_page(request.GET.get("page"))
    importer = importer_for(job.kind)
    labels = FactLabels(importer)
    records = importer.model._default_manager.in_bulk([entry.record_id for entry in page_obj])
    lines = [_written_line(job, entry, records.get(entry.record_id), labels) for entry in page_obj]
    return render_job_page(
        request,
        job,
        "written",
        _("Written"),
        page_obj=page_obj,
        lead=written_sentence(job, page_obj.paginator.count),
        lines=lines,
        staying=tally_undone(job).staying if job.state == State.UNDONE else 0,
    )


def _written_line(
    job: Import, revision: Revision, record: Record | None, labels: FactLabels
) -> RecordLine:
    """The record, and beside it what the import changed of it."""
    if revision.before is None:
        aside = _("added")
    else:
        aside = ", ".join(labels.label(name) for name in labels.in_order(revision.changed))
    if record is None:
        return RecordLine(_("gone"), aside=aside)
    return RecordLine(str(record), admin_url(job.kind, record.pk), aside)


@curator_page("change_import", FORM)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if request.method == "POST":
        if not job_runner.undo_import(job):
            sentence = _("Only an import that was applied can be undone.")
            if job.erased_at:
                sentence = erased_sentence(job)
            elif job.state == State.APPLIED:
                sentence = _("Another import of this source is under way. Wait for its end.")
            return render_conflict(request, job, sentence)
        enqueue_job(job)
        return redirect_to_job(job)
    if job.erased_at:
        return render_conflict(request, job, erased_sentence(job))
    if job.state != State.APPLIED:
        sentence = _("Only an import that was applied can be undone.")
        return render_conflict(request, job, sentence)
    lines = undo_lines(tally_undo(job))
    back = reverse("import", args=[job.pk])
    return render_job_page(request, job, "undo", _("Undo the import"), lines=lines, back=back)


@curator_page("change_import", FORM)
def edited_since(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that undoing left alone, for a decision on each."""
    job = get_job(pk)
    if job.state not in WRITTEN:
        return render_conflict(request, job, _("Nothing of this import was written."))
    if request.method != "POST":
        return render_edited(request, job)
    pk_text, names = request.POST.get("record", ""), request.POST.getlist("fact")[:MAX_FIELDS]
    edited = {record.pk for record in islice(edited_records.edited_since(job), MAX_EDITED)}
    if pk_text not in map(str, edited) or not names:
        messages.error(request, _("Choose at least one field to take back."))
        return render_edited(request, job, status=400)
    try:
        restored = edited_records.restore_facts(job, int(pk_text), names, by=request.user)
    except ValidationError as problem:
        for sentence in problem.messages:
            messages.error(request, sentence)
        return render_edited(request, job, status=400)
    labels = FactLabels(importer_for(job.kind))
    fields = ", ".join(labels.label(name) for name in restored)
    messages.success(request, _("Taken back: %(fields)s.") % {"fields": fields})
    return redirect("import-edited", job.pk)


def render_edited(request: HttpRequest, job: Import, *, status: int = 200) -> HttpResponse:
    labels = FactLabels(importer_for(job.kind))
    edited = list(islice(edited_records.edited_since(job), MAX_EDITED + 1))
    records = [
        {
            "record": record,
            "url": admin_url(job.kind, record.pk),
            "fields": [
                (field.name, labels.label(field.name), labels.value(field.name, field.before),
                 labels.value(field.name, field.now), field.possible)
                for field in record.fields
            ],
        }
        for record in edited[:MAX_EDITED]
    ]  # fmt: skip
    return render_job_page(
        request,
        job,
        "edited",
        _("Edited since"),
        status=status,
        records=records,
        has_more=len(edited) > MAX_EDITED,
    )
