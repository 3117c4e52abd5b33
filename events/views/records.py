"""The page of one event, document or recommendation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from catalogue.views.records import answer_with, page_of, preview_of
from events import calendar
from events.models import Event
from events.presenters.document import document_page
from events.presenters.event import event_dates, event_page
from events.presenters.json_ld import of_document, of_event
from events.presenters.recommendation import recommendation_page
from events.recommendations.models import Document, Recommendation
from events.reporting.round_counts import round_lines
from hub.web.responses import mark_shared, message_page, missing_record
from hub.web.view_models import Link


def _found(request: HttpRequest, records: Any, slug: str) -> Any:
    """The public record, or a draft for a curator who asks for its preview; else None."""
    published = records.published().filter(slug=slug).first()
    return published or preview_of(request, records, slug)


def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = _found(request, Event.objects.for_page(), slug)
    if event is None:
        return missing_record(request, Event.objects.all(), slug)
    description = event.theme or _("%(name)s: %(dates)s") % {
        "name": event.name,
        "dates": event_dates(event) or _("date not recorded"),
    }
    context = {
        "page": page_of(event, description, "events", of_event(event)),
        "event": event_page(event),
    }
    return answer_with(request, event, "events/event_detail.html", context)


def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for a calendar; 404 with a sentence where no day is recorded."""
    event = Event.objects.published().prefetch_related("term_links").filter(slug=slug).first()
    if event is None:
        gone = missing_record(request, Event.objects.all(), slug)
        if isinstance(gone, HttpResponsePermanentRedirect):
            # Whoever follows the calendar of a renamed event wants its calendar, not its page.
            return HttpResponsePermanentRedirect(f"{gone.url.rstrip('/')}.ics")
        return gone
    if not event.is_day_precise:
        return message_page(
            request,
            status=404,
            heading=_("This event cannot go into a calendar"),
            sentence=_("Its sources do not say on which day it takes place."),
            ways_on=(Link(event.name, event.get_absolute_url()),),
        )
    return mark_shared(
        calendar.calendar_response(
            [event], name=event.name, file=f"{event.slug}.ics", page=event.get_absolute_url()
        )
    )


def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    document = _found(request, Document.objects.for_page(), slug)
    if document is None:
        return missing_record(request, Document.objects.all(), slug)
    description = document.summary or _("%(title)s, and what it recommends.") % {
        "title": document.title
    }
    context = {
        "page": page_of(document, description, "recommendations", of_document(document)),
        "document": document_page(document),
        "rounds": round_lines(document),
    }
    return answer_with(request, document, "events/document_detail.html", context)


def recommendation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    record = _found(request, Recommendation.objects.for_page(), slug)
    if record is None:
        return missing_record(request, Recommendation.objects.all(), slug)
    context = {
        "page": page_of(record, record.text, "recommendations", None),
        "recommendation": recommendation_page(record),
    }
    return answer_with(request, record, "events/recommendation_detail.html", context)
