"""Events as iCalendar (RFC 5545), written by the library ``icalendar``.

Only events whose dates are days: a calendar would make a day of "October 2021".
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from events.models import Event
from hub.web.atom_feed import valid_xml_text
from hub.web.responses import absolute

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Anti-Trafficking Technology Hub//Events//EN"


def build_calendar(events: Iterable[Event], name: str) -> icalendar.Calendar:
    """A calendar of those events whose dates are days, with their time zones."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", single_line(name))
    for event in events:
        if event.is_day_precise:
            calendar.add_component(build_entry(event))
    calendar.add_missing_timezones()
    return calendar


def build_entry(event: Event) -> icalendar.Event:
    """One VEVENT. Its UID never changes; its SEQUENCE rises with what a calendar shows."""
    entry = icalendar.Event()
    entry.add("uid", str(event.uid))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("created", event.created_at)
    entry.add("summary", single_line(event.name))
    begins, ends = event_times(event)
    entry.add("dtstart", begins)
    if ends is not None:
        entry.add("dtend", ends)
    cancelled = event.status == Event.Status.CANCELLED
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    if event.theme:
        entry.add("description", valid_xml_text(event.theme))
    if event.place:
        entry.add("location", single_line(event.place))
    entry.add("url", absolute(event.get_absolute_url()))
    return entry


def single_line(text: str) -> str:
    """Without line breaks, which end a line of the file, and letters that no calendar can read."""
    return " ".join(valid_xml_text(text).split())


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


def calendar_response(events: Iterable[Event], *, name: str, file: str) -> HttpResponse:
    """The calendar as a file to open or to subscribe to."""
    response = HttpResponse(build_calendar(events, name).to_ical(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def calendar_name(heading: str) -> str:
    return _("%(site)s: %(list)s") % {"site": settings.SITE_NAME, "list": heading}
