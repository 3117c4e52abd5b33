"""On which days a focal point is written to."""

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from events.reporting.models import Occasion
from events.reporting.occasions import Schedule, WrittenMail

START = datetime.date(2026, 1, 1)
DAY = datetime.timedelta(days=1)
BEFORE = 14 * DAY


def run(schedule, days, written=None):
    """What is written on each of these days, one run after the other. ``written`` goes on."""
    written, told = [] if written is None else written, []
    for number in days:
        day = START + number * DAY
        occasion = schedule.occasion(day, written, BEFORE)
        if occasion:
            due = None if occasion == Occasion.ASKED else schedule.due
            written.append(WrittenMail(occasion, day, due))
            told.append((number, occasion.value))
    return told


def test_a_day_that_was_moved_is_reminded_of_as_the_first_one_was():
    written = []
    first = Schedule(None, START + 20 * DAY, START + 90 * DAY)
    later = replace(first, due=START + 50 * DAY)
    told = run(first, range(28), written)
    assert told == [(0, "asked"), (6, "before"), (20, "due"), (27, "overdue")]
    assert run(later, range(27, 80), written) == [(36, "before"), (50, "due"), (57, "overdue")]
    assert run(first, range(80, 90), written) == []  # moved back: it was reminded of


def test_a_day_that_is_moved_to_today_is_not_reminded_of_twice_a_day():
    written = []
    run(Schedule(None, START + 20 * DAY, None), range(21), written)
    moved = Schedule(None, START + 21 * DAY, None)
    assert run(moved, [20, 20, 21, 21], written) == [(21, "due")]


def test_a_round_from_its_opening_to_its_end():
    schedule = Schedule(START + 5 * DAY, START + 40 * DAY, START + 60 * DAY)
    assert run(schedule, range(80)) == [(5, "asked"), (26, "before"), (40, "due"), (47, "overdue")]


def test_nothing_is_told_twice_however_often_it_is_looked():
    schedule = Schedule(None, START + 20 * DAY, None)
    days = [day for day in range(60) for _run in range(10)]
    assert run(schedule, days) == run(schedule, range(60))


def test_whoever_is_asked_late_is_not_reminded_on_the_same_day():
    schedule = Schedule(None, START + 3 * DAY, None)
    assert run(schedule, range(1)) == [(0, "asked")]
    assert run(schedule, range(2)) == [(0, "asked"), (1, "before")]


def test_what_was_missed_while_nothing_ran_is_not_made_up_for():
    schedule = Schedule(None, START + 20 * DAY, None)
    assert run(schedule, [0, 30, 31]) == [(0, "asked"), (30, "overdue")]


def test_the_last_day_of_a_short_round_still_reminds():
    schedule = Schedule(None, START + 20 * DAY, START + 22 * DAY)
    assert run(schedule, range(15, 40)) == [
        (15, "asked"), (16, "before"), (20, "due"), (22, "overdue"),
    ]  # fmt: skip


days = st.integers(0, 90)


@given(
    opens=st.none() | days,
    due=st.none() | days,
    closes=st.none() | days,
    looked=st.lists(days, max_size=60),
    answered=st.booleans(),
    refuses=st.booleans(),
)
def test_whatever_the_days_and_the_order_of_looking(opens, due, closes, looked, answered, refuses):
    """Also where the clock goes back: each occasion once, one mail a day, none out of the round."""

    def date(number):
        return None if number is None else START + number * DAY

    schedule = Schedule(date(opens), date(due), date(closes), answered, refuses)
    told = run(schedule, looked)
    occasions = [occasion for _day, occasion in told]
    assert len(set(occasions)) == len(occasions)
    assert len({day for day, _occasion in told}) == len(told)
    assert all((opens or 0) <= day <= (90 if closes is None else closes) for day, _each in told)
    if refuses or answered:
        assert set(occasions) <= {Occasion.ASKED.value}
    if occasions:
        assert occasions[0] == "asked"
