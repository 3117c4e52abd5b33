"""Events and documents as schema.org objects. Only what is known is stated."""

from __future__ import annotations

from typing import Any

from catalogue.presenters.json_ld import organisations_behind, schema_object
from events.calendar import event_times
from events.models import Event
from events.recommendations.models import Document

SCHEDULED, CANCELLED = "https://schema.org/EventScheduled", "https://schema.org/EventCancelled"


def of_event(event: Event) -> dict[str, Any]:
    """An Event, https://schema.org/Event; a date is given only where it is a day."""
    begins, ends = event_times(event) if event.is_day_precise else (None, None)
    timed = event.start_time is not None
    return schema_object(
        event,
        "Event",
        {
            "name": event.name,
            "description": event.theme,
            "startDate": begins.isoformat() if begins else None,
            "endDate": ends.isoformat() if ends and timed else event.end,
            "eventStatus": (CANCELLED if event.status == Event.Status.CANCELLED else SCHEDULED),
            "location": {"@type": "Place", "name": event.place} if event.place else None,
            "url": event.url,
            "organizer": organisations_behind(event),
        },
    )


def of_document(document: Document) -> dict[str, Any]:
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
        },
    )
