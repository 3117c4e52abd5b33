"""Events as iCalendar (RFC 5545 and 7986), written by the library ``icalendar``.

Only events whose dates are days: a calendar would make a day of "October 2021". How many there are
beside them stands in the calendar's description. When registration closes is an entry of its own.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from hub.identity.site_identity import site_name
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.atom_feed import plain_title, valid_xml_text
from hub.web.responses import absolute, as_file

if TYPE_CHECKING:
    # Loaded with the first calendar: each process of the site would take a tenth longer to start.
    import icalendar

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//%s//Events//EN"  # of the site


Status = Event.Status
# RFC 5545, 3.8.1.11, knows three. At the day that a postponed event had, nothing takes place.
STATUSES = {
    Status.TENTATIVE: "TENTATIVE",
    Status.SCHEDULED: "CONFIRMED",
    Status.HELD: "CONFIRMED",
    Status.POSTPONED: "CANCELLED",
    Status.CANCELLED: "CANCELLED",
}
# Schemes whose labels are an entry's categories, by which a calendar can colour and hide it.
CATEGORIES = ("event_type", "topic")
# By this sites of our kind tell the entry from an event when they read a calendar.
DEADLINE_OF = "x-registration-deadline-of"

# How often a program looks again: an event rarely changes within the hour.
REFRESH = datetime.timedelta(hours=12)


def build_calendar(
    events: Iterable[Event], name: str, *, page: str, left_out: int = 0
) -> icalendar.Calendar:
    """A calendar of those events whose dates are days, with their time zones, and of deadlines.

    ``events``: with ``term_links`` prefetched. ``page``: the path where the same is read.
    ``left_out``: how many more there are whose day is not known.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT % site_name().replace("//", " "))
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("url", absolute(page))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    # Each property twice: in the words of RFC 7986, and as programs had them before it.
    for named in ("name", "x-wr-calname"):
        calendar.add(named, icalendar.vText(plain_title(name)))
    if left_out:
        words = icalendar.vText(f"{left_out_sentence(left_out)}\n{absolute(page)}")
        for described in ("description", "x-wr-caldesc"):
            calendar.add(described, words)
    for event in events:
        if event.is_day_precise:
            calendar.add_component(build_entry(event))
        if event.has_day_of_deadline:
            calendar.add_component(build_deadline(event))
    calendar.add_missing_timezones()
    return calendar


def left_out_sentence(number: int) -> str:
    """How many events no calendar can hold."""
    return ngettext(
        "%(number)d event is left out, because its day is not known.",
        "%(number)d events are left out, because their day is not known.",
        number,
    ) % {"number": number}


def build_entry(event: Event) -> icalendar.Event:
    """One VEVENT. Its UID never changes; its SEQUENCE rises with what a calendar shows."""
    entry = _entry(event, event.uid, plain_title(event.name))
    begins, ends = event_times(event)
    entry.add("dtstart", begins)
    if ends is not None:
        entry.add("dtend", ends)
    entry.add("status", STATUSES[Status(event.status)])
    _describe(entry, event, status_sentence(event), valid_xml_text(event.theme or ""))
    if location := event_location(event):
        entry.add("location", location)
    if categories := event_categories(event):
        entry.add("categories", categories)
    return entry


def build_deadline(event: Event) -> icalendar.Event:
    """When registration closes: a whole day of its own, with a UID that follows from the event's.

    A VEVENT, because calendars that are subscribed to show no VTODO. Where no registration is
    taken any more because the event is off, the entry is cancelled with it.
    """
    uid = uuid.uuid5(event.uid, "registration")
    title = _("Registration closes: %(event)s") % {"event": plain_title(event.name)}
    entry = _entry(event, uid, title)
    day = datetime.date.fromisoformat(event.registration_deadline or "")
    entry.add("dtstart", day)
    entry.add("dtend", day + datetime.timedelta(days=1))
    entry.add("status", "CANCELLED" if event.is_off else "CONFIRMED")
    entry.add("related-to", str(event.uid))
    entry.add(DEADLINE_OF, str(event.uid))
    entry.add("categories", [_("Deadline")])
    register = "" if event.is_off else event.registration_url or ""
    _describe(entry, event, status_sentence(event), register)
    return entry


