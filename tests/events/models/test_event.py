"""Events: honest dates, parents, what calendars and readers hear of."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, ProtectedError, Value

from events.models import Event
from hub.records.models import Change, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = datetime.date(2023, 6, 1)


def problems(**values):
    with pytest.raises(ValidationError) as raised:
        Event(**{"slug": "e", "name": "E", **values}).full_clean()
    return raised.value.message_dict


def test_dates_are_kept_as_precise_as_they_were_given(make_event):
    event = make_event(start="2021-10")
    event.refresh_from_db()
    assert (event.start, event.precision) == ("2021-10", "month")


@pytest.mark.parametrize("date", ["2021-13", "2021-00", "2021-02-30", "21", "October 2021"])
def test_a_date_that_is_none_is_refused(date):
    assert "start" in problems(start=date)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2021-10-07", "2021-10-06"), ("2021-10", "2021-09"), ("2021-10", "2020")],
)
def test_an_end_before_the_start_is_refused(start, end):
    assert "end" in problems(start=start, end=end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2021-10-07", "2021-10-06"), ("2021-10", "2021-09"), ("2021-10", "2020")],
)
def test_the_database_refuses_an_end_before_the_start(make_event, start, end):
    event = make_event(start="2000")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(start=start, end=end)


@pytest.mark.parametrize(
    ("start", "end"), [("2021-10-07", "2021-10"), ("2021-10", "2021"), ("2021", "2021-03")]
)
def test_an_end_less_precise_than_the_start_is_no_contradiction(make_event, start, end):
    assert make_event(start=start, end=end).pk


def test_the_database_refuses_a_date_that_is_none(make_event):
    event = make_event()
    bad = Value("2021-1x", output_field=CharField())
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(start=bad)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../etc/passwd", "localtime", "CEST+2", ""])
def test_a_time_zone_is_an_iana_name(zone):
    found = problems(start="2023-03-08", start_time="10:00", time_zone=zone or None)
    assert "time_zone" in found


def test_a_time_in_a_zone_is_kept(make_event):
    event = make_event(
        start="2023-03-08", start_time=datetime.time(10), time_zone="America/New_York"
    )
    assert event.is_day_precise


def test_a_time_needs_a_day():
    assert "start_time" in problems(start="2023-03", start_time="10:00", time_zone="Europe/Vienna")


def test_an_end_on_the_same_day_is_not_before_the_start():
    day = {"start": "2023-03-08", "time_zone": "Europe/Vienna"}
    assert "end_time" in problems(**day, start_time="10:00", end_time="09:00")


def test_an_event_is_not_a_part_of_itself(make_event):
    above = make_event()
    below = make_event(parent=above)
    above.parent = below
    with pytest.raises(ValidationError) as raised:
        above.full_clean()
    assert "parent" in raised.value.message_dict


def test_the_latest_comes_first_and_no_date_last(make_event):
    for date in ("2021", None, "2022-04", "2021-10-07", "2021-10", "2022-04-02"):
        make_event(slug=f"on-{date}", start=date)
    ordered = [event.start for event in Event.objects.newest_first()]
    assert ordered == ["2022-04-02", "2022-04", "2021-10-07", "2021-10", "2021", None]


def test_a_bare_year_is_coming_until_it_ends(make_event):
    year = make_event(start="2023")
    assert list(Event.objects.upcoming(TODAY)) == [year]
    assert list(Event.objects.past(datetime.date(2024, 1, 1))) == [year]


def test_an_event_is_coming_on_its_last_day(make_event):
    event = make_event(start="2023-05-30", end="2023-06-01")
    assert list(Event.objects.upcoming(TODAY)) == [event]
    assert list(Event.objects.past(datetime.date(2023, 6, 2))) == [event]


def test_without_a_date_an_event_is_neither_coming_nor_past(make_event):
    make_event()
    assert not Event.objects.upcoming(TODAY).exists()
    assert not Event.objects.past(TODAY).exists()


def test_only_day_precise_events_are_for_a_calendar(make_event):
    day = make_event(start="2023-03-08", end="2023-03-09")
    alone = make_event(start="2023-03-10")
    for start, end in (("2023-03", None), ("2023", None), (None, None), ("2023-03-08", "2023-03")):
        make_event(start=start, end=end)
    assert set(Event.objects.day_precise()) == {day, alone}
    assert [event.is_day_precise for event in Event.objects.day_precise()] == [True, True]


def test_a_series_is_a_term(make_event):
    event = make_event(terms=("series/csw",))
    make_event(terms=("series/other",))
    in_series = Event.objects.filter(terms__scheme__slug="series", terms__slug="csw")
    assert list(in_series) == [event]


# What calendars and readers hear of


def changed(event, **values):
    with recorded_change(event):
        for name, value in values.items():
            setattr(event, name, value)
        event.save()
    event.refresh_from_db()
    return event


def test_the_sequence_of_a_new_event_is_nought(make_event):
    assert make_event(start="2023-03-08").sequence == 0


@pytest.mark.parametrize(
    "change",
    [{"start": "2023-03-09"}, {"place": "Geneva"}, {"name": "Other"}, {"status": "cancelled"}],
)
def test_a_change_that_a_calendar_shows_raises_the_sequence(make_event, change):
    assert changed(make_event(start="2023-03-08"), **change).sequence == 1


def test_a_change_of_the_country_raises_the_sequence(make_event, make_term):
    event = make_event()
    with recorded_change(event):
        event.set_terms("country", [make_term("country/at")])
    event.refresh_from_db()
    assert event.sequence == 1


def test_a_change_that_no_calendar_shows_leaves_the_sequence(make_event):
    assert changed(make_event(), notes="Checked.").sequence == 0


def test_saving_again_without_a_change_leaves_the_sequence(make_event):
    event = make_event(start="2023-03-08")
    assert changed(event, start="2023-03-08").sequence == 0


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"start": "2023-03-09"}, "moved"),
        ({"place": "Geneva"}, "moved"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "postponed", "place": "Geneva"}, "postponed"),
        ({"status": "tentative"}, "updated"),
        ({"theme": "Another"}, "updated"),
    ],
)
def test_news_says_what_happened(make_event, change, what):
    changed(make_event(start="2023-03-08"), **change)
    assert [news.what for news in Change.objects.all()] == [what]


def test_the_identity_in_calendars_outlives_a_new_address(make_event):
    event = make_event(slug="old")
    before = event.uid
    event.rename("new", by=None)
    event.refresh_from_db()
    assert event.uid == before


def test_feed_is_no_address_of_an_event():
    assert "slug" in problems(slug="feed")


AHEAD = {"start": "2999-03-08"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({**AHEAD, "status": "held"}, "status", "It has not begun yet"),
        ({**AHEAD, "outcome_state": "recorded"}, "outcome_state", "it has no outcome"),
        ({"status": "cancelled", "outcome_state": "recorded"}, "outcome_state", "was cancelled or"),
        ({"status": "postponed", "outcome_state": "recorded"}, "outcome_state", "postponed has no"),
        ({**AHEAD, "registration_deadline": "2999-03-09"}, "registration_deadline", "is over"),
        ({"start": "2021", "end": "2022", "registration_deadline": "2023"},
         "registration_deadline", "is over"),
        ({"registration_url": "ftp://example.org/"}, "registration_url", "beginning with https"),
        ({"registration_url": "mailto:a@example.org"}, "registration_url", "beginning with https"),
        ({"registration_url": "javascript:alert(1)"}, "registration_url", "beginning with https"),
        ({"registration_deadline": "soon"}, "registration_deadline", ""),
        ({"usual_month": 13}, "usual_month", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_of_an_event_is_told(values, field, sentence):
    (said,) = set(problems(**values)[field])
    assert sentence in said


@pytest.mark.parametrize(
    "values",
    [
        {"start": "2021", "end": "2021-10", "registration_deadline": "2021"},
        {"start": "2021-10-07", "status": "held", "outcome_state": "being-recorded"},
        {"status": "postponed"},
        {"status": "tentative", **AHEAD, "registration_url": "https://example.org/register"},
    ],
)
def test_what_can_be_of_an_event_is_taken(make_event, values):
    assert make_event(**values).pk


@pytest.mark.parametrize(
    "values", [{"status": "past"}, {"registration_deadline": "soon"}, {"usual_month": 0}]
)
def test_the_database_refuses_what_no_event_has(make_event, values):
    event = make_event()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(
            **{name: Value(value) for name, value in values.items()}
        )


def test_who_keeps_a_record_cannot_be_deleted(make_event, make_organisation):
    keeper = make_organisation()
    make_event(owner=keeper)
    with pytest.raises(ProtectedError):
        keeper.delete()
