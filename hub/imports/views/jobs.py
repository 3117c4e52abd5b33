"""Jobs: the list, the upload of a file, and where one job stands."""

from __future__ import annotations

import tempfile
from itertools import islice

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports import job_runner, report
from hub.imports.job_status import (
    Progress,
    count_gone,
    count_verdicts,
    is_appliable,
    is_decidable,
    is_validated,
    progress,
)
from hub.imports.map.column_drift import ColumnDrift
from hub.imports.models import Import, ImportSource, Profile
from hub.imports.record_types import importer_for
from hub.imports.review.row_tally import tally_rows, tally_sentences
from hub.imports.staging import create_job
from hub.imports.undo.undo_tally import UndoTally, tally_undone, undone_lines
from hub.imports.views.forms import UploadForm
from hub.imports.views.outcomes import number_written
from hub.imports.views.page import (
    curator_page,
    enqueue_job,
    erased_sentence,
    get_job,
    news_sentence,
    redirect_to_job,
    render_conflict,
    render_job_page,
    render_page,
)
from hub.imports.views.reuse import reuse_choices
from hub.record_admin.staff_pages import FORM, POST
from hub.web.responses import as_file
from hub.web.table_files import CSV_TYPE, WORKBOOK_TYPE

State = Import.State
JOBS_PER_PAGE = 25
MAX_REPORT_LINES = 200


@curator_page("view_import")
def job_list(request: HttpRequest) -> HttpResponse:
    """All jobs, the newest first, with the sources and profiles beside them."""
    page_obj = Paginator(Import.objects.newest_first(), JOBS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    jobs = [
        {
            "job": job,
            "verdict_counts": count_verdicts(job),
            "progress": progress(job),
            "is_working": job.state in Import.WORKING,
        }
        for job in page_obj
    ]
    return render_page(
        request,
        "job_list",
        _("Imports"),
        page_obj=page_obj,
        jobs=jobs,
        sources=ImportSource.objects.annotate(times=Count("imports"))[:100],
        profiles=Profile.objects.select_related("source")[:100],
    )


@curator_page("add_import", FORM)
def upload(request: HttpRequest) -> HttpResponse:
    """A new job for a file that a person uploads."""
    if request.method != "POST":
        # The pages of a source and of a profile link here with their key.
        initial = {name: request.GET[name] for name in ("source", "profile") if name in request.GET}
        return render_page(request, "upload", _("New import"), form=UploadForm(initial=initial))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_page(request, "upload", _("New import"), form=form, status=400)
    cleaned = form.cleaned_data
    with transaction.atomic():
        job = create_job(
            cleaned["file"],
            source=form.source_of_file(),
            name=cleaned["file"].name,
            by=request.user,
            profile=cleaned["profile"],
            publish_as=cleaned["publish_as"],
            with_news=cleaned["with_news"],
            mail_when_done=cleaned["mail_when_done"],
            dry_run=cleaned["dry_run"],
        )
        enqueue_job(job)
    return redirect_to_job(job)


@curator_page("view_import")
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    now = progress(job)
    undone = tally_undone(job) if job.state == State.UNDONE else UndoTally()
    return render_job_page(
        request,
        job,
        "job",
        _("Overview"),
        working=job.state in Import.WORKING,
        progress=now,
        progress_text=progress_text(now),
        verdict_counts=count_verdicts(job),
        tally=(tally := tally_rows(job) if is_decidable(job) else None),
        tally_sentences=tally_sentences(tally) if tally else [],
        appliable=is_appliable(job),
        is_validated=is_validated(job),
        drift=ColumnDrift.read(job.mapping),
        gone=count_gone(job) if job.state in (State.READY, State.HELD) else 0,
        erased=erased_sentence(job),
        cancellable=job.state in job_runner.CANCELLABLE and not job.cancel_asked,
        news=news_sentence(job),
        again_as=reuse_choices(job),
        rows_label=_("Filled cells") if "matrix" in job.layout else _("Rows"),
        written=number_written(job, job.rows_applied) if job.state == State.APPLIED else "",
        adds_entries=bool(importer_for(job.kind).entries),
        undone_lines=undone_lines(undone),
        staying=undone.staying,
        # An uncertain encoding is asked about first.
        uncertain=job.state == State.MAPPING and bool(job.sentence),
    )


@curator_page("view_import")
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """JSON for the script of the job's page, while a worker is at it."""
    job = get_job(pk)
    now = progress(job)
    return JsonResponse(
        {
            "state": job.state,
            "label": str(job.get_state_display()),
            "working": job.state in Import.WORKING,
            "rows": now.rows,
            "of": now.total,
            "percent": now.percent,
            "words": progress_text(now),
        }
    )


def progress_text(now: Progress) -> str:
    """ "1,200 of 4,000 rows, 450 a second, 6 seconds left"."""
    words = {"rows": f"{now.rows:,}", "of": f"{now.total or 0:,}"}
    parts = [
        _("%(rows)s of %(of)s rows") % words
        if now.total
        else ngettext("%(rows)s row", "%(rows)s rows", now.rows) % words
    ]
    if now.per_second:
        parts.append(_("%(speed)s a second") % {"speed": f"{now.per_second:,.0f}"})
    if now.seconds_left is not None:
        parts.append(_time_left(now.seconds_left))
    return ", ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 90:
        whole = max(1, round(seconds))
        return ngettext("%(n)d second left", "%(n)d seconds left", whole) % {"n": whole}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}


@curator_page("change_import", FORM)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if request.method == "POST":
        if not job_runner.cancel(job):
            sentence = _("This import is over: nothing is left to cancel.")
            return render_conflict(request, job, sentence)
        enqueue_job(job)
        return redirect_to_job(job)
    return render_job_page(request, job, "cancel", _("Cancel the import"))


@curator_page("change_import", POST)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """From the mapping, or from a hold, on to the validation."""
    job = get_job(pk)
    if not job_runner.check(job):
        sentence = job.sentence or _("The import is elsewhere by now.")
        return render_conflict(request, job, sentence)
    enqueue_job(job)
    return redirect_to_job(job)


@curator_page("view_import")
def job_report(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    lines = list(islice(report.report_lines(job), MAX_REPORT_LINES + 1))
    return render_job_page(
        request,
        job,
        "report",
        _("Report"),
        lines=lines[:MAX_REPORT_LINES],
        has_more=len(lines) > MAX_REPORT_LINES,
        most=MAX_REPORT_LINES,
        verdict_counts=count_verdicts(job),
    )


@curator_page("view_import")
def job_report_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """With ``?delimiter=semicolon`` as spreadsheets in German or French open it by themselves."""
    job = get_job(pk)
    mark = ";" if request.GET.get("delimiter") == "semicolon" else ","
    lines = report.csv_lines(job, mark)
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    return as_file(response, f"import-{job.pk}-report.csv")


@curator_page("view_import")
def job_report_workbook(request: HttpRequest, pk: int) -> FileResponse:
    job = get_job(pk)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    report.write_report(job, file)
    file.seek(0)
    return as_file(FileResponse(file, content_type=WORKBOOK_TYPE), f"import-{job.pk}-report.xlsx")