def _entry(event: Event, uid: uuid.UUID, title: str) -> icalendar.Event:
    import icalendar

    entry = icalendar.Event()
    entry.add("uid", str(uid))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("created", event.created_at)
    entry.add("summary", title)
    entry.add("transp", "TRANSPARENT")
    return entry


def _describe(entry: icalendar.Event, event: Event, *paragraphs: str) -> None:
    # Most programs show no URL, and turn an address in the description into a link.
    address = absolute(event.get_absolute_url())
    entry.add("description", "\n\n".join(filter(None, (*paragraphs, address))))
    entry.add("url", address)


def status_sentence(event: Event) -> str:
    """What a reader must know before going there; empty for an event as it was announced."""
    sentences = {
        Status.TENTATIVE: _("Tentative: its date was not confirmed.")
        if event.over
        else _("Tentative: its date is still to be confirmed."),
        Status.POSTPONED: _("This event was postponed. A new date is not known."),
        Status.CANCELLED: _("This event was cancelled."),
    }
    return sentences.get(Status(event.status), "")


def event_categories(event: Event) -> list[str]:
    """The labels of its type and of its topics, in the order of the vocabulary."""
    terms = [term_cache().by_pk[link.term_id] for link in event.term_links.all()]
    in_order = sorted(terms, key=lambda term: (term.scheme != CATEGORIES[0], term.position))
    return [term.label() for term in in_order if term.scheme in CATEGORIES]


def event_location(event: Event) -> str:
    """All places of an event: the place in its source's words, its countries or else its regions,
    and that it can be attended online. Empty where none is known."""
    terms = [term_cache().by_pk[link.term_id] for link in event.term_links.all()]
    countries = [term for term in terms if term.scheme == "country"]
    regions = [term for term in terms if term.scheme == "region"]
    place = plain_title(event.place or "")
    names = [place, *_labels_beside(place, countries or regions)]
    if event.mode in (Event.Mode.ONLINE, Event.Mode.HYBRID):
        names.append(_("Online"))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _labels_beside(place: str, terms: Sequence[CachedTerm]) -> list[str]:
    """Labels that the place does not say already ("Vienna, Austria")."""
    labels = sorted(term.label() for term in terms)
    return [label for label in labels if label.casefold() not in place.casefold()]


DateOrTime = datetime.date | datetime.datetime


def event_times(event: Event) -> tuple[DateOrTime, DateOrTime | None]:
    """Begin and end. Whole days end on the day after (RFC 5545, 3.6.1: DTEND is exclusive).

    Raises ValueError for an event whose dates are no days.
    """
    first = datetime.date.fromisoformat(event.start or "")
    last = datetime.date.fromisoformat(event.end) if event.end else first
    whole_days = first, last + datetime.timedelta(days=1)
    if event.start_time is None or not event.time_zone:
        return whole_days
    if event.end_time is None and last > first:
        # Of several days with no known end, an hour on the last one would be invented.
        return whole_days
    zone = ZoneInfo(event.time_zone)
    begins = datetime.datetime.combine(first, event.start_time, zone)
    if event.end_time is None:
        return begins, None
    return begins, datetime.datetime.combine(last, event.end_time, zone)


def calendar_response(
    events: Iterable[Event], *, name: str, file: str, page: str, left_out: int = 0
) -> HttpResponse:
    """The calendar as a file to open or to subscribe to; see ``build_calendar``."""
    calendar = build_calendar(events, name, page=page, left_out=left_out)
    response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    return as_file(response, file, disposition="inline")


def calendar_name(name: str) -> str:
    return _("%(site)s: %(list)s") % {"site": site_name(), "list": name}
