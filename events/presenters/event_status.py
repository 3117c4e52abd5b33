"""Where an event stands: whether it takes place, how to register, what of it is recorded."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from hub.records.partial_date import span
from hub.web.localization import localize_date
from hub.web.view_models import Link

Status = Event.Status


@dataclass(frozen=True, slots=True)
class EventStatus:
    """``label`` for lists, ``sentence`` for the event's own page; either may be empty.

    ``off``: it does not take place at its date. ``when``: what its dates are called.
    """

    label: str = ""
    sentence: str = ""
    off: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """``link`` is there while registration is open; ``sentence`` says until when, or why not."""

    sentence: str
    link: Link | None = None


def event_status(event: Event, dates: str) -> EventStatus:
    """``dates``: of the event, in words. Of a postponed one they are those that it had."""
    if event.status == Status.CANCELLED:
        return EventStatus(_("Cancelled"), _("This event was cancelled."), True, _("When"))
    if event.status == Status.POSTPONED:
        return EventStatus(_("Postponed"), _postponed(dates), True, _("Was planned for"))
    if event.status == Status.HELD:
        return EventStatus(sentence=_("It was held."), when=_("When"))
    if event.over:
        return EventStatus(when=_("When"))
    if event.status == Status.TENTATIVE:
        sentence = _("Tentative: its date is still to be confirmed.")
        return EventStatus(_("Tentative: date to be confirmed"), sentence, when=_("When"))
    return EventStatus(_("Coming") if event.last_day is not None else "", when=_("When"))


def _postponed(dates: str) -> str:
    if not dates:
        return _("This event was postponed. A new date is not known.")
    sentence = _("This event was postponed. It was planned for %(dates)s; a new date is not known.")
    return sentence % {"dates": dates}


def registration(event: Event) -> Registration | None:
    """How to register; nothing for what is over, or where nothing of it is recorded."""
    today = timezone.localdate()
    address, deadline = event.registration_url, event.registration_deadline
    is_past = event.status == Status.HELD or (event.last_day or today) < today
    if not (address or deadline) or is_past:
        return None
    if event.status == Status.CANCELLED:
        return Registration(_("Registration is not offered: the event was cancelled."))
    if event.status == Status.POSTPONED:
        return Registration(_("Registration is not offered: the event was postponed."))
    link = None
    if address and event.takes_registrations(today):
        link = Link(urlsplit(address).netloc, address)
    return Registration(_deadline_sentence(deadline, today), link)


def _deadline_sentence(deadline: str | None, today: datetime.date) -> str:
    if not deadline:
        return ""
    words = {"date": localize_date(deadline)}
    if span(deadline)[1] < today:
        return _("Registration closed: %(date)s.") % words
    return _("Registration closes: %(date)s.") % words


def outcome_sentence(event: Event) -> str:
    """What a reader may wait for."""
    if event.outcome_state == Event.OutcomeState.BEING_RECORDED:
        return _("Its outcome is being recorded.")
    return ""
