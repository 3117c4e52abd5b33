"""Every calendar of the site by the rules of iCalendar (RFC 5545)."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import resolve

from tests.plugins.route_names import routes_ending

pytestmark = pytest.mark.usefixtures("starter")

CALENDARS = (
    "/events.ics",
    "/events.ics?when=past",
    "/events/world-day-against-trafficking-in-persons-2022.ics",
)
# RFC 5545: of an entry each at most once (3.6.1), and these at least once; so of a calendar (3.6).
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "URL", "SEQUENCE"}
NEEDED = {"UID", "DTSTAMP", "DTSTART"}


def test_the_table_has_every_calendar():
    named = {resolve(path.partition("?")[0]).url_name for path in CALENDARS}
    assert set(routes_ending(".ics")) == named


@pytest.fixture
def deadline(make_event):
    """An event with all that an entry can hold, in letters of several bytes and scripts."""
    return make_event(
        slug="long",
        name="Une réunion très longue, « sur » la technologie; et l’exploitation " * 3,
        theme="الاتجار بالأشخاص والتكنولوجيا " * 12,
        start="2031-05-04",
        end="2031-05-06",
        registration_deadline="2031-04-01",
        terms=("event_type/conference", "topic/artificial-intelligence"),
    )


def properties_of(lines):
    """The names of the properties of each component, nested ones for themselves."""
    found, opened = [], []
    for line in lines:
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if name == "BEGIN":
            opened.append((value, []))
        elif name == "END":
            assert opened[-1][0] == value, line
            found.append(opened.pop())
        else:
            opened[-1][1].append(name)
    assert opened == []
    return found


@pytest.mark.parametrize("path", [*CALENDARS, "/events/long.ics"])
def test_every_calendar_is_lines_of_75_bytes_that_end_as_they_must(client, deadline, path):
    content = client.get(path).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) <= 75  # 3.1, without the break
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    for line in lines:
        line.decode()  # no letter is cut in two


@pytest.mark.parametrize("path", [*CALENDARS, "/events/long.ics"])
def test_every_entry_has_each_property_as_often_as_it_may(client, deadline, path):
    unfolded = client.get(path).content.decode().replace("\r\n ", "")
    components = properties_of(unfolded.split("\r\n")[:-1])
    entries = [names for kind, names in components if kind == "VEVENT"]
    assert entries
    for names in entries:
        assert set(names) >= NEEDED
        assert [name for name in ONCE if names.count(name) > 1] == []
    ((_kind, of_calendar),) = [one for one in components if one[0] == "VCALENDAR"]
    assert [name for name in ("VERSION", "PRODID") if of_calendar.count(name) != 1] == []
    stamps = re.findall("^DTSTAMP:(.*)$", unfolded, re.MULTILINE)
    assert len(stamps) == len(entries)
    assert all(re.fullmatch(r"\d{8}T\d{6}Z\r?", stamp) for stamp in stamps)  # 3.8.7.2: in UTC


@pytest.mark.parametrize("path", [*CALENDARS, "/events/long.ics"])
def test_every_calendar_is_read_without_an_error_and_ends_after_it_begins(client, deadline, path):
    calendar = icalendar.Calendar.from_ical(client.get(path).content)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    for entry in calendar.walk("VEVENT"):
        begins, ends = entry.decoded("dtstart"), entry.decoded("dtend", None)
        assert type(begins) is type(ends) or ends is None
        assert ends is None or ends > begins
    uids = [str(entry["uid"]) for entry in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    assert calendar.to_ical() == client.get(path).content


def test_an_identity_is_the_same_in_every_calendar_and_on_every_day(client, deadline, monkeypatch):
    def uids(path):
        entries = icalendar.Calendar.from_ical(client.get(path).content).walk("VEVENT")
        return {str(entry["uid"]): entry.decoded("dtstamp") for entry in entries}

    alone = uids("/events/long.ics")
    assert len(alone) == 2
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert uids("/events/long.ics") == alone
    assert alone.items() <= uids("/events.ics").items()


def test_type_and_topics_are_categories_and_a_deadline_is_an_entry_of_its_own(client, deadline):
    event, closing = icalendar.Calendar.from_ical(client.get("/events/long.ics").content).walk(
        "VEVENT"
    )
    assert event["categories"].cats == ["Conference", "Artificial intelligence"]
    assert closing["categories"].cats == ["Deadline"]
    assert closing.decoded("dtstart").isoformat() == "2031-04-01"
