"""When the yearly events usually are: reckoned from the editions recorded, and never a date.

A series is yearly where most of its editions follow one another by a year. Where too few are
recorded to tell, the month counts that the newest edition's record gives. What stands here has no
day, so no calendar file holds it.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from babel.dates import format_date, format_skeleton
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.models import Event, EventTerm
from events.models.event import SERIES
from hub.lists.presenter import query_url
from hub.records.models import SearchState
from hub.records.partial_date import parse
from hub.records.seq_cache import SeqCache
from hub.search_engine.query import Query
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import locale_for
from hub.web.view_models import Link

MIN_EDITIONS = 3  # in years of their own; fewer say nothing of a habit
MAX_SILENCE = 2  # years without a recorded edition after which a series may have ended
LONGEST_SEASON = 6  # months; over more of the year nothing useful can be said
A_LEAP_YEAR = 2024

Edition = tuple[int, int, int | None]  # the year, month and perhaps day on which one began


@dataclass(frozen=True, slots=True)
class ExpectedEvent:
    """A yearly event whose next edition has no date here. ``series`` leads to the past editions.

    ``when`` is a sentence on its usual time ("Usually in April"), ``basis`` the editions that it
    rests on ("4 of 7 past editions").
    """

    series: Link
    when: str
    basis: str


@dataclass(frozen=True, slots=True, order=True)
class UsualTime:
    """When a yearly event begins: on a day, in a month, or between two months.

    ``agreeing`` of ``editions`` began then; none where a curator says so.
    """

    first_month: int
    last_month: int
    day: int | None
    agreeing: int
    editions: int

    def next_after(self, today: datetime.date) -> datetime.date:
        """Where it stands among others, the soonest first: never shown, as nobody set that day."""
        month, day = self.last_month, self.day or 28
        year = today.year + ((month, day) < (today.month, today.day))
        return datetime.date(year, self.first_month, min(day, 28))


@dataclass(slots=True)
class Series:
    """What is recorded of a series: when its editions began, and whether one is coming.

    ``stated``: the month that the record of the newest edition gives, with the begin of that.
    """

    editions: list[Edition] = field(default_factory=list)
    last_year: int = 0
    is_coming: bool = False
    stated: tuple[str, int] = ("", 0)


_dated: SeqCache[bool] = SeqCache(SearchState.version, max_size=1)
_series: SeqCache[dict[str, Series]] = SeqCache(SearchState.version, max_size=1)


def expected_events() -> tuple[ExpectedEvent, ...]:
    """The yearly events of which no coming edition is recorded, the soonest first. Two queries.

    None while an event with a date is coming: that is what somebody looks for.
    """
    today = timezone.localdate()
    dated = Event.objects.published().upcoming(today).day_precise().not_called_off()
    if _dated.get(today, dated.exists):
        return ()
    times = [
        (usual.next_after(today), slug, usual)
        for slug, series in _series.get(today, _read_series).items()
        if not series.is_coming and (usual := usual_time_of(series, today)) is not None
    ]
    return tuple(_expected(slug, usual) for _next, slug, usual in sorted(times))


def usual_time_of_series(slug: str) -> ExpectedEvent | None:
    """When a series usually is, whether an edition is coming or not; None where nobody can tell."""
    today = timezone.localdate()
    series = _series.get(today, _read_series).get(slug)
    usual = usual_time_of(series, today) if series else None
    return _expected(slug, usual) if usual else None


def _read_series() -> dict[str, Series]:
    """By slug. What is part of another event is no edition, nor is one that was called off."""
    today = timezone.localdate()
    whole = Event.objects.published().filter(Q(parent=None), Q(parent_name=None))
    rows = EventTerm.objects.filter(
        term__scheme__slug=SERIES, event__in=whole.not_called_off()
    ).values_list("term__slug", "event__start", "event__last_day", "event__usual_month")
    by_slug: dict[str, Series] = defaultdict(Series)
    for slug, start, last_day, stated in rows:
        series = by_slug[slug]
        series.is_coming |= last_day is not None and last_day >= today
        year, month, day = parse(start) if start else (0, None, None)
        series.last_year = max(series.last_year, year)
        if month is not None:
            series.editions.append((year, month, day))
        if stated:
            series.stated = max(series.stated, (start or "", stated))
    return dict(by_slug)


def usual_time_of(series: Series, today: datetime.date) -> UsualTime | None:
    """What the editions tell; where they are too few to tell, what the newest record says.

    Enough of them may tell that the series is not yearly, or has no habit: then nothing is said.
    """
    _begin, month = series.stated
    if not month or len({year for year, _month, _day in series.editions}) >= MIN_EDITIONS:
        return usual_time(series.editions, today)
    if series.last_year and series.last_year < today.year - MAX_SILENCE:
        return None  # it may have ended
    return UsualTime(month, month, None, 0, len(series.editions))


def usual_time(editions: Iterable[Edition], today: datetime.date) -> UsualTime | None:
    """When a series usually begins; None where it is not yearly, may have ended, or has no habit.

    Of several editions in one year the first counts.
    """
    by_year = {year: (month, day) for year, month, day in sorted(editions, key=_reversed_time)}
    years = sorted(by_year)
    if len(years) < MIN_EDITIONS or years[-1] < today.year - MAX_SILENCE:
        return None
    yearly_steps = sum(later - earlier == 1 for earlier, later in pairwise(years))
    if 2 * yearly_steps <= len(years) - 1:
        return None
    return _usual_day(list(by_year.values())) or _usual_months([m for m, _day in by_year.values()])


def _reversed_time(edition: Edition) -> tuple[int, int]:
    """Latest first, so that in a dictionary by year the first edition is written last."""
    _year, month, day = edition
    return -month, -(day or 0)


def _usual_day(days: Sequence[tuple[int, int | None]]) -> UsualTime | None:
    """The day of the year on which at least two thirds of the editions began."""
    (month, day), agreeing = Counter(days).most_common(1)[0]
    if day is None or 3 * agreeing < 2 * len(days):
        return None
    return UsualTime(month, month, day, agreeing, len(days))


def _usual_months(months: Sequence[int]) -> UsualTime | None:
    """The month in which more than half began; else the first and the last, if not too far apart.

    A season over the turn of the year is not looked for: no series has one.
    """
    month, agreeing = Counter(months).most_common(1)[0]
    if 2 * agreeing > len(months):
        return UsualTime(month, month, None, agreeing, len(months))
    first, last = min(months), max(months)
    if last - first >= LONGEST_SEASON:
        return None
    return UsualTime(first, last, None, len(months), len(months))


def _expected(slug: str, usual: UsualTime) -> ExpectedEvent:
    entry = term_cache().get(SERIES, slug)
    basis = ngettext(
        "%(agreeing)d of %(editions)d past edition",
        "%(agreeing)d of %(editions)d past editions",
        usual.editions,
    )
    series = Link(
        entry.label() if entry else slug,
        query_url(reverse("events"), Query().with_choice(SERIES, slug)),
        language=entry.label_language if entry else "",
    )
    words = basis % {"agreeing": usual.agreeing, "editions": usual.editions}
    if not usual.agreeing:
        words = _("As our record says; too few editions are recorded to tell")
    return ExpectedEvent(series, _when(usual), words)


def _when(usual: UsualTime) -> str:
    language = locale_for(get_language() or "en")
    first, last = (
        datetime.date(A_LEAP_YEAR, month, usual.day or 1)
        for month in (usual.first_month, usual.last_month)
    )
    if usual.day:
        return _("Usually on %(day)s") % {"day": format_skeleton("MMMMd", first, locale=language)}
    months = {
        "first": format_date(first, "LLLL", locale=language),
        "last": format_date(last, "LLLL", locale=language),
    }
    if usual.first_month == usual.last_month:
        return _("Usually in %(first)s") % months
    return _("Usually between %(first)s and %(last)s") % months
