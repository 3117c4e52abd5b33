"""How many of those who were asked have answered: for everybody, and as counts alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.recommendations.models import Document, ReportingRound
from events.reporting.models import ReportRequest, today
from hub.records.models import SearchState
from hub.web.localization import localize_date, localize_number


@dataclass(frozen=True)
class RoundCounts:
    """Addressees who were asked: those whose answers are in, are due, and are overdue."""

    answered: int = 0
    due: int = 0
    overdue: int = 0

    @property
    def sentence(self) -> str:
        if not self.answered + self.due + self.overdue:
            return ""
        parts = [
            _("in %(count)s") % {"count": localize_number(self.answered)},
            _("due %(count)s") % {"count": localize_number(self.due)},
            _("overdue %(count)s") % {"count": localize_number(self.overdue)},
        ]
        return ", ".join(parts)


@dataclass(frozen=True)
class RoundLine:
    """A round of a document in words: "First report", "due 30 July 2026", "in 3, due 12, …"."""

    name: str
    day: str
    counts: str


def round_lines(document: Document) -> tuple[RoundLine, ...]:
    """The rounds of a document, in their order. While the database is away without counts."""
    rounds = list(document.rounds.all())
    if not rounds:
        return ()
    counts = {} if SearchState.is_behind() else count_requests(rounds, today())
    return tuple(
        RoundLine(
            name=one.name,
            day=_("due %(day)s") % {"day": localize_date(one.due.isoformat())} if one.due else "",
            counts=counts[one.pk].sentence if one.pk in counts else "",
        )
        for one in rounds
    )


def count_requests(rounds: Iterable[ReportingRound], day: datetime.date) -> dict[int, RoundCounts]:
    """By the key of each round in which somebody was asked. One query."""
    counts: dict[int, list[int]] = {}
    rows = ReportRequest.objects.asked().filter(round__in=list(rounds))
    for round_pk, sent_in_at, own_due, due in rows.order_by().values_list(
        "round", "sent_in_at", "due", "round__due"
    ):
        last_day = own_due or due
        place = 0 if sent_in_at else 2 if last_day and last_day < day else 1
        counts.setdefault(round_pk, [0, 0, 0])[place] += 1
    return {pk: RoundCounts(*numbers) for pk, numbers in counts.items()}
