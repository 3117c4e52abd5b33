"""What came in and was done, by month, and the places of its bars."""

import datetime

import pytest

from hub.curation.desk.models import Task
from hub.curation.desk.work_numbers import MonthOfWork, count_months, plot_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = datetime.date(2026, 3, 15)


def at(text):
    return datetime.datetime.fromisoformat(f"{text}T12:00:00+00:00")


def make(opened, closed=None, kind="sample"):
    number = Task.objects.count()
    Task.objects.create(
        kind=kind,
        key=str(number),
        title="T",
        rank=40,
        opened_at=at(opened),
        waiting_since=opened,
        closed_at=at(closed) if closed else None,
        outcome="done" if closed else "",
    )


def months():
    return {f"{one.first:%Y-%m}": one for one in count_months(["sample"], TODAY)}


def test_there_are_twelve_months_with_the_present_one_last():
    assert list(months())[::11] == ["2025-04", "2026-03"]


def test_a_month_without_work_has_noughts_and_no_median():
    assert months()["2025-07"] == MonthOfWork(datetime.date(2025, 7, 1), 0, 0, None)


def test_a_task_counts_in_the_months_in_which_it_came_and_went():
    make("2026-01-31", "2026-02-02")
    assert (months()["2026-01"].came_in, months()["2026-02"].done) == (1, 1)


@pytest.mark.parametrize(
    ("spans", "median"), [((1, 9, 2), 2.0), ((1, 2), 1.5), ((0,), 0.0), ((3, 3, 3, 5), 3.0)]
)
def test_the_median_is_that_of_what_was_closed_in_the_month(spans, median):
    for days in spans:
        make("2026-02-01", f"2026-02-{1 + days:02}")
    assert months()["2026-02"].median_days == median


def test_what_is_older_than_twelve_months_is_not_counted():
    make("2025-03-31", "2025-03-31")
    assert sum(one.came_in + one.done for one in months().values()) == 0


def test_kinds_that_a_person_may_not_see_are_not_counted():
    make("2026-02-01", kind="secret")
    assert months()["2026-02"].came_in == 0


def test_the_highest_bar_stays_within_the_picture():
    numbers = [
        MonthOfWork(datetime.date(2026, month, 1), 7 * month, 1, 1.0) for month in range(1, 13)
    ]
    plot = plot_of(numbers)
    assert all(0 <= bars.came_in.y <= plot.base for bars in plot.months)


def test_an_empty_year_has_a_plot_without_bars():
    plot = plot_of(count_months(["sample"], TODAY))
    assert {bars.came_in.height for bars in plot.months} == {0.0}


def test_the_page_shows_table_and_picture_without_script_or_style(curator):
    page = curator.get("/desk/numbers/").content.decode()
    assert page.count("<tr>") == 13
    svg = page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]
    assert not [word for word in ("style=", "<script", "onclick") if word in svg]


def test_the_page_takes_few_queries(curator, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        curator.get("/desk/numbers/")
