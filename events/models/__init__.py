"""Events and what was said, quoted and decided there."""

from events.models.event import Event, EventCitation, EventTerm
from events.models.programme import EventLink, EventOrganisation, KeyMessage, Participation
from events.models.statistic import QuotedStatistic, Statistic

__all__ = [
    "Event",
    "EventCitation",
    "EventLink",
    "EventOrganisation",
    "EventTerm",
    "KeyMessage",
    "Participation",
    "QuotedStatistic",
    "Statistic",
]
