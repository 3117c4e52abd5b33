"""Events and documents as schema.org objects. Only what is known is stated."""

from __future__ import annotations

from typing import Any

from catalogue.presenters.json_ld import CONTEXT, without_empty
from events.calendar import event_times
from events.models import Event
from events.recommendations.models import Document
from hub.web.responses import absolute

SCHEDULED, CANCELLED = "https://schema.org/EventScheduled", "https://schema.org/EventCancelled"


def of_event(event: Event) -> dict[str, Any]:
    """An Event, https://schema.org/Event; a date is given only where it is a day."""
    begins, ends = event_times(event) if event.is_day_precise else (None, None)
    timed = event.start_time is not None
    return without_empty(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": absolute(event.get_absolute_url()),
            "name": event.name,
            "description": event.theme,
            "startDate": begins.isoformat() if begins else None,
            "endDate": ends.isoformat() if ends and timed else event.end,
            "eventStatus": (CANCELLED if event.status == Event.Status.CANCELLED else SCHEDULED),
            "location": {"@type": "Place", "name": event.place} if event.place else None,
            "url": event.url,
            "organizer": [
                {"@type": "Organization", "name": link.organisation.name}
                for link in event.organisation_links.all()
                if link.organisation.is_public
            ],
        }
    )


def of_document(document: Document) -> dict[str, Any]:
    """A Report, https://schema.org/Report."""
    return without_empty(
        {
            "@context": CONTEXT,
            "@type": "Report",
            "@id": absolute(document.get_absolute_url()),
            "name": document.title,
            "description": document.summary,
            "datePublished": document.date,
            "reportNumber": document.symbol,
            "url": document.url,
            "publisher": [
                {"@type": "Organization", "name": link.organisation.name}
                for link in document.organisation_links.all()
                if link.organisation.is_public
            ],
        }
    )
