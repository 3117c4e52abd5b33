"""What all pages share: who may open them, that no cache stores them, and their frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.imports import tasks
from hub.imports.job_status import WRITTEN, is_appliable, is_mappable
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.steps import in_the_way
from hub.record_admin.staff_pages import (
    READ,
    View,
    render_staff_page,
    staff_page,
)
from hub.records.models import Record
from hub.task_queue import enqueue_on_commit

# In these an import may have to wait for another of its source.
BEFORE_CHECK = (Import.State.MAPPING, Import.State.HELD)


def curator_page(permission: str, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """A page for people who are signed in and may ``imports.<permission>``; never cached."""

    return staff_page(f"imports.{permission}", methods)


def render_page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render_staff_page(request, f"imports/{template}.html", title, status=status, **context)


def render_job_page(
    request: HttpRequest,
    job: Import,
    template: str,
    title: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one job, with the steps that it takes."""
    context = {
        "job": job,
        "steps": navigation_steps(job, template),
        "page_title": title,
        "in_the_way": in_the_way(job) if job.state in BEFORE_CHECK else None,
        **context,
    }
    return render_page(request, template, f"{title}: {job.name}", status=status, **context)


def get_job(pk: int) -> Import:
    """The job, or 404."""
    jobs = Import.objects.select_related("source", "by", "profile")
    job: Import = get_object_or_404(jobs, pk=pk)
    return job


def enqueue_job(job: Import) -> None:
    """Have a worker take the next step; the sweep enqueues again what the broker lost."""
    enqueue_on_commit(tasks.work_on, job.pk)


def erased_sentence(job: Import) -> str:
    """What is not there any more of an import that ended long ago."""
    if job.erased_at is None:
        return ""
    erased = _("The rows and the file of this import were erased %(days)s days after its end.") % {
        "days": settings.IMPORT_DAYS
    }
    if job.state != Import.State.APPLIED:
        return erased
    kept = _("It cannot be undone any more; what it wrote stands in the history of each record.")
    return f"{erased} {kept}"


def redirect_to_job(job: Import) -> HttpResponse:
    return redirect("import", job.pk)


def render_conflict(request: HttpRequest, job: Import, sentence: str) -> HttpResponse:
    """409: the job moved on since the page was made, or is not that far yet."""
    title = _("Not at this point")
    return render_job_page(request, job, "conflict", title, status=409, sentence=sentence)


def news_sentence(job: Import) -> str:
    """What readers hear of an import. Of records that they cannot see, there is no news."""
    if importer_for(job.kind).entries:
        public = _("Entries are public as soon as they are applied, where their record is.")
        news = _("Readers hear of them as news.") if job.with_news else ""
        return f"{public} {news or _('Readers hear nothing of it as news.')}"
    if not job.with_news:
        return _("Readers hear nothing of it as news.")
    if job.publish_as == Record.State.PUBLISHED:
        return _("Readers hear of new records and of changes to published ones as news.")
    return _(
        "Readers hear of changes to published records as news, and nothing of new ones: these are "
        "not published."
    )


@dataclass(frozen=True)
class RecordLine:
    """A line of a list of records. ``url`` is empty where the record is gone."""

    title: str
    url: str = ""
    aside: str = ""


@dataclass(frozen=True)
class NavigationStep:
    """``url`` is empty where the page cannot be opened yet."""

    label: str
    url: str
    is_current: bool


def navigation_steps(job: Import, current: str) -> list[NavigationStep]:
    """The pages of a job in their order. ``current``: the name of the page's template."""
    has_verdicts = job.rows_checked > 0
    pages = (
        ("job", "import", _("Overview"), True),
        ("file", "import-file", _("File"), bool(job.file) and bool(job.format)),
        ("columns", "import-columns", _("Columns"), is_mappable(job)),
        ("values", "import-words", _("Words"), is_mappable(job)),
        ("rows", "import-rows", _("Rows"), has_verdicts),
        ("apply", "import-apply", _("Apply"), is_appliable(job)),
        ("report", "import-report", _("Report"), has_verdicts),
        ("written", "import-written", _("Written"), job.state in WRITTEN),
    )
    return [
        NavigationStep(label, reverse(route, args=[job.pk]) if is_open else "", name == current)
        for name, route, label, is_open in pages
    ]
