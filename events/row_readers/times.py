"""Times of day and time zones as others write them, and those that stand behind a date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row
from events.models.event_checks import iana_zone

# "9:00", "09.00", "9h30", "9 am", "9:30 p.m.", and the end of a span: "9:00-17:00".
CLOCK = (
    r"(\d{1,2})(?:\s*[:.hH]\s*(\d{2})(?::(\d{2})(?:[.,]\d+)?)?|\s*[hH](?![a-z])|(?=\s*[ap]\.?m))"
    r"\s*(?:([ap])\.?m\.?)?"
)
SPAN = re.compile(
    rf"^{CLOCK}(?:\s*(?:Uhr|hrs?|h))?(?:\s*(?:-|–|—|to|bis|until|à|a)\s*{CLOCK}.*)?(?:\s+.*)?$",
    re.IGNORECASE,
)
# A time behind a date, with its offset from UTC or without.
BEHIND_DATE = re.compile(
    r"\d[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-−])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
MIDNIGHT = datetime.time()
# What people call a zone, where IANA has another name for it or none.
ABBREVIATIONS = {
    "cest": "CET", "mez": "CET", "mesz": "CET", "eest": "EET", "west": "WET",
    "bst": "Europe/London", "edt": "EST5EDT", "et": "EST5EDT", "pst": "PST8PDT",
    "pdt": "PST8PDT", "cdt": "CST6CDT",
    "msk": "Europe/Moscow", "eat": "Africa/Nairobi", "cat": "Africa/Maputo", "wat": "Africa/Lagos",
    "sast": "Africa/Johannesburg", "ict": "Asia/Bangkok", "pht": "Asia/Manila", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "z": "UTC", "gmt": "UTC", "utc": "UTC", "aest": "Australia/Sydney",
}  # fmt: skip


def parse_time(text: str) -> str:
    """A time of day, "09:00:00"; of a span its begin. Raises ValueError with a sentence."""
    return parse_span(text)[0]


def parse_span(text: str) -> tuple[str, str]:
    """Begin and end of a span of times; the end is "" where one time stands alone."""
    match = SPAN.match(text.strip())
    if match is None:
        raise ValueError(
            _("“%(text)s” is no time of day. Write 09:00 or 17:30.") % {"text": text[:80]}
        )
    begins = _clock(match[1], match[2], match[4], text)
    return begins, _clock(match[5], match[6], match[8], text) if match[5] else ""


def _clock(hours: str, minutes: str | None, half: str | None, text: str) -> str:
    hour = int(hours)
    if half:
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    try:
        return datetime.time(hour, int(minutes or 0)).isoformat()
    except ValueError:
        raise ValueError(_("There is no such time as “%(text)s”.") % {"text": text[:80]}) from None


@lru_cache(maxsize=512)
def parse_zone(text: str) -> str:
    """The IANA name of a time zone. Raises ValueError with a sentence."""
    name = text.strip()
    named = ABBREVIATIONS.get(name.casefold()) or _windows_zones().get(name) or name
    for candidate in (named, named.replace(" ", "_"), _zone_of_city(name), zone_of_offset(name)):
        if not candidate:
            continue
        try:
            iana_zone(candidate)
        except ValidationError:
            continue
        return candidate
    raise ValueError(
        _("“%(zone)s” is no time zone. Write a name such as Europe/Vienna.") % {"zone": name[:60]}
    )


@lru_cache(maxsize=1)
def _windows_zones() -> dict[str, str]:
    """The IANA name of each of Windows' zones."""
    # Each process of the site would take a tenth longer to start, and few read a zone.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON


def _zone_of_city(name: str) -> str:
    """ "Vienna" and "Vienna time" are Europe/Vienna."""
    city = re.sub(r"\s+time$", "", name, flags=re.IGNORECASE).casefold().replace(" ", "_")
    zones = [zone for zone in available_timezones() if zone.casefold().endswith(f"/{city}")]
    return zones[0] if len(zones) == 1 else ""


def zone_of_offset(text: str) -> str:
    """The zone of a fixed offset of whole hours: "+02:00" is Etc/GMT-2; "" for any other."""
    match = OFFSET.search(text)
    if match is None:
        return ""
    hours, minutes = int(match[2]), int(match[3] or 0)
    if minutes or hours > 12:
        return ""
    # POSIX counts westwards.
    return f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}" if hours else "UTC"


def add_times(row: Row, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fill in the times and the zone that a row's dates are written with.

    A time of which nobody knows the zone is left out: its field and a sentence. ``cells``: as they
    were read, by field.
    """
    _add_end_of_span(row, cells)
    for side in ("start", "end"):
        _add_time_of_date(row, side, str(cells.get(f"{side}_date") or "").strip())
    if "start_time" not in row:
        row.pop("end_time", None)
    if not row.get("start_time") or row.get("time_zone"):
        return []
    time = row.pop("start_time")
    row.pop("end_time", None)
    sentence = _("The time %(time)s is not read: the file does not say in which time zone it is.")
    return [
        ("start_time" if cells.get("start_time") else "start_date", sentence % {"time": time[:5]})
    ]


def _add_end_of_span(row: Row, cells: Mapping[str, Any]) -> None:
    if row.get("start_time") and not row.get("end_time"):
        ends = parse_span(str(cells.get("start_time") or ""))[1]
        if ends:
            row["end_time"] = ends


def _add_time_of_date(row: Row, side: str, text: str) -> None:
    match = BEHIND_DATE.search(text)
    day = str(row.get(f"{side}_date") or "")
    if match is None or len(day) != len("2021-10-07") or row.get(f"{side}_time"):
        return
    try:
        time = datetime.time.fromisoformat(_clock(match[1], match[2], match[4], text))
    except ValueError:
        return
    offset = match[5]
    if time == MIDNIGHT and (not offset or offset.upper() in ("Z", "UTC", "GMT")):
        return  # a program's way to write a day
    moment = datetime.datetime.combine(datetime.date.fromisoformat(day), time)
    if offset:
        moment = _in_zone(moment, offset, row)
    row[f"{side}_date"] = moment.date().isoformat()
    row[f"{side}_time"] = moment.time().isoformat()


def _in_zone(moment: datetime.datetime, offset: str, row: Row) -> datetime.datetime:
    """The moment by the clock of the row's zone; where it has none, the zone of the offset."""
    digits = re.sub(r"[^\d+-]", "", offset)
    aware = datetime.datetime.strptime(f"{moment:%Y-%m-%dT%H:%M} {digits or '+0000'}",
                                       "%Y-%m-%dT%H:%M %z")  # fmt: skip
    if not row.get("time_zone"):
        row["time_zone"] = zone_of_offset(digits or "+0000") or "UTC"
    return aware.astimezone(ZoneInfo(row["time_zone"]))
