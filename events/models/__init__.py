"""Events and what was said, quoted and decided there."""

from events.models.event import Event, EventCitation, EventTerm
from events.models.link import EventLink
from events.models.message import KeyMessage
from events.models.organisation import EventOrganisation
from events.models.participation import Participation
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
