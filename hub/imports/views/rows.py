"""The rows of a job before anything is written: filtered, compared, decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hub.accounts.models import Person
from hub.imports.job_status import (
    count_verdicts,
    explain_verdict,
    is_appliable,
    is_decidable,
    is_validated,
)
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.models.row import ImportRowQuerySet
from hub.imports.record_types import importer_for
from hub.imports.review import decisions
from hub.imports.views.decision_form import save_decisions
from hub.imports.views.page import (
    RecordLine,
    curator_page,
    get_job,
    render_conflict,
    render_job_page,
)
from hub.imports.views.row_card import admin_url, build_row_cards
from hub.record_admin.staff_pages import FORM, POST
from hub.records.models import Record
from hub.search_engine.query import page_count

ROWS_PER_PAGE, RECORDS_PER_PAGE = 20, 100
Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class RowFilter:
    """``verdict``: empty for all; ``waiting``: only rows on which nobody has decided."""

    verdict: str = ""
    waiting: bool = False
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> RowFilter:
        verdict = query.get("verdict", "")
        page = query.get("page", "")
        return cls(
            verdict if verdict in Verdict.values else "",
            query.get("waiting") == "1",
            max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1,
        )

    def address(self, job: Import, page: int = 0) -> str:
        parts = [("verdict", self.verdict), ("waiting", "1" if self.waiting else "")]
        parts.append(("page", str(page) if page > 1 else ""))
        query = "&".join(f"{name}={value}" for name, value in parts if value)
        return reverse("import-rows", args=[job.pk]) + (f"?{query}" if query else "")

    def rows(self, job: Import) -> ImportRowQuerySet:
        rows: ImportRowQuerySet = job.rows.all()
        if self.verdict:
            rows = rows.with_verdict(self.verdict)
        return decisions.waiting_rows(rows) if self.waiting else rows

    def count(self, job: Import) -> int:
        """By the job's own counters, except of the rows that wait."""
        if self.waiting:
            return self.rows(job).count()
        return job.counts.get(self.verdict, 0) if self.verdict else job.rows_read


@curator_page("view_import", FORM)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if request.method != "POST":
        return render_rows(request, job, RowFilter.read(request.GET))
    if not request.user.has_perm("imports.change_import") or not is_decidable(job):
        return render_conflict(request, job, _("Rows cannot be decided on at this point."))
    row_filter = RowFilter.read(request.POST)
    decided, stale, sentences = save_decisions(job, request.POST, by=request.user)
    for sentence in sentences:
        messages.error(request, sentence)
    if stale:
        numbers = ", ".join(map(str, stale))
        messages.warning(
            request,
            _("Somebody else decided on these rows meanwhile; look at them again: %(numbers)s.")
            % {"numbers": numbers},
        )
    if decided:
        report_count(request, decided)
    elif not stale and not sentences:
        messages.info(request, _("Nothing was changed."))
    if sentences:
        job.refresh_from_db()
        return render_rows(request, job, row_filter, status=400)
    return redirect(row_filter.address(job, row_filter.page))


def report_count(request: HttpRequest, count: int) -> None:
    words = {"count": f"{count:,}"}
    text = ngettext("Kept for %(count)s row.", "Kept for %(count)s rows.", count)
    messages.success(request, text % words)


def render_rows(
    request: HttpRequest, job: Import, row_filter: RowFilter, *, status: int = 200
) -> HttpResponse:
    total = row_filter.count(job)
    pages = page_count(total, ROWS_PER_PAGE)
    number = min(row_filter.page, pages)
    start = (number - 1) * ROWS_PER_PAGE
    # First the keys, from the index alone: a page far behind costs little more than the first.
    ordered = row_filter.rows(job).order_by("number").values_list("pk", flat=True)
    keys = list(ordered[start : start + ROWS_PER_PAGE])
    page_rows = list(job.rows.filter(pk__in=keys).order_by("number"))
    return render_job_page(
        request,
        job,
        "rows",
        _("Rows"),
        status=status,
        cards=build_row_cards(job, page_rows),
        row_filter=row_filter,
        total=total,
        first=start + 1,
        last=start + len(page_rows),
        number=number,
        pages=pages,
        before=row_filter.address(job, number - 1) if number > 1 else "",
        after=row_filter.address(job, number + 1) if number < pages else "",
        filters=filter_links(job, row_filter),
        explanation=explain_verdict(row_filter.verdict, job.kind),
        actions=actions_for(row_filter.verdict) if is_decidable(job) and total else [],
        decidable=is_decidable(job) and request.user.has_perm("imports.change_import"),
        appliable=is_appliable(job),
    )


