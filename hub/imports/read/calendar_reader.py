"""Calendars (iCalendar, RFC 5545) as rows of events, by the library ``icalendar``.

Organisers, attendees and contacts are not read: they may be persons. Nor are events that their
owner marked as private, names in front of the host of an identifier, and codes of meetings.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar

from .limits import MAX_CELL, MAX_ROWS, MEGABYTE, FileRefused
from .source_file import SourceFile
from .table import ReadRow, Remark, Table

# Parsed as a whole, since its time zones stand apart from its events.
MAX_CALENDAR_BYTES = 10 * MEGABYTE
HEADINGS = (
    "key", "name", "start_date", "start_time", "end_date", "end_time", "time_zone", "place", "url",
    "status", "categories", "notes",
)  # fmt: skip
PERSONS = ("ORGANIZER", "ATTENDEE", "CONTACT")
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
MEETING_HOSTS = (
    "zoom.us", "zoom.com", "zoomgov.com", "teams.microsoft.com", "teams.live.com",
    "meet.google.com", "webex.com", "gotomeeting.com", "gotomeet.me", "bluejeans.com",
    "whereby.com", "meet.jit.si",
)  # fmt: skip
ACCESS_CODES = frozenset(
    ("pwd", "passwd", "password", "passcode", "pin", "tk", "token", "access_token", "secret")
)
WARM_UP = "\r\n".join(
    ("BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:Own", "BEGIN:STANDARD", "DTSTART:20000101T000000",
     "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "TZNAME:O", "RRULE:FREQ=YEARLY;BYMONTH=1",
     "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT", "UID:1", "DTSTART;TZID=Own:20000102T100000",
     "DURATION:PT1H", "SUMMARY:S", "CATEGORIES:A,B", "END:VEVENT", "END:VCALENDAR", "")
)  # fmt: skip
STATUSES = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}
# Of sites like this: when registration for another entry closes is no event.
DEADLINE_OF = "X-REGISTRATION-DEADLINE-OF"
MIDNIGHT = datetime.time()
DAY = datetime.timedelta(days=1)


_loaded_zones: list[ZoneInfo] = []


def warm_up() -> None:
    """Load every time zone: each lies in a file of its own, and is kept only while it is used."""
    for name in sorted(available_timezones()):
        _loaded_zones.append(ZoneInfo(name))
    Calendar.from_ical(WARM_UP)


def read_calendar(path: SourceFile, encoding: str) -> Table:
    """The events, numbered from 1. Raises FileRefused."""
    if path.size > MAX_CALENDAR_BYTES:
        raise FileRefused("large_file", most=MAX_CALENDAR_BYTES // MEGABYTE)
    try:
        text = path.read_text(encoding=encoding).removeprefix("\ufeff")
        calendars: list[Any] = list(Calendar.from_ical(text, multiple=True))
        entries = [
            (entry, _zone(calendar.get("X-WR-TIMEZONE")))
            for calendar in calendars
            for entry in calendar.walk("VEVENT")
        ]
    except UnicodeError as problem:
        raise FileRefused("wrong_encoding", row=1, encoding=encoding) from problem
    except (ValueError, LookupError, TypeError) as problem:
        raise FileRefused("not_a_calendar") from problem
    if not entries:
        raise FileRefused("no_events")
    if len(entries) > MAX_ROWS:
        raise FileRefused("too_many_rows", most=MAX_ROWS)
    numbered = [
        (place, entry, zone)
        for place, (entry, zone) in enumerate(entries, start=1)
        if _is_public(entry)
    ]
    if not numbered:
        raise FileRefused("only_private_events")
    notes = []
    if any(name in entry for entry, _own in entries for name in PERSONS):
        notes.append("persons")
    if any("RECURRENCE-ID" in entry for entry, _own in entries):
        notes.append("single_dates")
    layout = {"notes": notes, "private_entries": len(entries) - len(numbered)}
    return Table(list(HEADINGS), list(_rows(numbered)), layout)


def _is_public(entry: Any) -> bool:
    """Words for its class that nobody knows mean a private one (RFC 5545, 3.8.1.3)."""
    return _text(entry, "CLASS").upper() in ("", "PUBLIC")


def _rows(entries: list[tuple[int, Any, ZoneInfo | None]]) -> Iterator[ReadRow]:
    for number, entry, zone in entries:
        if "RECURRENCE-ID" in entry or DEADLINE_OF in entry:
            continue
        remarks: list[Remark] = []
        cells = dict.fromkeys(HEADINGS, "") | {
            "key": _key(_text(entry, "UID")),
            "name": " ".join(_text(entry, "SUMMARY").split()),
            "place": " ".join(_text(entry, "LOCATION").split()),
            "url": _address(entry),
            "status": STATUSES.get(_text(entry, "STATUS").upper(), "scheduled"),
            "categories": "; ".join(_categories(entry)),
            "notes": _text(entry, "DESCRIPTION"),
        }
        if len(cells["notes"]) > MAX_CELL:
            cells["notes"] = cells["notes"][:MAX_CELL]
            remarks.append(("description_cut", "notes", ""))
        _remove_access_codes(cells, remarks)
        cells |= _times(entry, zone, remarks)
        if "RRULE" in entry or "RDATE" in entry:
            remarks.append(("recurs", "", ""))
        yield number, [cells[name] for name in HEADINGS], remarks


def _text(entry: Any, name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        value = value[0]
    return "" if value is None else str(value).replace("\0", "").strip()


def _key(uid: str) -> str:
    """The identifier of an event; what stands before its host may be a person's mail address."""
    name, at, host = uid.rpartition("@")
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@{host}" if at else uid


