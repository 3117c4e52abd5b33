"""Dates as others write them."""

import pytest

from hub.imports.map.date_parser import parse_date


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


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2021",
        "2021-13-01",
        "30 February 2021",
        "2021-02-30",
        "7 October 99999999999999999999",
        "October " + "9" * 90,
    ],
)
def test_a_date_that_never_was_is_refused_by_its_name(text):
    with pytest.raises(ValueError, match="no such date"):
        parse_date(text, "dmy")


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "07/10/21",
        "12345",
        "1/2/3/2021",
        "2020" + " " * 200_000 + "x",
        "2020" + ",  " * 100_000 + "x",
        "7 October " + "9" * 200_000,
    ],
)
def test_what_is_no_date_is_told_how_to_write_one(text):
    with pytest.raises(ValueError, match="not a date"):
        parse_date(text, "dmy")


def test_a_date_that_can_be_two_is_asked_for():
    with pytest.raises(ValueError, match="can be two dates"):
        parse_date("03/04/2021", "iso")


def test_between_points_the_day_is_first():
    assert parse_date("03.04.2021", "iso") == "2021-04-03"
    assert parse_date("04.17.2021", "iso") == "2021-04-17"
    assert parse_date("03.04.2021", "mdy") == "2021-03-04"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019.0", "2019"),
        ("2019,00", "2019"),
        ("2019 г.", "2019"),
        ("2019年", "2019"),
        ("20191007", "2019-10-07"),
        ("43831", "2020-01-01"),
        ("43831.5", "2020-01-01"),
        ("2026-10-06T09:00:00+02:00", "2026-10-06"),
        ("2026-10-06T09:00:00.000Z", "2026-10-06"),
        ("2026-10-06 09:00 +02:00", "2026-10-06"),
        ("2026-10-06 09:00 UTC", "2026-10-06"),
        ("31/12/2021 11:59:59 PM", "2021-12-31"),
        ("31/12/2021 9 am", "2021-12-31"),
        ("31.12.2021, 14h30", "2021-12-31"),
        ("3 janv. 2021", "2021-01-03"),
        ("12 сент. 2021", "2021-09-12"),
    ],
)
def test_what_programs_make_of_a_date_is_that_date(text, date):
    assert parse_date(text, "iso") == date


@pytest.mark.parametrize("text", ["12345", "99999", "3.5", "201913", "20191301"])
def test_other_numbers_are_no_dates(text):
    with pytest.raises(ValueError, match="date"):
        parse_date(text, "iso")


@pytest.mark.parametrize(
    "text",
    ["12 victims in May 2021", "5th edition, October 2021", "before May 2021", "Q4 Dec 2021",
     "Version 2 (May 2021)", "Mar 2021 (page 7)", "may be 2021", "set of 3 tools, 2021"],
)  # fmt: skip
def test_a_sentence_with_a_month_is_no_date(text):
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text, "iso")


@pytest.mark.parametrize(
    ("text", "date"),
    [("Thursday, 7 October 2021", "2021-10-07"), ("jeudi 7 octobre 2021", "2021-10-07"),
     ("1er mai 2021", "2021-05-01"), ("7 de octubre de 2021", "2021-10-07"),
     ("den 7. Oktober 2021", "2021-10-07"), ("7 октября 2021 года", "2021-10-07")],
)  # fmt: skip
def test_a_weekday_and_small_words_may_stand_beside_a_date(text, date):
    assert parse_date(text, "iso") == date
