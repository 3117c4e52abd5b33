"""The order of day and month of a file's dates, judged from all of its columns together.

Whoever writes a file writes its dates in one way: the 13th in one column tells how the 1st in
another is meant, where both are written with the same mark. Between points the day is first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hub.imports.map.date_parser import numbers_of_date
from hub.imports.map.date_ranges import dates_within

POINT = "."
MONTHS, DAYS = 12, 31
Proofs = dict[str, str]  # an order, "dmy" or "mdy", and a date that proves it


@dataclass(frozen=True)
class DateOrders:
    """``orders``: "dmy" or "mdy" by heading, of the columns whose dates tell. ``question``: what a
    person must be asked about the others, one sentence, or empty."""

    orders: Mapping[str, str] = field(default_factory=dict)
    question: str = ""


@dataclass
class _Dates:
    """What the dates of a column prove, by the mark between their numbers; ``open_dates``: one of
    each mark that can be two dates."""

    proofs: dict[str, Proofs] = field(default_factory=dict)
    open_dates: dict[str, str] = field(default_factory=dict)

    def add(self, text: str) -> None:
        for date in dates_within(text):
            self._add_date(date)

    def _add_date(self, text: str) -> None:
        numbers = numbers_of_date(text)
        if numbers is None:
            return
        first, mark, second = numbers
        if DAYS >= first > MONTHS >= second:
            self.proofs.setdefault(mark, {}).setdefault("dmy", text.strip())
        elif DAYS >= second > MONTHS >= first:
            self.proofs.setdefault(mark, {}).setdefault("mdy", text.strip())
        elif first != second and max(first, second) <= MONTHS:
            self.open_dates.setdefault(mark, text.strip())

    @property
    def own(self) -> set[str]:
        return {order for proofs in self.proofs.values() for order in proofs}


def judge_orders(cells: Mapping[str, Iterable[str]]) -> DateOrders:
    """The orders of date columns; ``cells``: their texts by heading."""
    columns: dict[str, _Dates] = {}
    for heading, texts in cells.items():
        columns[heading] = _Dates()
        for text in texts:
            columns[heading].add(text)
    of_file: dict[str, set[str]] = {}
    for dates in columns.values():
        for mark, proofs in dates.proofs.items():
            of_file.setdefault(mark, set()).update(proofs)
    orders = {
        heading: order for heading, dates in columns.items() if (order := _order(dates, of_file))
    }
    return DateOrders(orders, _contradiction(columns) or _open_question(columns, orders))


def _order(dates: _Dates, of_file: Mapping[str, set[str]]) -> str:
    """By the column's own dates; where none of them tells by those of the others."""
    proven = dates.own or {
        order
        for mark in dates.open_dates
        for order in of_file.get(mark, {"dmy"} if mark == POINT else ())
    }
    return next(iter(proven)) if len(proven) == 1 else ""


def _contradiction(columns: Mapping[str, _Dates]) -> str:
    """Of two dates with the same mark one has the day first, and the other the month."""
    examples: dict[str, dict[str, tuple[str, str]]] = {}
    for heading, dates in columns.items():
        for mark, proofs in dates.proofs.items():
            for order, text in proofs.items():
                examples.setdefault(mark, {}).setdefault(order, (text, heading))
    for by_order in examples.values():
        if len(by_order) > 1:
            (day, of_day), (month, of_month) = by_order["dmy"], by_order["mdy"]
            sentence = _(
                "The dates of this file are written in two ways: in “%(day)s” (%(of_day)s) the day "
                "is first, in “%(month)s” (%(of_month)s) the month. Say for each column of dates "
                "which one is."
            )
            words = {"day": day, "of_day": of_day, "month": month, "of_month": of_month}
            return sentence % words
    return ""


def _open_question(columns: Mapping[str, _Dates], orders: Mapping[str, str]) -> str:
    """Dates that can be two, where no date of the file tells."""
    still_open = {
        heading: next(iter(dates.open_dates.values()))
        for heading, dates in columns.items()
        if dates.open_dates and heading not in orders
    }
    if not still_open:
        return ""
    sentence = _(
        "“%(text)s” can be two dates, and no other date tells whether the day or the month is "
        "first. Say it for these columns: %(columns)s."
    )
    text = next(iter(still_open.values()))
    return sentence % {"text": text, "columns": ", ".join(still_open)}
