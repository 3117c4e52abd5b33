"""When an event is: clock times, time zones, and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.date_spans import Precision, span

if TYPE_CHECKING:
    from events.models.event import Event

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def iana_zone(name: str) -> None:
    """Raise ValidationError unless this is the name of an IANA time zone."""
    try:
        # "localtime" and the like are files of the machine, not names of zones.
        if not name[:1].isupper():
            raise ValueError(name)
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValidationError(
            _("“%(zone)s” is no time zone. Write a name such as Europe/Vienna."),
            params={"zone": name},
        ) from None


def problems_of_time(event: Event) -> dict[str, Any]:
    """A sentence for each field of an event's dates and times that contradicts another."""
    problems: dict[str, Any] = {}
    try:
        begins = span(event.start) if event.start else None
        ends = span(event.end) if event.end else None
    except ValueError:
        return problems  # the fields say so themselves
    if begins and ends and ends[1] < begins[0]:
        problems["end"] = _("It cannot end before it begins.")
    if event.end_time and not event.start_time:
        problems["end_time"] = _("Say at what time it begins, too.")
    if event.start_time and event.precision != Precision.DAY:
        problems["start_time"] = _("A time needs the day on which the event begins.")
    if event.start_time and not event.time_zone:
        problems["time_zone"] = _("A time needs its time zone.")
    same_day = begins is not None and (ends is None or ends == begins)
    if same_day and event.start_time and event.end_time and event.end_time < event.start_time:
        problems["end_time"] = _("It cannot end before it begins.")
    return problems
