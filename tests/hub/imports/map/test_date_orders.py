"""The dates of one file tell together whether the day or the month is first."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.imports.map.date_orders import judge_orders
from hub.imports.map.date_parser import parse_date

PATTERNS = {"dmy": "%d{mark}%m{mark}%Y", "mdy": "%m{mark}%d{mark}%Y"}


def orders(**cells):
    return judge_orders(cells).orders


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["03/04/2021", "17/04/2021"], "dmy"),
        (["03/04/2021", "04/17/2021"], "mdy"),
        (["03/04/2021"], None),
        (["45/04/2021", "03/04/2021"], None),
        (["17/04/2021", "1" + " " * 200_000 + "x"], "dmy"),
        (["17/04/2021", "04/17/2021"], None),
        (["03.04.2021"], "dmy"),
        (["04.17.2021", "03.04.2021"], "mdy"),
        (["03.04.2021", "04/17/2021"], "mdy"),
        (["2021", "2021-10", "2021-04-17", "October 2021", "n/a", ""], None),
    ],
)
def test_the_dates_of_a_column_tell_its_order(samples, order):
    assert orders(start=samples).get("start") == order


def test_a_date_of_one_column_tells_the_order_of_the_others():
    told = judge_orders({"From": ["01/02/2026"], "To": ["13/02/2026"], "Made": ["2026-02-01"]})
    assert (told.orders, told.question) == ({"From": "dmy", "To": "dmy"}, "")


def test_a_date_tells_nothing_of_those_with_another_mark():
    assert orders(start=["01-02-2026"], end=["02/13/2026"]) == {"end": "mdy"}
    assert orders(start=["01.02.2026"], end=["02/13/2026"]) == {"start": "dmy", "end": "mdy"}


def test_columns_that_contradict_each_other_are_asked_about_once():
    told = judge_orders(
        {"From": ["13/02/2026"], "To": ["02/14/2026"], "Made": ["01/02/2026", "03/02/2026"]}
    )
    assert told.orders == {"From": "dmy", "To": "mdy"}
    assert told.question == (
        "The dates of this file are written in two ways: in “13/02/2026” (From) the day is first, "
        "in “02/14/2026” (To) the month. Say for each column of dates which one is."
    )


def test_dates_of_which_none_tells_are_asked_about_once():
    told = judge_orders({"From": ["01/02/2026", "02/03/2026"], "To": ["01/04/2026"]})
    assert told.orders == {}
    assert told.question == (
        "“01/02/2026” can be two dates, and no other date tells whether the day or the month is "
        "first. Say it for these columns: From, To."
    )


DATES = st.dates(datetime.date(2000, 1, 1), datetime.date(2035, 12, 31))


@given(
    st.lists(DATES, min_size=1, max_size=8),
    st.lists(DATES, max_size=8),
    st.sampled_from(("dmy", "mdy")),
    st.sampled_from("/-."),
)
def test_whatever_order_a_file_is_written_in_no_date_is_read_as_another(first, second, order, mark):
    pattern = PATTERNS[order].format(mark=mark)
    cells = {
        "From": [day.strftime(pattern) for day in first],
        "To": [day.strftime(pattern) for day in second],
    }
    told = judge_orders(cells)
    is_told = any(day.day > 12 for day in (*first, *second))
    if mark == "." and order == "mdy" and not is_told:
        return  # between points the day is first, where nothing speaks against it
    for heading, days in (("From", first), ("To", second)):
        for text, day in zip(cells[heading], days, strict=True):
            try:
                read = parse_date(text, told.orders.get(heading, "iso"))
            except ValueError:
                assert not is_told
                assert told.question
            else:
                assert read == day.isoformat()
