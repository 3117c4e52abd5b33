"""Follow-up of a document, country, organisation or round: as files, and as a report on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalogue.compare.docx_export import render_docx
from catalogue.models import Organisation
from events.presenters.follow_up_files import (
    answers_csv,
    file_links,
    follow_up_csv,
    write_follow_up_workbook,
)
from events.presenters.follow_up_log import LogScope
from events.presenters.follow_up_report import build_report
from events.recommendations.models import Document, ReportingRound
from events.recommendations.models.addressee import COUNTRY
from hub.vocabulary.term_cache import term_cache
from hub.web.responses import mark_shared, missing_record, not_found
from hub.web.table_files import CSV_TYPE, WORKBOOK_TYPE
from hub.web.view_models import Link, Page

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class FollowUpFormat:
    """The ending of an address: what kind of file it is."""

    regex = "csv|xlsx|docx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


Found = LogScope | HttpResponse  # or the answer that there is no such thing


def _document(request: HttpRequest, slug: str) -> Found:
    document = Document.objects.published().filter(slug=slug).first()
    if document is None:
        return missing_record(request, Document.objects.all(), slug)
    return LogScope(document=document)


def _country(request: HttpRequest, slug: str) -> Found:
    term = term_cache().get(COUNTRY, slug.lower())
    return LogScope(country=term) if term else not_found(request)


def _organisation(request: HttpRequest, slug: str) -> Found:
    body = Organisation.objects.published().filter(slug=slug).first()
    if body is None:
        return missing_record(request, Organisation.objects.all(), slug)
    return LogScope(organisation=body)


def _round(request: HttpRequest, slug: str) -> Found:
    found = ReportingRound.objects.select_related("document").filter(slug=slug).first()
    if found is None or not found.document.is_public:
        return not_found(request)
    return LogScope(round=found)


SCOPES: dict[str, Callable[[HttpRequest, str], Found]] = {
    "document": _document,
    "country": _country,
    "organisation": _organisation,
    "round": _round,
}


def follow_up_file(request: HttpRequest, slug: str, kind: str, form: str) -> HttpResponse:
    """``kind``: a key of ``SCOPES``. ``form``: csv or xlsx, or docx for the report."""
    scope = SCOPES[kind](request, slug)
    if isinstance(scope, HttpResponse):
        return scope
    name = f"follow-up-{scope.name}.{form}"
    if form == "csv":
        return mark_shared(_file(follow_up_csv(scope), CSV_TYPE, name))
    if form == "docx":
        response = _file(render_docx(_report(scope, kind)), WORD_TYPE, name)
        response["Cache-Control"] = "no-store"  # it carries the day
        return response
    file = io.BytesIO()
    write_follow_up_workbook(scope, file)
    return mark_shared(_file(file.getvalue(), WORKBOOK_TYPE, name))


def answers_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    scope = SCOPES[kind](request, slug)
    if isinstance(scope, HttpResponse):
        return scope
    return mark_shared(_file(answers_csv(scope), CSV_TYPE, f"answers-{scope.name}.csv"))


def report_page(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The report as a page to be printed. It carries the day, so nobody keeps it."""
    scope = SCOPES[kind](request, slug)
    if isinstance(scope, HttpResponse):
        return scope
    sheet = _report(scope, kind)
    context: dict[str, Any] = {
        "page": Page(title=sheet.title, section="recommendations", robots="noindex"),
        "sheet": sheet,
        "files": file_links(kind, slug)[1:],
        "document": _document_link(scope),
    }
    response = render(request, "events/follow_up_report.html", context, using="jinja2")
    response["Cache-Control"] = "no-store"
    return response


def _document_link(scope: LogScope) -> Link | None:
    """What it is about, where that has a page of its own."""
    about: Any = scope.document or scope.organisation or (scope.round and scope.round.document)
    return Link(str(about), about.get_absolute_url()) if about else None


def _report(scope: LogScope, kind: str) -> Any:
    address = reverse(f"{kind}-report", args=[scope.name])
    return build_report(scope, address, timezone.localdate().isoformat())


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
