"""The page of one event, document or recommendation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.views.records import answer_about, answer_with, page_of, preview_of
from events import calendar
from events.models import Event
from events.presenters.document import document_page
from events.presenters.event import event_dates, event_page
from events.presenters.follow_up import NotAddressedError
from events.presenters.follow_up_filter import FILTER_PARAMETERS, read_follow_up_filter
from events.presenters.json_ld import of_document, of_event
from events.presenters.recommendation_page import recommendation_page
from events.presenters.status_tables import addressee_matrix
from events.recommendations.follow_up_log import document_log, round_log
from events.recommendations.models import Document, Recommendation, ReportingRound
from events.reporting.round_counts import round_lines
from events.views.follow_up import answer_follow_up_problems, not_addressed
from events.views.view_model_cache import cached_view_model, parameters_key
from hub.web.page_kinds import shows
from hub.web.responses import absolute, mark_shared, message_page, missing_record
from hub.web.view_models import Link


class MissingRecordError(Exception):
    """No public record has the slug."""


def _found(request: HttpRequest, records: Any, slug: str) -> Any:
    """The public record, or a draft for a curator who asks for its preview; else None."""
    published = records.published().filter(slug=slug).first()
    return published or preview_of(request, records, slug)


@shows(page="event")
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = _found(request, Event.objects.for_page(), slug)
    if event is None:
        return missing_record(request, Event.objects.all(), slug)
    description = event.theme or _("%(name)s: %(dates)s") % {
        "name": event.name,
        "dates": event_dates(event) or _("date not recorded"),
    }
    view_model = event_page(event)
    json_ld = of_event(event, view_model.sources)
    context = {"page": page_of(event, description, "events", json_ld), "event": view_model}
    return answer_with(request, event, "events/event_detail.html", context)


@shows(page="event")
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for a calendar; 404 with a sentence where no day is recorded."""
    event = Event.objects.published().prefetch_related("term_links").filter(slug=slug).first()
    if event is None:
        return missing_record(request, Event.objects.all(), slug, route="event-calendar")
    if not event.is_in_calendar:
        return message_page(
            request,
            status=404,
            heading=_("This event cannot go into a calendar"),
            sentence=_no_day_sentence(event),
            ways_on=(Link(event.name, event.get_absolute_url()),),
        )
    return mark_shared(
        calendar.calendar_response(
            [event], name=event.name, file=f"{event.slug}.ics", page=event.get_absolute_url()
        )
    )


def _no_day_sentence(event: Event) -> str:
    if event.status == Event.Status.POSTPONED:
        return _("It was postponed, and a new date is not known.")
    if event.status == Event.Status.TENTATIVE:
        return _("It is tentative: its date is still to be confirmed.")
    return _("Its sources do not say on which day it takes place.")


@shows(page="document")
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        (document, context), fragments = cached_view_model(
            request, ("document", slug), lambda: _document_context(request, slug)
        )
    except MissingRecordError:
        return missing_record(request, Document.objects.all(), slug)
    context = context | {"fragments": fragments}
    return answer_with(request, document, "events/document_detail.html", context)


def _document_context(request: HttpRequest, slug: str) -> tuple[Document, dict[str, Any]]:
    document = _found(request, Document.objects.for_page(), slug)
    if document is None:
        raise MissingRecordError
    description = document.summary or _("%(title)s, and what it recommends.") % {
        "title": document.title
    }
    view_model = document_page(document)
    json_ld = of_document(document, view_model.sources)
    return document, {
        "page": page_of(document, description, "recommendations", json_ld),
        "document": view_model,
        "rounds": round_lines(document),
    }


@shows(page="document")
@answer_follow_up_problems
def document_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the document addresses by what it asks for, and what came of each."""
    key = ("matrix", slug, parameters_key(request, FILTER_PARAMETERS))
    try:
        (document, context), fragments = cached_view_model(
            request, key, lambda: _matrix_context(request, slug)
        )
    except MissingRecordError:
        return missing_record(request, Document.objects.all(), slug, route="document-matrix")
    except NotAddressedError as problem:
        return not_addressed(request, problem)
    context = context | {"fragments": fragments}
    return answer_about(request, document, "events/document_matrix.html", context)


def _matrix_context(request: HttpRequest, slug: str) -> tuple[Document, dict[str, Any]]:
    document = _found(request, Document.objects.prefetch_related("rounds"), slug)
    if document is None:
        raise MissingRecordError
    chosen = read_follow_up_filter(request.GET, document.rounds.all())
    chosen = replace(chosen, preview=not document.is_public)
    base = reverse("document-matrix", args=[document.slug])
    log = round_log(document, chosen.round) if chosen.round else document_log(document)
    page = page_of(document, "", "recommendations", None)
    return document, {
        "page": replace(
            page,
            title=_("%(title)s: follow-up by addressee") % {"title": document.title},
            description=_("Whom it addresses, and what is recorded of each of them."),
            canonical=absolute(base),
            robots=page.robots or ("" if chosen.is_empty else "noindex, follow"),
        ),
        "document": Link(
            document.title,
            chosen.cleared.url(document.get_absolute_url()),
            language=document.language,
        ),
        "preview": "1" if chosen.preview else "",
        "matrix": addressee_matrix(log, chosen, name=document.title, base=base),
        "base": base,
    }


@shows(page="recommendation")
@answer_follow_up_problems
def recommendation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    key = ("recommendation", slug, parameters_key(request, FILTER_PARAMETERS))
    try:
        (record, context), fragments = cached_view_model(
            request, key, lambda: _recommendation_context(request, slug)
        )
    except MissingRecordError:
        return missing_record(request, Recommendation.objects.all(), slug)
    except NotAddressedError as problem:
        return not_addressed(request, problem)
    context = context | {"fragments": fragments}
    return answer_with(request, record, "events/recommendation_detail.html", context)


def _recommendation_context(
    request: HttpRequest, slug: str
) -> tuple[Recommendation, dict[str, Any]]:
    record = _found(request, Recommendation.objects.for_page(), slug)
    if record is None:
        raise MissingRecordError
    rounds = list(ReportingRound.objects.published().filter(document=record.document_id))
    chosen = read_follow_up_filter(request.GET, rounds)
    chosen = replace(chosen, preview=not record.is_public)
    page = page_of(record, record.text, "recommendations", None)
    return record, {
        "page": page if chosen.is_empty else replace(page, robots="noindex, follow"),
        "recommendation": recommendation_page(record, chosen, rounds),
        "preview": "1" if chosen.preview else "",
    }
