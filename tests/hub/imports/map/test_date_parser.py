"""Dates as others write them."""

import pytest

from hub.imports.map.date_parser import parse_date, proven_order


@pytest.mark.parametrize(
    ("text", "order", "date"),
    [
        ("2021", "iso", "2021"),
        ("2021-10", "iso", "2021-10"),
        ("2021-10-07", "dmy", "2021-10-07"),
        ("2021-10-07T09:30:00Z", "iso", "2021-10-07"),
        ("2021/10/07", "iso", "2021-10-07"),
        ("07/10/2021", "dmy", "2021-10-07"),
        ("07.10.2021", "dmy", "2021-10-07"),
        ("10/07/2021", "mdy", "2021-10-07"),
        ("17/10/2021", "iso", "2021-10-17"),  # only one reading is a date
        ("7 October 2021", "iso", "2021-10-07"),
        ("10/2021", "iso", "2021-10"),
        ("Oct. 2021", "iso", "2021-10"),
        ("7 de octubre de 2021", "iso", "2021-10-07"),
        ("7 octobre 2021", "iso", "2021-10-07"),
        ("7. Oktober 2021", "iso", "2021-10-07"),
        ("7 октября 2021 г.", "iso", "2021-10-07"),
        ("7 أكتوبر 2021", "iso", "2021-10-07"),
        ("٢٠٢١-١٠-٠٧", "iso", "2021-10-07"),
        ("2021年10月7日", "iso", "2021-10-07"),
    ],
)
def test_dates_are_read_as_precise_as_they_are_written(text, order, date):
    assert parse_date(text, order) == date


@pytest.mark.parametrize("text", ["31/02/2021", "2021-13-01", "30 February 2021", "2021-02-30"])
def test_a_date_that_never_was_is_refused_by_its_name(text):
    with pytest.raises(ValueError, match="no such date"):
        parse_date(text, "dmy")


@pytest.mark.parametrize("text", ["soon", "07/10/21", "12345", "1/2/3/2021"])
def test_what_is_no_date_is_told_how_to_write_one(text):
    with pytest.raises(ValueError, match="not a date"):
        parse_date(text, "dmy")


def test_a_date_that_can_be_two_is_asked_for():
    with pytest.raises(ValueError, match="can be two dates"):
        parse_date("03/04/2021", "iso")


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["03/04/2021", "17/04/2021"], "dmy"),
        (["03/04/2021", "04/17/2021"], "mdy"),
        (["03/04/2021"], "iso"),
        (["17/04/2021", "04/17/2021"], "iso"),
    ],
)
def test_the_order_of_day_and_month_is_taken_from_samples_that_prove_it(samples, order):
    assert proven_order(samples) == order
