"""What facts of an event cannot be true together, each with a sentence for its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.partial_date import Precision, span

if TYPE_CHECKING:
    from events.models.event import Event

Problems = dict[str, Any]
WEB_ADDRESS_SENTENCE = _(
    "This is no address of a web page. Write it in full, beginning with https:// or http://."
)
web_address = URLValidator(schemes=["http", "https"], message=WEB_ADDRESS_SENTENCE)


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


def event_problems(event: Event) -> Problems:
    """A sentence for each field of an event that contradicts another."""
    try:
        return problems_of_time(event) | problems_of_status(event) | problems_of_deadline(event)
    except ValueError:
        return {}  # a date that is none: its field says so itself


def problems_of_time(event: Event) -> Problems:
    problems: Problems = {}
    begins = span(event.start) if event.start else None
    ends = span(event.end) if event.end else None
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


def problems_of_status(event: Event) -> Problems:
    """What has not begun was not held, and what was not held has no outcome."""
    problems: Problems = {}
    begins = span(event.start) if event.start else None
    is_ahead = begins is not None and begins[0] > timezone.localdate()
    if event.status == event.Status.HELD and is_ahead:
        problems["status"] = _("It has not begun yet, so it cannot have been held.")
    if event.outcome_state and event.is_off:
        problems["outcome_state"] = _("An event that was cancelled or postponed has no outcome.")
    elif event.outcome_state and is_ahead:
        problems["outcome_state"] = _("It has not begun yet, so it has no outcome.")
    return problems


def problems_of_deadline(event: Event) -> Problems:
    last = event.end or event.start
    if not event.registration_deadline or not last:
        return {}
    if span(event.registration_deadline)[0] > span(last)[1]:
        return {"registration_deadline": _("Registration cannot close after the event is over.")}
    return {}
