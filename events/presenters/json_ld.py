"""Events and documents as schema.org objects. Only what is known is stated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.presenters.json_ld import organisations_behind, record_about, schema_object
from events.calendar import event_times
from events.models import Event
from events.recommendations.models import Document
from hub.web.view_models import SourceRef

# https://schema.org/EventStatusType; of a postponed event the dates are those that it had.
STATUSES = {
    Event.Status.CANCELLED: "https://schema.org/EventCancelled",
    Event.Status.POSTPONED: "https://schema.org/EventPostponed",
}
MODES = {
    Event.Mode.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    Event.Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Event.Mode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
SCHEDULED = "https://schema.org/EventScheduled"


def of_event(event: Event, sources: Iterable[SourceRef] = ()) -> dict[str, Any]:
    """An Event, https://schema.org/Event; a date is given only where it is a day that is set."""
    is_set = event.is_day_precise and event.status != Event.Status.TENTATIVE
    begins, ends = event_times(event) if is_set else (None, None)
    timed = event.start_time is not None
    return schema_object(
        event,
        "Event",
        {
            "name": event.name,
            "description": event.theme,
            "startDate": begins.isoformat() if begins else None,
            "endDate": (ends.isoformat() if ends and timed else event.end) if is_set else None,
            "eventStatus": STATUSES.get(Event.Status(event.status), SCHEDULED),
            "eventAttendanceMode": MODES[Event.Mode(event.mode)] if event.mode else None,
            "location": {"@type": "Place", "name": event.place} if event.place else None,
            "url": event.url,
            "organizer": organisations_behind(event),
            "mainEntityOfPage": record_about(event, sources),
        },
    )


def of_document(document: Document, sources: Iterable[SourceRef] = ()) -> dict[str, Any]:
    """A Report, https://schema.org/Report."""
    return schema_object(
        document,
        "Report",
        {
            "name": document.title,
            "description": document.summary,
            "datePublished": document.date,
            "reportNumber": document.symbol,
            "url": document.url,
            "publisher": organisations_behind(document),
            "mainEntityOfPage": record_about(document, sources),
        },
    )
