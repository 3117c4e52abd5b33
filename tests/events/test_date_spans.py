"""What a partial date covers."""

import datetime

import pytest

from events.date_spans import precision, span


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021-10-07", "day"), ("2021-10", "month"), ("2021", "year"), (None, "unknown")],
)
def test_precision_is_that_of_the_text(text, expected):
    assert precision(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2021-10-07", "2021-10-07", "2021-10-07"),
    ],
)
def test_a_date_spans_all_that_it_can_mean(text, first, last):
    assert span(text) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_a_thirteenth_month_is_refused():
    with pytest.raises(ValueError, match="2021-13"):
        span("2021-13")
