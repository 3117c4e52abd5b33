"""Times of day and time zones as others write them."""

import pytest

from events.row_readers.times import add_times, parse_span, parse_time, parse_zone


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("09:00", "09:00:00"), ("9:05", "09:05:00"), ("9.30", "09:30:00"), ("9h30", "09:30:00"),
        ("9h", "09:00:00"), ("9 am", "09:00:00"), ("9:30 p.m.", "21:30:00"), ("12 am", "00:00:00"),
        ("12:15 pm", "12:15:00"), ("17:00:00", "17:00:00"), ("09:00 CET", "09:00:00"),
        ("9.30 Uhr", "09:30:00"), ("14:00 - 16:00", "14:00:00"),
    ],
)  # fmt: skip
def test_a_time_of_day(text, time):
    assert parse_time(text) == time


def test_a_span_of_times():
    assert parse_span("9:00–17:30") == ("09:00:00", "17:30:00")


@pytest.mark.parametrize("text", ["", "morning", "25:00", "9:75", "2021", "9"])
def test_no_time_of_day(text):
    with pytest.raises(ValueError, match="time"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Vienna", "Europe/Vienna"), ("UTC", "UTC"), ("GMT", "UTC"), ("CET", "CET"),
        ("CEST", "CET"), ("Vienna", "Europe/Vienna"), ("New York time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"), ("+02:00", "Etc/GMT-2"),
        ("UTC-5", "Etc/GMT+5"), ("EAT", "Africa/Nairobi"),
    ],
)  # fmt: skip
def test_a_time_zone(text, zone):
    assert parse_zone(text) == zone


@pytest.mark.parametrize("text", ["localtime", "somewhere", "../etc/passwd", "+05:30"])
def test_no_time_zone(text):
    with pytest.raises(ValueError, match="is no time zone"):
        parse_zone(text)


@pytest.mark.parametrize(
    ("begins", "zone", "row"),
    [
        ("2026-10-06T09:00:00+02:00", "Europe/Vienna", ("2026-10-06", "09:00:00", "Europe/Vienna")),
        ("2026-10-06T07:00:00Z", "Europe/Vienna", ("2026-10-06", "09:00:00", "Europe/Vienna")),
        ("2026-10-06T23:30:00Z", "Europe/Vienna", ("2026-10-07", "01:30:00", "Europe/Vienna")),
        ("2026-10-06T09:00:00+02:00", None, ("2026-10-06", "09:00:00", "Etc/GMT-2")),
        ("2026-10-06T09:00:00+05:30", None, ("2026-10-06", "03:30:00", "UTC")),
        ("2026-10-06 9:00 pm", "Asia/Tokyo", ("2026-10-06", "21:00:00", "Asia/Tokyo")),
        ("2026-10-06T00:00:00Z", None, ("2026-10-06", None, None)),
        ("2026-10-06T00:00:00", "Asia/Tokyo", ("2026-10-06", None, "Asia/Tokyo")),
    ],
)
def test_the_time_behind_a_date(begins, zone, row):
    read = {"start_date": begins[:10]} | ({"time_zone": zone} if zone else {})
    assert add_times(read, {"start_date": begins}) == []
    assert (read["start_date"], read.get("start_time"), read.get("time_zone")) == row


def test_a_time_without_a_zone_is_left_out_and_told():
    row = {"start_date": "2026-10-06", "end_date": "2026-10-06"}
    cells = {"start_date": "2026-10-06T09:00", "end_date": "2026-10-06T17:00"}
    ((field, sentence),) = add_times(row, cells)
    assert (field, "09:00" in sentence) == ("start_date", True)
    assert row == {"start_date": "2026-10-06", "end_date": "2026-10-06"}