@dataclass(frozen=True)
class FilterLink:
    label: str
    count: int | None
    url: str
    is_current: bool
    waits: bool


def filter_links(job: Import, row_filter: RowFilter) -> list[FilterLink]:
    is_all = not row_filter.verdict and not row_filter.waiting
    links = [FilterLink(_("All"), job.rows_read, RowFilter().address(job), is_all, False)]
    for verdict_count in count_verdicts(job):
        is_current = verdict_count.verdict == row_filter.verdict and not row_filter.waiting
        url = RowFilter(verdict_count.verdict).address(job)
        links.append(
            FilterLink(
                verdict_count.label, verdict_count.count, url, is_current, verdict_count.waits
            )
        )
    if is_decidable(job):
        undecided = RowFilter("", True)
        count = undecided.count(job)
        links.insert(
            1,
            FilterLink(
                _("Waiting for you"), count, undecided.address(job), row_filter.waiting, True
            ),
        )
    return links


@curator_page("view_import")
def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that earlier files of the source had, and this one has not."""
    job = get_job(pk)
    if not is_validated(job):
        return render_conflict(request, job, _("The rows of this import are not checked yet."))
    states = SourceRecordState.objects.gone_from(job)
    page_obj = Paginator(states, RECORDS_PER_PAGE).get_page(request.GET.get("page"))
    model = importer_for(job.kind).model
    records = model._default_manager.in_bulk([state.record_id for state in page_obj])
    lines = [_gone_line(job, state, records.get(state.record_id)) for state in page_obj]
    title = _("Gone from the file")
    return render_job_page(request, job, "gone", title, page_obj=page_obj, lines=lines)


def _gone_line(job: Import, state: SourceRecordState, record: Record | None) -> RecordLine:
    """The record, and beside it what the source called it, where that is something else."""
    if record is None:
        return RecordLine(state.key)
    title = str(record)
    aside = state.key if state.key != title else ""
    return RecordLine(title, admin_url(job.kind, state.record_id), aside)


# For all rows of a filter at once.

ACTIONS = {
    "accept": lazy("Take everything from the file"),
    "keep": lazy("Keep what curators wrote"),
    "skip": lazy("Leave the rows out"),
    "different": lazy("They are all different from what is there"),
    "topic": lazy("They are all on topic"),
    "undated": lazy("Add all of them without the date"),
    "allow": lazy("Allow the personal data in all of them"),
    "drop": lazy("Leave the texts with personal data out of all of them"),
    "forget": lazy("Forget what was decided on them"),
}
ACTIONS_OF_VERDICT = {
    Verdict.NEW: ("skip", "forget"),
    Verdict.CHANGED: ("accept", "skip", "forget"),
    Verdict.CONFLICT: ("accept", "keep", "skip", "forget"),
    Verdict.DUPLICATE: ("different", "skip", "forget"),
    Verdict.OFF_TOPIC: ("topic", "skip", "forget"),
    Verdict.UNDATED: ("undated", "skip", "forget"),
    Verdict.PERSONAL: ("allow", "drop", "skip", "forget"),
    Verdict.PROBLEM: ("skip", "forget"),
    "": ("skip", "forget"),
}


def actions_for(verdict: str) -> list[tuple[str, str]]:
    return [(name, str(ACTIONS[name])) for name in ACTIONS_OF_VERDICT.get(verdict, ())]


@curator_page("change_import", POST)
def decide_all(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision for all rows of a filter."""
    job = get_job(pk)
    if not is_decidable(job):
        return render_conflict(request, job, _("Rows cannot be decided on at this point."))
    row_filter, what = RowFilter.read(request.POST), request.POST.get("what", "")
    if what not in ACTIONS_OF_VERDICT.get(row_filter.verdict, ()):
        messages.error(request, _("Choose what is to be done with these rows."))
        return render_rows(request, job, row_filter, status=400)
    chosen, by = row_filter.rows(job), cast("Person", request.user)
    if what in ("accept", "keep", "skip"):
        count = decisions.decide_rows(chosen, what, by=by)  # type: ignore[arg-type]
    elif what in ("allow", "drop"):
        count = decisions.decide_personal_data(chosen, what, by=by)  # type: ignore[arg-type]
    else:
        actions = {
            "different": decisions.mark_different,
            "topic": decisions.allow_off_topic,
            "undated": decisions.allow_undated,
            "forget": decisions.clear_decisions,
        }
        count = actions[what](chosen, by=by)
    report_count(request, count)
    return redirect(row_filter.address(job))
