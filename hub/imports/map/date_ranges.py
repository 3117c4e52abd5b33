"""Ranges of dates in one cell: "12–14 March 2024", "du 2 au 4 mai 2024", "2026年3月3日至5日".

What one side leaves out is taken from the other, and nothing is guessed: a text that can be read in
two ways, or whose end is before its beginning, is no range.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from hub.imports.map.date_parser import (
    MAX_DATE,
    MONTHS,
    WORDS,
    ascii_digits,
    numbers_of_date,
    parse_date,
)
from hub.records import partial_date
from hub.records.text_folding import fold_letters


class DateRange(NamedTuple):
    """Two partial ISO dates of one precision."""

    start: str
    end: str


class _Side(NamedTuple):
    """What is written on one side of the mark; 0 where it is not."""

    year: int = 0
    month: int = 0
    day: int = 0


BETWEEN = re.compile(
    r"\s*[‐‑‒–—−~〜～至到]\s*|\s*[-/]\s*"
    r"|\s+(?:to|until|till|through|thru|au|a|al|ate|bis|по|до|الي|حتي)\s+"
)
BEFORE = re.compile(
    r"^(?:(?:from|between|du|de|del|desde|vom|von|с|со|من|le|the)\s+(?:el\s+)?|[从從自]\s*)"
)
IN_DIGITS = re.compile(r"(?<!\d)\d{1,2}\s*([./-])\s*\d{1,2}\s*\1\s*\d{4}(?!\d)")
ORDINAL = r"(?:\.|st|nd|rd|th|er|re|o|º|ª|日|号|-е|-го)?"
DAY = re.compile(rf"^(\d{{1,2}})\s*{ORDINAL}$")
DAY_AND_YEAR = re.compile(rf"^(\d{{1,2}})\s*{ORDINAL},?\s+(\d{{4}})$")
DAY_AND_MONTH = re.compile(r"^(\d{1,2})\s*([./月])\s*(\d{1,2})\s*[.日号]?$")
# Words that stand in a date and change nothing of it. Of any other word we do not know what it
# says of the date: "week 3 – 5 March".
PARTICLES = frozenset(
    WORDS.findall("st nd rd th er re de do du del den of the г года год 年 月 日 号")
)
DAYS_OF_WEEK = frozenset(
    WORDS.findall(
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday "
        "lundi mardi mercredi jeudi vendredi samedi dimanche "
        "lunes martes miercoles jueves viernes sabado domingo "
        "montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "понедельник вторник среда четверг пятница суббота воскресенье"
    )
)
LONGEST_ACROSS_YEARS = datetime.timedelta(days=31)  # "30 December – 2 January 2025"


def parse_range(text: str, order: str) -> DateRange | None:
    """The beginning and the end that a text states; None where it is no range.

    ``order``: of day and month, as in ``parse_date``.
    """
    if len(text) > MAX_DATE or ":" in text:  # with times of day it is no range of days
        return None
    plain = fold_letters(ascii_digits(text)).strip().rstrip(".,;")
    plain = BEFORE.sub("", plain)
    found = {
        one
        for mark in BETWEEN.finditer(plain)
        if (one := _join(plain[: mark.start()], plain[mark.end() :], order)) is not None
    }
    return next(iter(found)) if len(found) == 1 else None


def dates_within(text: str) -> list[str]:
    """The dates in digits, with the year behind, of a date or a range: they tell the order."""
    if numbers_of_date(text) is not None:
        return [text]
    if all(parse_range(text, order) is None for order in ("dmy", "mdy")):
        return []
    return [match[0] for match in IN_DIGITS.finditer(ascii_digits(text))]


def parse_date_or_range(text: str, order: str) -> str | DateRange:
    """As ``parse_date``, of a cell that may state an end, too."""
    try:
        return parse_date(text, order)
    except ValueError:
        stated = parse_range(text, order)
        if stated is None:
            raise
        return stated


def _join(left: str, right: str, order: str) -> DateRange | None:
    for start in _sides(left, order):
        for end in _sides(right, order):
            if (joined := _range(start, end)) is not None:
                return joined
    return None


def _range(start: _Side, end: _Side) -> DateRange | None:
    """The range of two sides, each completed from the other."""
    whole_start = _completed(start, end)
    whole_end = _completed(end, start)
    if not whole_start.year or not whole_end.year:
        return None
    first, last = _iso(whole_start), _iso(whole_end)
    if len(first) != len(last):
        return None
    if first > last and not start.year and start.month and end.month:
        first = _iso(whole_start._replace(year=whole_start.year - 1))
        with suppress(ValueError):
            across = partial_date.span(last)[0] - partial_date.span(first)[0]
            if across > LONGEST_ACROSS_YEARS:
                return None
    try:
        partial_date.parse(first)
        partial_date.parse(last)
    except ValueError:
        return None
    return DateRange(first, last) if first <= last else None


def _completed(side: _Side, other: _Side) -> _Side:
    month = side.month or (other.month if side.day else 0)
    return _Side(side.year or other.year, month, side.day)


def _iso(side: _Side) -> str:
    parts = [f"{side.year:04}", *(f"{part:02}" for part in (side.month, side.day) if part)]
    return "-".join(parts)


def _sides(text: str, order: str) -> Iterator[_Side]:
    """What a side can say: a whole date, or a part of one."""
    side = WORDS.sub(lambda word: "" if word[0] in DAYS_OF_WEEK else word[0], text).strip(" ,")
    words = [word for word in WORDS.findall(side) if word not in PARTICLES]
    months = [MONTHS[word] for word in words if word in MONTHS]
    if DAY.match(side) is None and (len(months) != len(words) or len(months) > 1):
        return
    with suppress(ValueError):
        year, month, day = partial_date.parse(parse_date(side, order))
        yield _Side(year, month or 0, day or 0)
        return
    if (day_only := DAY.match(side)) is not None:
        yield _Side(day=int(day_only[1]))
    elif (of_year := DAY_AND_YEAR.match(side)) is not None:
        yield _Side(int(of_year[2]), 0, int(of_year[1]))
    elif months:
        numbers = [int(number) for number in re.findall(r"\d+", side)]
        if len(numbers) <= 1 and all(number <= 31 for number in numbers):
            yield _Side(0, months[0], numbers[0] if numbers else 0)
    elif (numeric := DAY_AND_MONTH.match(side)) is not None:
        yield from _day_and_month(int(numeric[1]), numeric[2], int(numeric[3]), order)


def _day_and_month(first: int, mark: str, second: int, order: str) -> Iterator[_Side]:
    """ "14.03.", "3月30日", "14/03": the year stands on the other side."""
    if mark == "月" or (mark == "/" and (order == "mdy" or second > 12)):
        yield _Side(0, first, second)
    elif mark == "." or order == "dmy" or first > 12 or first == second:
        yield _Side(0, second, first)
