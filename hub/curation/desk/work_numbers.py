"""What came in and what was done on the desk, by month: numbers for a table and a plot."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from hub.curation.desk.models import Task

MONTHS = 12
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 44, 28, 12
BAR, GAP = 20, 2


@dataclass(frozen=True)
class MonthOfWork:
    """``median_days``: from coming in to the end, of what was closed; None where nothing was."""

    first: datetime.date
    came_in: int
    done: int
    median_days: float | None


def count_months(kinds: Sequence[str], today: datetime.date) -> list[MonthOfWork]:
    """The last twelve months with the present one, the oldest first; months without work too."""
    firsts = [_months_before(today, number) for number in range(MONTHS - 1, -1, -1)]
    since = datetime.datetime.combine(firsts[0], datetime.time(), datetime.UTC)
    tasks = Task.objects.filter(kind__in=kinds).order_by()
    came_in = _by_month(tasks.filter(opened_at__gte=since), "opened_at")
    days = _days_by_month(tasks.filter(closed_at__gte=since))
    return [
        MonthOfWork(
            first,
            came_in.get(first, 0),
            sum(number for _days, number in days.get(first, ())),
            _median(days.get(first, ())),
        )
        for first in firsts
    ]


def _months_before(day: datetime.date, number: int) -> datetime.date:
    months = day.year * 12 + day.month - 1 - number
    return datetime.date(months // 12, months % 12 + 1, 1)


def _by_month(tasks: QuerySet[Task], column: str) -> dict[datetime.date, int]:
    months = tasks.annotate(month=TruncMonth(column)).values_list("month")
    return {month.date(): number for month, number in months.annotate(Count("pk"))}


def _days_by_month(tasks: QuerySet[Task]) -> dict[datetime.date, list[tuple[int, int]]]:
    """By month: after how many days tasks were closed, and how many of them were."""
    spans = tasks.annotate(opened=TruncDate("opened_at"), closed=TruncDate("closed_at"))
    by_month: dict[datetime.date, list[tuple[int, int]]] = {}
    for opened, closed, number in spans.values_list("opened", "closed").annotate(Count("pk")):
        by_month.setdefault(closed.replace(day=1), []).append(((closed - opened).days, number))
    return by_month


def _median(days: Sequence[tuple[int, int]]) -> float | None:
    """The median of days that are counted; whole or a half."""
    total = sum(number for _days, number in days)
    if not total:
        return None
    middle: list[int] = []
    seen = 0
    wanted = {(total - 1) // 2, total // 2}
    for span, number in sorted(days):
        middle += [span for place in wanted if seen <= place < seen + number]
        seen += number
    return float(median(middle))


@dataclass(frozen=True)
class Bar:
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class MonthBars:
    label: str
    x: int
    came_in: Bar
    done: Bar


@dataclass(frozen=True)
class WorkPlot:
    """Two bars for each month, and the lines behind them: places in a picture of this size."""

    width: int
    height: int
    left: int
    base: int
    months: tuple[MonthBars, ...]
    lines: tuple[tuple[float, int], ...]


def plot_of(months: Sequence[MonthOfWork]) -> WorkPlot:
    most = _round_up(max((max(one.came_in, one.done) for one in months), default=0))
    base = HEIGHT - BOTTOM
    step = (WIDTH - LEFT) // MONTHS

    def bar(x: int, count: int) -> Bar:
        height = round((base - TOP) * count / most, 1)
        return Bar(x, round(base - height, 1), height)

    bars = []
    for number, month in enumerate(months):
        x = LEFT + number * step + (step - 2 * BAR - GAP) // 2
        bars.append(
            MonthBars(
                f"{month.first:%m}", x + BAR, bar(x, month.came_in), bar(x + BAR + GAP, month.done)
            )
        )
    lines = [(round(base - (base - TOP) * part / 2, 1), most * part // 2) for part in (1, 2)]
    return WorkPlot(WIDTH, HEIGHT, LEFT, base, tuple(bars), tuple(lines))


def _round_up(number: int) -> int:
    """To an even number with one digit that is not nought, at least 2."""
    size = int("1".ljust(len(str(number)), "0"))
    rounded = -(-number // size) * size
    return max(2, rounded + rounded % 2)
