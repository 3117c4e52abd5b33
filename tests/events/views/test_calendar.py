"""Events as iCalendar: read back by the library that calendars are made with."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from events.presenters.json_ld import of_event
from hub.records.models import recorded_change

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]

SIDE_EVENT = "/events/csw67-technology-trafficking-overlapping-emergencies.ics"


@pytest.fixture
def calendar(client):
    def ask(path):
        answer = client.get(path)
        assert answer.status_code == 200, answer.content.decode()
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        return icalendar.Calendar.from_ical(answer.content)

    return ask


@pytest.fixture
def entry(calendar):
    def only(path):
        (found,) = calendar(path).walk("VEVENT")
        return found

    return only


def test_the_side_event_of_2023_is_read_by_a_calendar(starter, entry):
    found = entry(SIDE_EVENT)
    assert found.decoded("dtstart") == date(2023, 3, 8)
    assert found.decoded("dtend") == date(2023, 3, 9)  # RFC 5545: the first day that is free
    assert "overlapping emergencies" in str(found["summary"])
    assert str(found["location"]).startswith("New York")
    assert str(found["url"]).endswith(SIDE_EVENT.replace(".ics", "/"))


def test_the_whole_list_holds_exactly_the_events_with_a_day(starter, calendar):
    from events.models import Event

    entries = calendar("/events.ics").walk("VEVENT")
    uids = {str(one["uid"]) for one in entries}
    with_day = {str(one.uid) for one in Event.objects.published() if one.is_day_precise}
    assert uids == with_day
    assert 0 < len(uids) < Event.objects.published().count()


def test_the_identity_stays_and_the_sequence_rises_with_a_change(make_event, entry):
    event = make_event(slug="one", start="2025-03-08")
    before = entry("/events/one.ics")
    with recorded_change(event):
        event.start = "2025-03-09"
        event.save()
    after = entry("/events/one.ics")
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) == int(before["sequence"]) + 1
    assert after.decoded("dtstart") == date(2025, 3, 9)


def test_another_topic_is_another_category_and_a_higher_sequence(make_event, entry, make_term):
    event = make_event(slug="one", start="2025-03-08")
    before = int(entry("/events/one.ics")["sequence"])
    topic = make_term("topic/launch-of-tools")
    with recorded_change(event):
        event.term_links.create(term=topic)
    after = entry("/events/one.ics")
    assert int(after["sequence"]) == before + 1
    assert after["categories"].cats == ["Launch of tools"]


def test_a_change_of_words_that_no_calendar_shows_keeps_the_sequence(make_event, entry):
    event = make_event(slug="one", start="2025-03-08")
    before = int(entry("/events/one.ics")["sequence"])
    with recorded_change(event):
        event.attendance = "Some forty people"
        event.save()
    assert int(entry("/events/one.ics")["sequence"]) == before


def test_a_cancelled_event_says_so_with_a_higher_sequence(make_event, entry):
    event = make_event(slug="one", start="2999-03-08")
    before = entry("/events/one.ics")
    with recorded_change(event):
        event.status = "cancelled"
        event.save()
    after = entry("/events/one.ics")
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert int(after["sequence"]) > int(before["sequence"])


@pytest.mark.parametrize(
    ("status", "shown", "sentence"),
    [
        ("tentative", "TENTATIVE", "Tentative: its date is still to be confirmed."),
        ("postponed", "CANCELLED", "This event was postponed. A new date is not known."),
        ("cancelled", "CANCELLED", "This event was cancelled."),
        ("scheduled", "CONFIRMED", "http"),
    ],
)
def test_a_calendar_says_whether_an_event_takes_place_at_its_day(
    make_event, entry, status, shown, sentence
):
    make_event(slug="one", start="2999-03-08", status=status)
    found = entry("/events/one.ics")
    assert (str(found["status"]), found["description"].startswith(sentence)) == (shown, True)


def test_a_date_that_is_past_is_not_still_to_be_confirmed(make_event, entry):
    make_event(slug="one", start="2020-03-08", status="tentative")
    assert entry("/events/one.ics")["description"].startswith("Tentative: its date was not")


@pytest.mark.parametrize(("status", "dated"), [("tentative", False), ("scheduled", True)])
def test_programs_read_no_date_that_is_not_set(make_event, status, dated):
    event = make_event(slug="one", start="2999-03-08", end="2999-03-09", status=status)
    assert ({"startDate", "endDate"} <= of_event(event).keys()) is dated
    assert ("endDate" in of_event(event)) is dated


@pytest.mark.parametrize(
    ("mode", "attendance"),
    [
        ("online", "https://schema.org/OnlineEventAttendanceMode"),
        ("hybrid", "https://schema.org/MixedEventAttendanceMode"),
        (None, None),
    ],
)
def test_programs_read_how_an_event_is_held_where_it_is_known(make_event, mode, attendance):
    event = of_event(make_event(slug="one", mode=mode))
    assert event.get("eventAttendanceMode") == attendance
    assert event["identifier"] == "event/one"


def test_when_registration_closes_is_an_entry_of_its_own(make_event, calendar):
    event = make_event(
        slug="one", name="Forum", start="2999-03-08", registration_deadline="2999-02-01",
        registration_url="https://example.org/register",
    )  # fmt: skip
    own, deadline = calendar("/events.ics").walk("VEVENT")
    assert str(deadline["summary"]) == "Registration closes: Forum"
    assert (deadline.decoded("dtstart"), deadline.decoded("dtend")) == (
        date(2999, 2, 1), date(2999, 2, 2),
    )  # fmt: skip
    assert str(deadline["related-to"]) == str(own["uid"]) != str(deadline["uid"])
    assert deadline["description"].startswith("https://example.org/register")
    uid = deadline["uid"]
    with recorded_change(event):
        event.status = "postponed"
        event.save()
    off = calendar("/events/one.ics").walk("VEVENT")[1]
    assert (off["uid"], str(off["status"]), int(off["sequence"])) == (uid, "CANCELLED", 1)
    assert "example.org/register" not in off["description"]


def test_a_deadline_with_a_day_is_held_though_the_event_has_none(make_event, calendar, visit):
    make_event(slug="one", start="2999-03", registration_deadline="2999-02-01")
    assert len(calendar("/events/one.ics").walk("VEVENT")) == 1
    assert len(calendar("/events.ics").walk("VEVENT")) == 1
    assert visit("/events/one/").href("Add to a calendar") == "/events/one.ics"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("tentative", "It is tentative"), ("postponed", "It was postponed, and a new date")],
)
def test_why_there_is_no_entry_is_said(make_event, client, status, sentence):
    make_event(slug="one", start="2999", status=status)
    answer = client.get("/events/one.ics")
    assert (answer.status_code, sentence in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("start", [None, "2021", "2021-10"])
def test_what_has_no_day_is_no_entry(make_event, client, calendar, start):
    make_event(slug="one", start=start)
    answer = client.get("/events/one.ics")
    assert answer.status_code == 404
    assert "This event cannot go into a calendar" in answer.content.decode()
    assert calendar("/events.ics").walk("VEVENT") == []


# The wall clock stays, the instant moves: the days before and after the clocks change. Instants
# are worked out by hand from the published offsets.
ACROSS = [
    ("Europe/Vienna", "2025-03-29", datetime(2025, 3, 29, 8, tzinfo=UTC)),
    ("Europe/Vienna", "2025-03-30", datetime(2025, 3, 30, 7, tzinfo=UTC)),
    ("America/New_York", "2023-03-11", datetime(2023, 3, 11, 14, tzinfo=UTC)),
    ("America/New_York", "2023-03-12", datetime(2023, 3, 12, 13, tzinfo=UTC)),
    ("Australia/Sydney", "2024-04-06", datetime(2024, 4, 5, 22, tzinfo=UTC)),
    ("Australia/Sydney", "2024-04-07", datetime(2024, 4, 6, 23, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "day", "instant"), ACROSS)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_clock_change(
    make_event, entry, zone, day, instant
):
    make_event(slug="one", start=day, start_time=time(9), end_time=time(10, 30), time_zone=zone)
    found = entry("/events/one.ics")
    begins = found.decoded("dtstart")
    assert begins.time() == time(9)
    assert begins.astimezone(UTC) == instant
    assert found["dtstart"].params["TZID"] == zone


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Australia/Sydney"])
def test_the_time_zone_of_an_event_travels_with_it(make_event, calendar, zone):
    make_event(slug="one", start="2025-06-01", start_time=time(9), time_zone=zone)
    assert [str(one["tzid"]) for one in calendar("/events/one.ics").walk("VTIMEZONE")] == [zone]


def test_an_event_over_a_clock_change_ends_at_its_own_wall_clock(make_event, entry):
    make_event(
        slug="one",
        start="2025-03-29",
        end="2025-03-30",
        start_time=time(22),
        end_time=time(6),
        time_zone="Europe/Vienna",
    )
    found = entry("/events/one.ics")
    lasted = found.decoded("dtend").astimezone(UTC) - found.decoded("dtstart").astimezone(UTC)
    assert lasted.total_seconds() == 7 * 3600  # not eight: the night is an hour short


def test_several_days_without_a_known_end_are_whole_days(make_event, entry):
    make_event(
        slug="one",
        start="2025-03-31",
        end="2025-04-01",
        start_time=time(9),
        time_zone="Europe/Vienna",
    )
    found = entry("/events/one.ics")
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (
        date(2025, 3, 31),
        date(2025, 4, 2),
    )


def test_a_filtered_list_is_a_calendar_of_its_own(make_event, calendar):
    make_event(name="In", start="2025-03-08", terms=("series/csw",))
    make_event(name="Out", start="2025-03-08")
    found = calendar("/events.ics?series=csw")
    assert [str(one["summary"]) for one in found.walk("VEVENT")] == ["In"]


def test_the_list_leads_to_the_calendar_of_the_same_filter(make_event, visit):
    make_event(start="2025-03-08", terms=("series/csw",))
    page = visit("/events/?series=csw")
    assert page.href("Calendar of this list") == "/events.ics?series=csw"


def test_words_that_look_like_a_calendar_stay_words(make_event, entry):
    name = "One, two; three\\ and\nBEGIN:VEVENT"
    make_event(slug="one", name=name.replace("\n", " "), theme=name, start="2025-03-08")
    found = entry("/events/one.ics")
    words, _blank, address = str(found["description"]).replace("\r", "").rpartition("\n\n")
    assert (words, address) == (name, "http://localhost:8000/events/one/")


def test_the_calendar_of_a_renamed_event_moves_to_its_calendar(make_event, make_person, client):
    make_event(slug="one", start="2025-03-08").rename("two", by=make_person())
    answer = client.get("/events/one.ics")
    assert (answer.status_code, answer["Location"]) == (301, "/events/two.ics")


def test_the_calendar_of_an_archived_event_is_gone(make_event, make_person, client):
    make_event(slug="one", start="2025-03-08").archive(by=make_person(), reason="A double.")
    assert client.get("/events/one.ics").status_code == 410


def test_the_calendar_of_a_draft_is_not_found(make_event, client):
    make_event(slug="one", start="2025-03-08", state="draft")
    assert client.get("/events/one.ics").status_code == 404


def test_line_breaks_and_control_characters_neither_break_nor_forge_an_entry(
    make_event, calendar, client
):
    words = "One\r\nEND:VEVENT\nBEGIN:VALARM\x0b\x1ftwo"
    make_event(slug="one", start="2025-03-08", name=words, place=words, theme=words)
    (found,) = calendar("/events/one.ics").walk("VEVENT")
    assert str(found["summary"]) == str(found["location"]) == "One END:VEVENT BEGIN:VALARMtwo"
    assert found.subcomponents == []
    assert not {b"\x0b", b"\x1f"} & set(client.get("/events.ics").content)


# What a program shows of a calendar and of an entry


@pytest.fixture
def lines(client):
    """The content lines of a calendar, unfolded, without those of its time zones."""

    def read(path):
        text = client.get(path).content.decode().replace("\r\n ", "")
        return text.split("\r\n")[:-1]

    return read


def test_a_calendar_says_its_name_its_page_how_often_to_look_and_what_is_left_out(
    make_event, lines
):
    make_event(start="2025-03-08")
    make_event(start="2025")
    make_event(start=None)
    head = lines("/events.ics")[: lines("/events.ics").index("BEGIN:VEVENT")]
    left_out = (
        "2 events are left out\\, because their day is not known.\\nhttp://localhost:8000/events/"
    )
    assert sorted(head) == sorted(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Anti-Trafficking Technology Hub//Events//EN",
            "METHOD:PUBLISH",
            "NAME:Anti-Trafficking Technology Hub: Events",
            "X-WR-CALNAME:Anti-Trafficking Technology Hub: Events",
            f"DESCRIPTION:{left_out}",
            f"X-WR-CALDESC:{left_out}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
            "X-PUBLISHED-TTL:PT12H",
            "URL:http://localhost:8000/events/",
        ]
    )


def test_the_number_left_out_is_that_of_the_filter(make_event, calendar, visit):
    make_event(start="2025-03", terms=("series/csw",))
    make_event(start="2025")
    make_event(start="2025-03-08", terms=("series/csw",))
    sentence = "1 event is left out, because its day is not known."
    described = str(calendar("/events.ics?series=csw")["description"])
    assert described == f"{sentence}\nhttp://localhost:8000/events/?series=csw"
    assert sentence in visit("/events/?series=csw").text
    assert "2 events are left out" in visit("/events/").text


def test_where_every_day_is_known_nothing_is_said(make_event, calendar, visit):
    make_event(slug="one", start="2025-03-08")
    assert "description" not in calendar("/events.ics")
    assert "description" not in calendar("/events/one.ics")
    assert "left out" not in visit("/events/").text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "Events"),
        ("?series=csw", "Events: CSW"),
        ("?q=technology&series=csw", "Events for “technology”: CSW"),
        ("?q=%E2%81%A8tech%E2%80%AEnology%E2%81%A9", "Events for “technology”"),
        ("?series=csw&place=ke&topic=crisis", "Events: CSW, Kenya, Crisis"),
    ],
)
def test_a_calendar_is_named_without_a_number(make_event, make_term, calendar, query, name):
    make_term("topic/crisis", label="Crisis")
    make_term("country/ke", label="Kenya")
    make_term("series/csw", label="CSW")
    make_event(name="Technology", start="2025-03-08", terms=("series/csw",))
    named = calendar(f"/events.ics{query}")
    # The library knows neither as text, and leaves what is escaped in a text (RFC 5545, 3.3.11).
    told = [str(named[key]).replace("\\,", ",") for key in ("name", "x-wr-calname")]
    assert told == [f"Anti-Trafficking Technology Hub: {name}"] * 2


def test_the_address_stands_in_the_description_also_without_a_theme(make_event, entry):
    make_event(slug="one", start="2025-03-08")
    assert str(entry("/events/one.ics")["description"]) == "http://localhost:8000/events/one/"


PLACES = [
    ({"place": "Vienna", "terms": ("country/at",)}, "Vienna, Austria"),
    ({"place": "Vienna, Austria", "terms": ("country/at",)}, "Vienna, Austria"),
    ({"terms": ("country/ke", "country/at")}, "Austria, Kenya"),
    ({"terms": ("region/europe",)}, "Europe"),
    ({"place": "Vienna", "terms": ("country/at", "region/europe")}, "Vienna, Austria"),
    ({"place": "Vienna", "mode": "hybrid"}, "Vienna, Online"),
    ({"mode": "online"}, "Online"),
    ({"place": "Online", "mode": "online"}, "Online"),
    ({"place": "Vienna", "mode": "in-person"}, "Vienna"),
]


@pytest.mark.parametrize(("facts", "location"), PLACES)
def test_an_entry_names_all_places(make_event, make_term, entry, facts, location):
    for key, label in (
        ("country/at", "Austria"),
        ("country/ke", "Kenya"),
        ("region/europe", "Europe"),
    ):
        make_term(key, label=label)
    make_event(slug="one", start="2025-03-08", **facts)
    assert str(entry("/events/one.ics")["location"]) == location


def test_an_entry_without_a_known_place_names_none(make_event, entry):
    make_event(slug="one", start="2025-03-08")
    assert "location" not in entry("/events/one.ics")
