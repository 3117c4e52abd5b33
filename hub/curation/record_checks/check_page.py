"""What the pages of a check share: who may open them, of which record, and their frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hub.curation.record_checks.check_parts import CHECK_PARTS, FACTS, SAFETY
from hub.curation.record_checks.check_progress import CheckProgress
from hub.curation.record_checks.checked_facts import may_be_checked
from hub.record_admin.record_form import CHECKABLE
from hub.record_admin.staff_pages import staff_page, staff_page_context
from hub.records.models import FormerSlug, Record
from hub.records.record_access import may_some, permission_name, require
from hub.records.registry import record_types
from hub.records.stored_records import read_records
from hub.web.paths import admin_form_path

RecordView = Callable[..., HttpResponse]


def check_page(methods: tuple[str, ...]) -> Callable[[RecordView], Callable[..., HttpResponseBase]]:
    """A page about one record, for staff who may change records of its kind; never cached.

    The view is given the record and the name of the part.
    """

    def decorate(view: RecordView) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: HttpRequest, kind: str, slug: str, part: str = FACTS
        ) -> HttpResponseBase:
            record = _record(request, kind, slug, part)
            if isinstance(record, str):
                return HttpResponseRedirect(reverse(CHECK_PARTS[part].route(), args=[kind, record]))
            if record.state not in CHECKABLE:
                return _archived(request, record, part)
            return view(request, record, part)

        return staff_page(methods=methods)(guarded)

    return decorate


def _record(request: HttpRequest, kind: str, slug: str, part: str) -> Any:
    """The record, or the slug that it has today. Raises Http404 and PermissionDenied."""
    if not may_be_checked(kind) or (part == SAFETY and not has_safety_panel(kind)):
        raise Http404
    model = record_types[kind].model
    permission = permission_name(model, "change")
    if not may_some(request.user, permission, kind):
        raise PermissionDenied
    record = model._default_manager.filter(slug=slug).first()
    if record is not None:
        require(request.user, permission, kind, record.pk)
        return record
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first()
    renamed = former and model._default_manager.filter(pk=former.record_id).first()
    if not renamed:
        raise Http404
    return renamed.slug


def progress_of(request: HttpRequest, record: Record, part: str) -> CheckProgress:
    """Raises Http404 where the record went meanwhile."""
    model = type(record)
    stored = read_records(model, [record.pk]).get(record.pk)
    if stored is None:
        raise Http404
    return CheckProgress(record, stored.facts, CHECK_PARTS[part], request.user)


def address(progress: CheckProgress, step: str = "") -> str:
    record = progress.record
    return reverse(progress.part.route(step), args=[progress.kind, record.slug])


def render_check(
    request: HttpRequest,
    template: str,
    progress: CheckProgress,
    title: Any,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    record = progress.record
    parts = [
        (
            part.title,
            reverse(part.route(), args=[progress.kind, record.slug]),
            part is progress.part,
        )
        for part in CHECK_PARTS.values()
        if part.name != SAFETY or has_safety_panel(progress.kind)
    ]
    context = {
        **frame(request, record, title),
        "progress": progress,
        "parts": parts,
        "trial_url": _trial_url(progress),
        "check_url": address(progress),
        "end_url": address(progress, "end"),
        **context,
    }
    return render(request, f"record_checks/{template}.html", context, status=status)


def _trial_url(progress: CheckProgress) -> str:
    """Where it is recorded what a curator saw; empty for what nobody can try."""
    if not has_safety_panel(progress.kind):
        return ""
    return reverse("record-check-trial", args=[progress.kind, progress.record.slug])


def frame(request: HttpRequest, record: Any, title: Any) -> dict[str, Any]:
    """What every page of the curators' side needs, and the ways to the record."""
    return {
        **staff_page_context(request),
        "title": f"{title}: {record}",
        "heading": title,
        "record": record,
        "opts": record._meta,
        "form_url": admin_form_path(type(record), record.pk),
        "site_url_of_record": record.get_absolute_url() if record.is_public else "",
        "desk_url": _desk(),
    }


def _desk() -> str:
    try:
        return reverse("desk")
    except NoReverseMatch:
        return reverse("admin:index")


def has_safety_panel(kind: str) -> bool:
    return "panel" in record_types[kind].by_name


def _archived(request: HttpRequest, record: Record, part: str) -> HttpResponse:
    """409: what is off the site for good is not checked."""
    context = frame(request, record, CHECK_PARTS[part].title)
    sentence = _(
        "This record is archived, so there is nothing to check. Take it back to draft first, if "
        "readers are to see it again."
    )
    page = "record_checks/not_now.html"
    return render(request, page, {**context, "sentence": sentence}, status=409)
