"""How many of those who were asked have answered: for everybody, and as counts alone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from events.recommendations.models import Document, ReportingRound
from events.reporting.models import ReportRequest, today
from events.reporting.report_requests import addressed_keys
from hub.records.models import SearchState
from hub.web.localization import localize_date, localize_number
from hub.web.view_models import Link


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
    """A round of a document in words: "First report", "due 30 July 2026", "in 3, due 12, …".

    ``links``: its report, and its files.
    """

    name: str
    day: str
    counts: str
    links: tuple[Link, ...]


def round_lines(document: Document) -> tuple[RoundLine, ...]:
    """The rounds of a document, in their order. While the database is away without counts."""
    rounds = list(document.rounds.all())
    if not rounds:
        return ()
    counts = {} if SearchState.is_behind() else count_requests(document, today())
    return tuple(
        RoundLine(
            name=one.name,
            day=_("due %(day)s") % {"day": localize_date(one.due.isoformat())} if one.due else "",
            counts=counts[one.pk].sentence if one.pk in counts else "",
            links=_links(one) if document.is_public else (),
        )
        for one in rounds
    )


def count_requests(document: Document, day: datetime.date) -> dict[int, RoundCounts]:
    """By the key of each of its rounds in which somebody was asked.

    Whoever has not answered counts while an action that is public addresses them.
    """
    counts: dict[int, list[int]] = {}
    rows = list(ReportRequest.objects.asked().filter(round__document=document).order_by())
    dues = dict(document.rounds.values_list("pk", "due"))
    addressed = addressed_keys(document) if rows else []
    for request in rows:
        is_asked = any(one.includes(request.key) for one in addressed)
        if not (request.sent_in_at or is_asked):
            continue
        last_day = request.due or dues[request.round_id]
        place = 0 if request.sent_in_at else 2 if last_day and last_day < day else 1
        counts.setdefault(request.round_id, [0, 0, 0])[place] += 1
    return {pk: RoundCounts(*numbers) for pk, numbers in counts.items()}


def _links(round_: ReportingRound) -> tuple[Link, ...]:
    """As the pages of follow-up, which stand above this room, offer them."""
    files = (("docx", _("Report (Word)")), ("xlsx", _("Table (Excel)")), ("csv", _("Table (CSV)")))
    return (
        Link(_("Report for print"), reverse("round-report", args=[round_.slug])),
        *(
            Link(label, reverse("round-follow-up", kwargs={"slug": round_.slug, "form": form}))
            for form, label in files
        ),
    )
