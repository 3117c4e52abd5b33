"""When yearly events usually are: from the editions recorded, and only as far as these agree."""

import datetime

import pytest
from django.utils import timezone, translation

from events.presenters.expected_events import UsualTime, expected_events, usual_time

TODAY = datetime.date(2026, 11, 30)


def editions(*starts):
    return [tuple([*map(int, start.split("-")), None][:3]) for start in starts]


def test_a_day_on_which_two_thirds_of_the_editions_began_is_the_usual_one():
    held = editions("2020-07-30", "2021-07-30", "2022-07-30", "2023-08-01", "2025-07-30")
    assert usual_time(held, TODAY) == UsualTime(7, 7, 30, 4, 5)


def test_a_month_in_which_more_than_half_began_is_the_usual_one():
    held = editions("2022-09-27", "2023-11-15", "2024-11-13", "2025-11")
    assert usual_time(held, TODAY) == UsualTime(11, 11, None, 3, 4)


def test_where_the_months_differ_the_first_and_the_last_are_told():
    held = editions("2023-04-18", "2024-06", "2025-05-02")
    assert usual_time(held, TODAY) == UsualTime(4, 6, None, 3, 3)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (("2024-05-01", "2025-05-01"), "two editions are no habit"),
        (("2019-12-18", "2021-12-16", "2023-11-10", "2025-12-18"), "every second year"),
        (("2018-04-01", "2019-04-01", "2020-04-01"), "none for years"),
        (("2023-01-10", "2024-05-10", "2025-11-10"), "all over the year"),
        ((), "no edition"),
    ],
)
def test_of_other_series_nothing_is_expected(held, why):
    assert usual_time(editions(*held), TODAY) is None, why


def test_of_two_editions_in_one_year_the_first_counts():
    held = editions("2023-04-18", "2024-10-01", "2024-04-15", "2025-04-02")
    assert usual_time(held, TODAY) == UsualTime(4, 4, None, 3, 3)


@pytest.fixture
def make_series(make_event):
    """Editions of a series in the last years, on the same day of each."""

    def make(key, day="07-30", **changes):
        year = timezone.localdate().year
        for back in (3, 2, 1):
            make_event(start=f"{year - back}-{day}", terms=(f"series/{key}",), **changes)

    return make


@pytest.mark.django_db
@pytest.mark.both_databases
def test_an_expected_event_says_when_and_on_how_many_editions_that_rests(make_series):
    make_series("world-day")
    (expected,) = expected_events()
    assert (expected.when, expected.basis, expected.series.url) == (
        "Usually on 30 July",
        "3 of 3 past editions",
        "/events/?series=world-day",
    )


@pytest.mark.django_db
def test_the_day_is_written_as_the_language_writes_it(make_series):
    make_series("world-day")
    with translation.override("fr"):
        assert "30 juillet" in expected_events()[0].when


@pytest.mark.django_db
def test_a_series_with_a_recorded_coming_edition_is_not_expected(make_series, make_event):
    make_series("world-day")
    make_event(start="2999", terms=("series/world-day",))
    assert expected_events() == ()


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"parent_name": "A larger one"}, {"status": "cancelled"},
                                     {"state": "draft"}])  # fmt: skip
def test_parts_cancelled_and_hidden_events_are_no_editions(make_series, changes):
    make_series("world-day", **changes)
    assert expected_events() == ()


@pytest.mark.django_db
def test_the_soonest_stands_first(make_series):
    today = timezone.localdate()
    soon, late = today + datetime.timedelta(days=40), today - datetime.timedelta(days=40)
    make_series("late", f"{late:%m}-15")
    make_series("soon", f"{soon:%m}-15")
    assert [each.series.label.lower() for each in expected_events()] == ["soon", "late"]


@pytest.mark.django_db
def test_where_too_few_editions_tell_the_month_of_the_newest_record_counts(make_event):
    year = timezone.localdate().year
    make_event(start=str(year - 2), usual_month=3, terms=("series/forum",))
    make_event(start=str(year - 1), usual_month=4, terms=("series/forum",))
    (expected,) = expected_events()
    assert (expected.when, expected.basis) == (
        "Usually in April", "As our record says; too few editions are recorded to tell",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_series_that_is_not_yearly_is_expected_in_no_month(make_event):
    year = timezone.localdate().year
    for ago in (1, 3, 5):
        make_event(start=f"{year - ago}-03", usual_month=3, terms=("series/biennial",))
    assert expected_events() == ()


@pytest.mark.django_db
def test_what_the_editions_tell_goes_before_what_a_record_says(make_series):
    make_series("world-day", usual_month=3)
    assert expected_events()[0].when == "Usually on 30 July"


@pytest.mark.django_db
def test_the_list_of_a_series_says_when_it_usually_is(make_series, make_event, visit):
    make_series("world-day")
    make_event(start="2999", terms=("series/world-day",))
    page = visit("/events/?series=world-day")
    assert "Usually on 30 July . 3 of 3 past editions." in page.text.replace("July.", "July .")
    assert "Usually" not in visit("/events/?q=world").text


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_a_coming_event_that_is_off_hides_no_expected_one(make_series, make_event, status):
    make_series("world-day")
    make_event(start="2999-01-01", status=status)
    assert len(expected_events()) == 1
