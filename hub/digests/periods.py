"""When a digest is due: the ends of periods, as instants in UTC.

Days, weeks (from Monday) and months end at seven in the morning of the subscriber's zone; "as it
happens" gathers quarters of an hour. An end is reckoned from the calendar of the zone and turned
into UTC: where a clock is put forward or back the length of a day differs, the number of ends does
not. Two local days that a zone counts as one instant (it crossed the date line) have one end.
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.digests.models import Frequency

HOUR = datetime.time(7)
GATHERED = datetime.timedelta(minutes=15)
DAY = datetime.timedelta(days=1)


def last_end(frequency: str, zone: str, now: datetime.datetime) -> datetime.datetime:
    """The newest end of a period that is not after ``now`` (aware); UTC."""
    if frequency == Frequency.SOON:
        return _quarter(now)
    place = zone_of(zone)
    day = _first_day(frequency, now.astimezone(place).date())
    end = _at(day, place)
    # Where the hour has not struck yet it is the end before; twice where a zone skipped a day.
    while end > now:
        day = _first_day(frequency, day - DAY)
        end = _at(day, place)
    return end


@lru_cache(maxsize=1024)
def zone_of(name: str) -> datetime.tzinfo:
    """The zone of this name; UTC where this machine knows none by it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.UTC


def _quarter(now: datetime.datetime) -> datetime.datetime:
    now = now.astimezone(datetime.UTC)
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)


def _first_day(frequency: str, day: datetime.date) -> datetime.date:
    """The day on which the period of ``day`` begins: Monday, the first of the month, itself."""
    if frequency == Frequency.WEEKLY:
        return day - DAY * day.weekday()
    return day.replace(day=1) if frequency == Frequency.MONTHLY else day


def _day_after(frequency: str, day: datetime.date) -> datetime.date:
    if frequency == Frequency.WEEKLY:
        return day + 7 * DAY
    if frequency == Frequency.MONTHLY:
        return (day.replace(day=28) + 4 * DAY).replace(day=1)
    return day + DAY


def _at(day: datetime.date, place: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.combine(day, HOUR, place).astimezone(datetime.UTC)