def _remove_access_codes(cells: dict[str, str], remarks: list[Remark]) -> None:
    for name in ("name", "place", "url", "notes"):
        text = ADDRESS.sub(lambda match: _without_access_code(match[0]), cells[name])
        if text != cells[name]:
            cells[name] = text
            remarks.append(("access_code", name, ""))


def _without_access_code(address: str) -> str:
    """An address without query and fragment, where these let people into a meeting."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        names = {name.casefold() for name, _value in parse_qsl(parts.query)}
    except ValueError:
        return address
    is_meeting = any(host == known or host.endswith(f".{known}") for known in MEETING_HOSTS)
    if not is_meeting and names.isdisjoint(ACCESS_CODES):
        return address
    return re.split(r"[?#]", address, maxsplit=1)[0]


def _address(entry: Any) -> str:
    """The page of the event; neither a mail address nor a place in a program."""
    address = _text(entry, "URL")
    return address if address.casefold().startswith(("http://", "https://")) else ""


def _categories(entry: Any) -> list[str]:
    values = entry.get("CATEGORIES") or []
    lists = values if isinstance(values, list) else [values]
    names = (str(name).strip() for value in lists for name in getattr(value, "cats", [value]))
    return [name for name in names if name]


def _zone(name: Any) -> ZoneInfo | None:
    """The zone of a calendar as a whole, which no standard names, and most programs write."""
    try:
        return ZoneInfo(str(name).strip()) if name else None
    except (ValueError, OSError, LookupError):
        return None


def _times(entry: Any, zone: ZoneInfo | None, remarks: list[Remark]) -> dict[str, str]:
    """Days, and times of day with their zone. A time of which nobody knows the zone is left out."""
    begins = getattr(entry.get("DTSTART"), "dt", None)
    ends = _end(entry, begins)
    if not isinstance(begins, datetime.datetime):
        if begins is None:
            return {}
        # DTEND of whole days is the day after (RFC 5545, 3.6.1).
        last = ends - DAY if isinstance(ends, datetime.date) and ends > begins else begins
        return {"start_date": begins.isoformat(), "end_date": "" if last == begins else str(last)}
    begins, ends = _local(begins, zone), _local(ends, zone)
    same_day = ends is None or ends.date() == begins.date()
    times = {
        "start_date": begins.date().isoformat(),
        "end_date": "" if same_day or ends is None else ends.date().isoformat(),
    }
    name = _zone_name(begins)
    if not name:
        remarks.append(("time_without_zone", "start_time", f"{begins:%H:%M}"))
        return times
    has_end = ends is not None and ends > begins
    return times | {
        "start_time": f"{begins:%H:%M}",
        "end_time": f"{ends:%H:%M}" if has_end else "",
        "time_zone": name,
    }


def _end(entry: Any, begins: Any) -> Any:
    ends = getattr(entry.get("DTEND"), "dt", None)
    duration = getattr(entry.get("DURATION"), "dt", None)
    if ends is None and begins is not None and isinstance(duration, datetime.timedelta):
        ends = begins + duration
    if isinstance(begins, datetime.datetime) != isinstance(ends, datetime.datetime):
        return None
    return ends


def _local(moment: Any, zone: ZoneInfo | None) -> Any:
    """A moment in the zone of the calendar, where its own is none or that of the whole world."""
    if not isinstance(moment, datetime.datetime) or zone is None:
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment.astimezone(zone) if _zone_name(moment) == "UTC" else moment


def _zone_name(moment: datetime.datetime) -> str:
    """The IANA name of the zone; "" where there is none."""
    if moment.tzinfo is None:
        return ""
    name = str(getattr(moment.tzinfo, "key", "") or getattr(moment.tzinfo, "zone", ""))
    if name:
        return name
    offset = moment.utcoffset()
    return "UTC" if offset == datetime.timedelta() else ""
