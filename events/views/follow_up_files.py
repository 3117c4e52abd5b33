"""Follow-up of a document, country, organisation or round: as files, and as a report on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from catalogue.compare.word_file import WORD_TYPE, render_word_file
from catalogue.models import Organisation
from events.presenters.country import find_country
from events.presenters.follow_up_files import (
    answers_csv,
    file_links,
    follow_up_csv,
    write_follow_up_workbook,
)
from events.presenters.follow_up_log import LogScope
from events.presenters.follow_up_report import build_report
from events.recommendations.follow_up_log import LOGGED
from events.recommendations.models import Document, ReportingRound
from events.recommendations.models.addressee import COUNTRY
from hub.web.page_kinds import shows
from hub.web.paths import record_path, with_query
from hub.web.responses import attachment, mark_shared, missing_record, not_found, public_page
from hub.web.table_files import CSV_TYPE, WORKBOOK_TYPE
from hub.web.view_models import Link, Page


class FollowUpFormat:
    """The ending of an address: what kind of file it is."""

    regex = "csv|xlsx|docx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


Found = LogScope | HttpResponse  # or a redirect, or the answer that there is no such thing
Address = tuple[str, *tuple[str, ...]]  # name of the route, and what stands behind the slug


def _document(request: HttpRequest, slug: str, address: Address) -> Found:
    document = Document.objects.published().filter(slug=slug).first()
    if document is None:
        return missing_record(request, Document.objects.all(), slug, *address)
    return LogScope(document=document)


def _country(request: HttpRequest, slug: str, address: Address) -> Found:
    term = find_country(slug)
    if term is None:
        return not_found(request)
    return LogScope(country=term) if term.slug == slug else _moved(request, term.slug, address)


def _organisation(request: HttpRequest, slug: str, address: Address) -> Found:
    body = Organisation.objects.published().filter(slug=slug).first()
    if body is None:
        return missing_record(request, Organisation.objects.all(), slug, *address)
    return LogScope(organisation=body)


def _round(request: HttpRequest, slug: str, address: Address) -> Found:
    rounds = ReportingRound.objects.select_related("document").filter(slug__iexact=slug)
    named = {one.slug: one for one in rounds if one.document.is_public}
    if slug in named:
        return LogScope(round=named[slug])
    return _moved(request, min(named), address) if named else not_found(request)


def _moved(request: HttpRequest, slug: str, address: Address) -> HttpResponse:
    route, *more = address
    path = reverse(route, args=[slug, *more])
    return HttpResponsePermanentRedirect(with_query(path, request.META["QUERY_STRING"]))


SCOPES: dict[str, Callable[[HttpRequest, str, Address], Found]] = {
    "document": _document,
    "country": _country,
    "organisation": _organisation,
    "round": _round,
}


@shows(*LOGGED)
def follow_up_file(request: HttpRequest, slug: str, kind: str, form: str) -> HttpResponse:
    """``kind``: a key of ``SCOPES``. ``form``: csv or xlsx, or docx for the report."""
    scope = SCOPES[kind](request, slug, (f"{kind}-follow-up", form))
    if isinstance(scope, HttpResponse):
        return scope
    name = f"follow-up-{scope.name}.{form}"
    if form == "csv":
        return mark_shared(attachment(follow_up_csv(scope), CSV_TYPE, name))
    if form == "docx":
        return mark_shared(attachment(render_word_file(_report(scope, kind)), WORD_TYPE, name))
    file = io.BytesIO()
    write_follow_up_workbook(scope, file)
    return mark_shared(attachment(file.getvalue(), WORKBOOK_TYPE, name))


@shows(*LOGGED)
def answers_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    scope = SCOPES[kind](request, slug, (f"{kind}-answers",))
    if isinstance(scope, HttpResponse):
        return scope
    return mark_shared(attachment(answers_csv(scope), CSV_TYPE, f"answers-{scope.name}.csv"))


@shows(*LOGGED)
def report_page(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The report as a page to be printed."""
    scope = SCOPES[kind](request, slug, (f"{kind}-report",))
    if isinstance(scope, HttpResponse):
        return scope
    sheet = _report(scope, kind)
    context: dict[str, Any] = {
        "page": Page(title=sheet.title, section="recommendations", robots="noindex"),
        "sheet": sheet,
        "files": file_links(kind, slug)[1:],
        "document": _document_link(scope),
    }
    return public_page(request, "events/follow_up_report.html", context)


def _document_link(scope: LogScope) -> Link | None:
    """What it is about, where that has a page of its own."""
    if scope.country is not None:
        return Link(scope.title, record_path(COUNTRY, scope.country.slug))
    about: Any = scope.document or scope.organisation or (scope.round and scope.round.document)
    return Link(str(about), about.get_absolute_url()) if about else None


def _report(scope: LogScope, kind: str) -> Any:
    address = reverse(f"{kind}-report", args=[scope.name])
    # The day by which pages are cached.
    return build_report(scope, address, timezone.now().date().isoformat())
