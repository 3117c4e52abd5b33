"""The numbers that the site publishes about itself: each declared once, with what it means and how
it is counted. The page, the files and the nightly count are derived from it.

Nothing here is of a single person, a page view or a search: the site does not record these. Numbers
of people are bands that are fixed, counted once a night; of quarters only those that are over, and
what was said of one of these is not said anew. So no two looks at the page can be subtracted from
each other to learn what one person did.
"""

from __future__ import annotations

import datetime
import enum
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from hub.curation.suggestions.models import Suggestion
from hub.digests.models import Subscriber
from hub.records.models import Record, Revision
from hub.records.models.ledger import is_public
from hub.records.models.record import CHECKED_FOR, CONFIRMED
from hub.records.registry import record_types

Values = tuple[int | None, ...]  # one for each column; None: not said
Rows = Mapping[str, Values]  # by key: a kind of record, the first day of a quarter, or the day
# The least numbers of the bands; what is below the second is "fewer than" it.
BANDS = (0, 11, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
QUARTERS = 8
BATCH = 500  # revisions read at once


class Unit(enum.Enum):
    NUMBER = enum.auto()
    BAND = enum.auto()  # the least number of one of ``BANDS``
    DAYS = enum.auto()


class RowName(enum.Enum):
    """What the rows of a table are; the value stands over them."""

    KIND = _("Kind of record")
    QUARTER = _("Quarter")
    DAY = _("Counted on")


@dataclass(frozen=True)
class Column:
    name: str
    label: Any
    unit: Unit = Unit.NUMBER


@dataclass(frozen=True)
class Counted:
    """What was counted before, and on which day."""

    day: datetime.date = datetime.date.min
    rows: Rows = field(default_factory=dict)

    def is_final(self, first: datetime.date) -> bool:
        """Whether a quarter was over when it was counted: it stays as it was said."""
        return first.isoformat() in self.rows and quarter_of(self.day) > first


@dataclass(frozen=True)
class NumberTable:
    """``count``: the rows as of a day, given those that were counted before. ``is_nightly``: it is
    counted once a night and kept; else as the page is made, of public records alone. ``bar``: the
    columns that a bar shows, the whole first.
    """

    name: str
    title: Any
    definition: Any
    row_name: RowName
    columns: tuple[Column, ...]
    count: Callable[[datetime.date, Counted], Rows]
    bar: tuple[str, ...]
    is_nightly: bool = True


def band_of(number: int) -> int:
    return BANDS[bisect_right(BANDS, number) - 1]


# Quarters


def quarter_of(day: datetime.date) -> datetime.date:
    """Its first day."""
    return datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters_until(day: datetime.date) -> list[datetime.date]:
    """First days of the last quarters, the newest first; the one of ``day`` is among them."""
    last = quarter_of(day)
    months = [last.year * 12 + last.month - 1 - 3 * number for number in range(QUARTERS)]
    return [datetime.date(month // 12, month % 12 + 1, 1) for month in months]


def midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _span(first: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """From when on and until before when."""
    following = quarter_of(first + datetime.timedelta(days=100))
    return midnight(first), midnight(following)


# Records


def count_records(today: datetime.date, _before: Counted) -> Rows:
    """Public records of each kind by how they were checked: the columns behind the first add up."""
    confirmed = Q(verification__in=CONFIRMED, verified_on__isnull=False)
    disputed = Q(verification=Record.Verification.DISPUTED)
    lately = confirmed & Q(verified_on__gte=today - CHECKED_FOR)
    earlier = ~lately & ~disputed & Q(verified_on__isnull=False)
    rows: dict[str, Values] = {}
    for kind, record_type in record_types.items():
        records = record_type.model._default_manager.published().order_by()
        counts = records.aggregate(
            total=Count("pk"),
            lately=Count("pk", filter=lately),
            earlier=Count("pk", filter=earlier),
            disputed=Count("pk", filter=disputed),
        )
        known = counts["lately"] + counts["earlier"] + counts["disputed"]
        rows[kind] = (
            counts["total"], counts["lately"], counts["earlier"], counts["total"] - known,
            counts["disputed"],
        )  # fmt: skip
    return rows


# Gaps


def count_gaps(today: datetime.date, before: Counted) -> Rows:
    """Facts that became known, by quarter, the one of today so far."""
    return {
        first.isoformat(): before.rows[first.isoformat()]
        if before.is_final(first)
        else (closed_gaps(first),)
        for first in quarters_until(today)
    }


def closed_gaps(first: datetime.date) -> int:
    since, until = _span(first)
    edits = Revision.objects.filter(at__gte=since, at__lt=until, before__isnull=False)
    rows = edits.order_by("pk").values_list("pk", "kind", "changed").iterator(chunk_size=BATCH)
    keys = [pk for pk, kind, changed in rows if kind in record_types and may_close(kind, changed)]
    count = 0
    for start in range(0, len(keys), BATCH):
        batch = Revision.objects.filter(pk__in=keys[start : start + BATCH])
        for kind, facts, changed in batch.values_list("kind", "before", "changed"):
            count += len(newly_known(kind, facts or {}, changed))
    return count


def _wanted(kind: str) -> set[str]:
    return {declared.name for declared in record_types[kind].wanted_facts}


def may_close(kind: str, changed: list[str]) -> bool:
    if {"state", "visibility"}.intersection(changed):
        return False
    return not _wanted(kind).isdisjoint(changed)


def newly_known(kind: str, before: dict[str, Any], changed: list[str]) -> list[str]:
    """Facts that curators look for, of which nothing was known on the public page and now is.

    What changed from nothing is something now; what was known to be none was known.
    """
    if not is_public(before):
        return []
    return [
        name
        for name in _wanted(kind).intersection(changed)
        if before.get(name) in (None, "", []) and name not in before["known_none"]
    ]


# People


def count_suggestions(today: datetime.date, before: Counted) -> Rows:
    """Of quarters that are over."""
    return {
        first.isoformat(): before.rows[first.isoformat()]
        if before.is_final(first)
        else _answered(first)
        for first in quarters_until(today)[1:]
    }


def _answered(first: datetime.date) -> Values:
    since, until = _span(first)
    days = [
        (decided - received).days
        for received, decided in Suggestion.objects.filter(
            state__in=ANSWERED, decided_at__gte=since, decided_at__lt=until
        ).values_list("received_at", "decided_at")
        if decided
    ]
    band = band_of(len(days))
    return band, round(median(days)) if band else None


ANSWERED = (Suggestion.State.ACCEPTED, Suggestion.State.PARTLY, Suggestion.State.DECLINED)


def count_subscribers(today: datetime.date, _before: Counted) -> Rows:
    return {today.isoformat(): (band_of(Subscriber.objects.confirmed().count()),)}


NUMBER_TABLES = (
    NumberTable(
        "records",
        _("Records, and how they were checked"),
        _(
            "What anybody can read here, by kind. “Checked within a year”: a person compared the "
            "record with its sources, or its maker or a practitioner confirmed it, in the last 365 "
            "days. “Checked earlier”: the same, longer ago. “Not checked”: nobody has yet. "
            "“Disputed”: a source contradicts it. Drafts and what is hidden are not counted."
        ),
        RowName.KIND,
        (
            Column("public", _("Public")),
            Column("checked", _("Checked within a year")),
            Column("checked-earlier", _("Checked earlier")),
            Column("not-checked", _("Not checked")),
            Column("disputed", _("Disputed")),
        ),
        count_records,
        ("public", "checked"),
        is_nightly=False,
    ),
    NumberTable(
        "gaps-closed",
        _("Gaps closed"),
        _(
            "Facts that we look for and that were “not known” on a public page, and then became "
            "known: as a value, by an edit or an import. New records are not counted."
        ),
        RowName.QUARTER,
        (Column("closed", _("Gaps closed")),),
        count_gaps,
        ("closed",),
    ),
    NumberTable(
        "suggestions",
        _("Suggestions of readers that were answered"),
        _(
            "Corrections, questions and reports that readers sent, and that a curator accepted, "
            "accepted in part or declined in the quarter; not what was dropped as nonsense or "
            "taken back. “Days until the answer” is the median: half of them took no longer. Only "
            "quarters that are over, in bands; of fewer than 11 no median is said."
        ),
        RowName.QUARTER,
        (
            Column("answered", _("Answered"), Unit.BAND),
            Column("median-days", _("Days until the answer"), Unit.DAYS),
        ),
        count_suggestions,
        ("answered",),
    ),
    NumberTable(
        "subscribers",
        _("Subscribers to changes by mail"),
        _(
            "Addresses that were confirmed and have not left, in bands. Who reads a feed is not "
            "counted, since nobody knows."
        ),
        RowName.DAY,
        (Column("subscribers", _("Subscribers"), Unit.BAND),),
        count_subscribers,
        ("subscribers",),
    ),
)  # fmt: skip
