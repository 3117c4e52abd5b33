"""Answers that do not go together, and why: said to the reader, who may keep both.

Only what cannot be true of one tool, or hardly ever. What merely narrows the choice is no
contradiction.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.fit.questions import LazyText
from catalogue.fit.situation import Situation

Answer = tuple[str, str]  # question and slug


@dataclass(frozen=True)
class Contradiction:
    """``first`` and ``second`` are answers given together, each with its question."""

    first: Answer
    second: Answer
    sentence: LazyText


NEEDS_INTERNET = _("What happens online can hardly be reached without internet.")
NEEDS_RECORDS = _(
    "This work is done with records about people: a tool without them hardly does it."
)
NEEDS_READING = _("Text messages have to be read.")
NOTHING_OFFLINE = _("Text messages and calls need no internet: “slow internet” adds nothing.")
ALREADY_STRICTER = _("No data about people at all is the stricter of the two, and includes it.")
NO_NETWORK = _("No internet is the stricter of the two, and includes it.")

ONLINE_WORK = ("remove-images", "keep-platform-safe")
WITHOUT_INTERNET = ("no-internet", "sms-only", "basic-phones")
WORK_WITH_RECORDS = ("manage-cases", "trace-family")

CONTRADICTIONS = (
    *(
        Contradiction(("what", "online"), ("limit", limit), NEEDS_INTERNET)
        for limit in WITHOUT_INTERNET
    ),
    *(
        Contradiction(("task", task), ("limit", limit), NEEDS_INTERNET)
        for task in ONLINE_WORK
        for limit in WITHOUT_INTERNET
    ),
    *(
        Contradiction(("task", task), ("limit", "no-personal-data"), NEEDS_RECORDS)
        for task in WORK_WITH_RECORDS
    ),
    Contradiction(("limit", "sms-only"), ("limit", "no-reading"), NEEDS_READING),
    Contradiction(("limit", "no-internet"), ("limit", "weak-internet"), NO_NETWORK),
    Contradiction(("limit", "sms-only"), ("limit", "weak-internet"), NOTHING_OFFLINE),
    Contradiction(("limit", "no-sensitive-data"), ("limit", "no-personal-data"), ALREADY_STRICTER),
)


def contradictions(situation: Situation) -> tuple[Contradiction, ...]:
    """Those among the answers of a situation, in the order of the declaration."""
    given = set(situation.pairs())
    return tuple(each for each in CONTRADICTIONS if {each.first, each.second} <= given)
