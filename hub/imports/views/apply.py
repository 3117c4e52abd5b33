"""Apply and undo: what will be written, what was written, and records edited since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
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
from hub.imports.job_status import WAITING, WRITTEN, count_gone, is_appliable
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for, record_kind
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.review.decisions import OUTCOME_COLUMNS, count_undecided, row_outcome
from hub.imports.review.row_tally import tally_rows, tally_sentences
from hub.imports.undo import edited_records
from hub.imports.undo.undo_tally import tally_undo, tally_undone, undo_lines
from hub.imports.views.page import (
    FORM,
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
from hub.records.models import Record, Revision

State, Verdict = Import.State, ImportRow.Verdict
LeftOut = tuple[str, int, list[tuple[str, str]], str]
RECORDS_PER_PAGE, MAX_EDITED, MAX_FIELDS, MAX_LISTED = 100, 50, 100, 20
# Of these the verdict alone says what happens, as long as nobody has decided anything.
OUTCOME_OF_VERDICT = {
    Verdict.NEW: "added", Verdict.CHANGED: "changed", Verdict.UNCHANGED: "unchanged",
    Verdict.PROBLEM: "problem",
}  # fmt: skip
UNWRITTEN = ("waiting", "left_out", "problem")
OUTCOMES = ("added", "changed", "unchanged", "left_out", "waiting", "problem", "kept")


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
        adds_entries=bool(importer_for(job.kind).entries),
        gone=count_gone(job),
    )


@dataclass
class OutcomeSummary:
    """Rows by what is done with them. ``left_out``: place and title of the first of those."""

    numbers: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        """Whether applying would write a record."""
        return bool(self.numbers["added"] + self.numbers["changed"])

    @property
    def has_effect(self) -> bool:
        """Whether applying would write a record, or keep in mind what the source says of one."""
        return self.is_written or bool(self.numbers["unchanged"])

    def add(self, name: str, row: ImportRow, labels: FactLabels) -> None:
        self.numbers[name] += 1
        if name in UNWRITTEN:
            self.list_row(name, row, labels)

    def list_row(self, name: str, row: ImportRow, labels: FactLabels) -> None:
        rows = self.left_out.setdefault(name, [])
        if len(rows) < MAX_LISTED:
            rows.append((row.batch.place_of(row.number), labels.title(row.row, row.key)))


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


def count_outcomes(job: Import) -> dict[str, int]:
    """Numbers of rows by what is done with them; ``kept``: fields that stay a curator's."""
    summary = summarise_outcomes(job)
    return {name: summary.numbers[name] for name in OUTCOMES}


def summarise_outcomes(job: Import) -> OutcomeSummary:
    summary, labels = OutcomeSummary(), FactLabels(importer_for(job.kind))
    for verdict, name in OUTCOME_OF_VERDICT.items():
        rows = job.rows.filter(verdict=verdict, decided_at=None)
        summary.numbers[name] += rows.count() if job.counts.get(verdict) else 0
    unreadable = job.rows.filter(verdict=Verdict.PROBLEM, decided_at=None)
    for row in unreadable.only("number", "row", "key").order_by("number")[:MAX_LISTED]:
        row.batch = job
        summary.list_row("problem", row, labels)
    others = job.rows.exclude(verdict__in=OUTCOME_OF_VERDICT, decided_at=None)
    for row in others.only(*OUTCOME_COLUMNS).order_by("number").iterator(chunk_size=1000):
        row.batch = job
        outcome = row_outcome(row)
        summary.add(_outcome_name(row, outcome.write, outcome.reason), row, labels)
        summary.numbers["kept"] += sum(
            difference["field"] not in outcome.facts for difference in row.differences
        )
    return summary


def _outcome_name(row: ImportRow, write: bool, reason: str) -> str:
    if write:
        return "added" if row.record_id is None else "changed"
    if reason == Verdict.PERSONAL and "personal" in row.decision:
        return "left_out"
    if reason in WAITING:
        return "waiting"
    if reason in ("skip", "same_row"):
        return "left_out"
    return "problem" if reason == Verdict.PROBLEM else "unchanged"


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
