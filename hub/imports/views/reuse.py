"""A file that holds several kinds of rows is stored once for each, and uploaded once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files import File
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportSource
from hub.imports.record_types import IMPORTERS
from hub.imports.staging import create_job
from hub.imports.views.forms import free_slug
from hub.imports.views.page import (
    curator_page,
    enqueue_job,
    erased_sentence,
    redirect_to_job,
    render_conflict,
)
from hub.record_admin.staff_pages import POST

State = Import.State
OVER = (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDONE)
# How the file was read, and what is to become of its rows.
CARRIED = ("delimiter", "sheet", "heading_row", "text_language", "publish_as", "with_news",
           "dry_run")  # fmt: skip


def kinds_beside(kind: str) -> list[str]:
    """Kinds of rows that may stand in one file with these, since one names the other; from above.

    Such as documents, their recommendations, and what became of these.
    """
    named = {
        name: {field.kind for field in importer.fields if field.kind}
        for name, importer in IMPORTERS.items()
        if not importer.names_any_kind
    }
    if kind not in named:
        return []

    def depth(name: str) -> int:
        return 1 + max(map(depth, named[name]), default=0)

    family, size = {kind}, 0
    while len(family) > size:
        size = len(family)
        above = {other for one in family for other in named[one]}
        family |= above | {one for one, others in named.items() if others & family}
    return sorted(family - {kind}, key=lambda name: (depth(name), name))


def reuse_choices(job: Import) -> list[tuple[str, str]]:
    """As what else the stored file can be read: the kind and what it is called."""
    if not (job.file and job.format) or job.state == State.FAILED:
        return []
    return [(kind, str(ImportSource.Kind(kind).label)) for kind in kinds_beside(job.kind)]


@curator_page("add_import", POST)
@transaction.atomic
def read_as(request: HttpRequest, pk: int) -> HttpResponse:
    """A new import of the same file as rows of another kind; the one under way, if any."""
    # Locked: of two clicks the second finds what the first has made.
    jobs = Import.objects.select_related("source").select_for_update(of=("self",))
    job = get_object_or_404(jobs, pk=pk)
    kind = str(request.POST.get("kind", ""))
    if kind not in kinds_beside(job.kind):
        return render_conflict(request, job, _("Such a file is not read as that."))
    name = str(job.file.name or "")
    if not name or not job.file.storage.exists(name):
        sentence = erased_sentence(job) or _("The file is not stored any more. Upload it again.")
        return render_conflict(request, job, sentence)
    source = _source_beside(job.source, kind)
    same = Import.objects.filter(source=source, fingerprint=job.fingerprint)
    under_way = same.exclude(state__in=OVER).first()
    if under_way is not None:
        messages.info(request, _("The file is being read as that already: this is the import."))
        return redirect_to_job(under_way)
    with job.file.storage.open(name) as stored:
        new = _job_beside(job, source, stored, request.user)
    enqueue_job(new)
    return redirect_to_job(new)


def _source_beside(source: ImportSource, kind: str) -> ImportSource:
    """The source of the same title and another kind of rows, which is made where there is none."""
    existing = ImportSource.objects.filter(title=source.title, kind=kind).first()
    if existing is not None:
        return existing
    slug = free_slug(ImportSource, source.title, f"source-of-{kind}s")
    return ImportSource.objects.create(slug=slug, title=source.title, kind=kind)


def _job_beside(job: Import, source: ImportSource, stored: File[bytes], by: Any) -> Import:
    choices = {name: getattr(job, name) for name in CARRIED}
    if job.rows_checked:  # somebody has looked at its letters
        choices["encoding"] = job.encoding
    return create_job(stored, source=source, name=job.name, by=by, **choices)
