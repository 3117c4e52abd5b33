"""Ends of periods: a simulated year over six zones, of which four put their clocks on and back."""

import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest

from hub.digests.models import Frequency
from hub.digests.periods import last_end, zone_of

ZONES = (
    "America/New_York",  # on in March, back in November
    "Europe/Paris",
    "Australia/Lord_Howe",  # on and back by half an hour, in the other half of the year
    "Africa/Nairobi",  # never
    "Africa/Casablanca",  # back for Ramadan
    "Asia/Kathmandu",  # 5:45 before UTC
)
YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
HOURS = [YEAR + datetime.timedelta(minutes=50 * i) for i in range(365 * 24 * 60 // 50)]


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def ends(frequency, zone):
    """What a sweep that looks in every 50 minutes sees, each end once."""
    return list(dict.fromkeys(last_end(frequency, zone, now) for now in HOURS))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("frequency", "number"), [("daily", 366), ("weekly", 53), ("monthly", 13)])
def test_a_year_has_each_period_once(zone, frequency, number):
    """One end lies before the year; of the others none is missing and none is there twice."""
    assert len(ends(frequency, zone)) in (number, number - 1)


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_ends_at_seven_by_the_clock_on_the_wall(zone):
    local = [end.astimezone(ZoneInfo(zone)) for end in ends("daily", zone)]
    days = [end.date() for end in local]
    following = [days[0] + datetime.timedelta(days=i) for i in range(len(days))]
    assert ({end.time() for end in local}, days) == ({datetime.time(7)}, following)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frequency", Frequency.values)
def test_an_end_is_never_in_the_future_and_time_never_runs_back(zone, frequency):
    seen = [last_end(frequency, zone, now) for now in HOURS]
    assert (all(end <= now for end, now in zip(seen, HOURS, strict=True)), seen) == (
        True,
        sorted(seen),
    )


def test_the_day_on_which_clocks_are_put_forward_is_an_hour_short():
    days = ends("daily", "Europe/Paris")
    lengths = {b - a for a, b in itertools.pairwise(days)}
    hours = {length.total_seconds() / 3600 for length in lengths}
    assert hours == {23, 24, 25}


def test_a_day_that_a_zone_skipped_is_no_second_end():
    """Samoa had no 30 December 2011: it crossed the date line."""
    seen = [
        last_end("daily", "Pacific/Apia", utc(2011, 12, 28) + datetime.timedelta(hours=i))
        for i in range(120)
    ]
    lengths = {(b - a).total_seconds() / 3600 for a, b in itertools.pairwise(seen)}
    assert lengths == {0, 24}


def test_a_week_ends_on_monday_and_a_month_on_its_first_day():
    now = utc(2026, 11, 21, 12)
    assert (last_end("weekly", "UTC", now), last_end("monthly", "UTC", now)) == (
        utc(2026, 11, 16, 7),
        utc(2026, 11, 1, 7),
    )


def test_before_seven_on_monday_the_week_goes_on():
    assert last_end("weekly", "UTC", utc(2026, 11, 16, 6, 59)) == utc(2026, 11, 9, 7)


def test_what_happens_is_gathered_for_quarters_of_an_hour():
    assert last_end("soon", "Asia/Kathmandu", utc(2026, 3, 1, 9, 29, 59)) == utc(2026, 3, 1, 9, 15)


def test_a_zone_that_nobody_knows_counts_as_utc():
    assert zone_of("Middle/Earth") is datetime.UTC
