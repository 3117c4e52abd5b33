"""Calendars as rows of events."""

import hashlib
from pathlib import Path

import pytest

from hub.imports.read.sandbox import UnreadableFile, detect_file_format, open_rows

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"


def calendar(*lines, before=()):
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *before, "BEGIN:VEVENT", "UID:1", *lines]
    return "\r\n".join([*text, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def filled(row):
    return {name: value for name, value in row.cells.items() if value}


def test_an_event_of_a_calendar(read):
    assert detect_file_format(FILES / "calendar.ics").format == "ics"
    _headings, rows = read(FILES / "calendar.ics")
    name = hashlib.sha256(b"1").hexdigest()[:32]
    assert filled(rows[0]) == {
        "key": f"{name}@example.org", "name": "Seminar on human trafficking",
        "start_date": "2026-10-06", "start_time": "07:00", "time_zone": "UTC",
        "status": "scheduled",
    }  # fmt: skip


def test_what_a_calendar_says_of_an_event(written, read):
    lines = (
        "SUMMARY:Seminar\\, with guests", "DTSTART;TZID=Europe/Vienna:20261006T090000",
        "DTEND;TZID=Europe/Vienna:20261007T170000", "LOCATION:Hofburg\\nVienna",
        "DESCRIPTION:All day.\\nBring a pen.", "URL:https://e.example.org", "STATUS:CANCELLED",
        "CATEGORIES:Training,Law",
    )  # fmt: skip
    _headings, rows = read(written(calendar(*lines)))
    assert filled(rows[0]) == {
        "key": "1", "name": "Seminar, with guests", "start_date": "2026-10-06",
        "start_time": "09:00", "end_date": "2026-10-07", "end_time": "17:00",
        "time_zone": "Europe/Vienna", "place": "Hofburg Vienna", "url": "https://e.example.org",
        "status": "cancelled", "categories": "Training; Law", "notes": "All day.\nBring a pen.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "before", "times"),
    [
        (("DTSTART;VALUE=DATE:20261006", "DTEND;VALUE=DATE:20261007"), (), ("2026-10-06", "", "",
                                                                             "", "")),
        (("DTSTART;VALUE=DATE:20261006", "DTEND;VALUE=DATE:20261009"), (),
         ("2026-10-06", "", "2026-10-08", "", "")),
        (("DTSTART:20261006T220000Z", "DURATION:PT2H"), ("X-WR-TIMEZONE:Europe/Vienna",),
         ("2026-10-07", "00:00", "", "02:00", "Europe/Vienna")),
        (("DTSTART:20261006T090000",), ("X-WR-TIMEZONE:Africa/Nairobi",),
         ("2026-10-06", "09:00", "", "", "Africa/Nairobi")),
        (("DTSTART;TZID=W. Europe Standard Time:20261006T090000",), (),
         ("2026-10-06", "09:00", "", "", "Europe/Berlin")),
        (("DTSTART:20261006T090000",), (), ("2026-10-06", "", "", "", "")),
    ],
)  # fmt: skip
def test_days_and_times(written, read, lines, before, times):
    _headings, rows = read(written(calendar("SUMMARY:X", *lines, before=before)))
    names = ("start_date", "start_time", "end_date", "end_time", "time_zone")
    assert tuple(rows[0].cells[name] for name in names) == times


def test_a_time_without_a_zone_is_told(written, read):
    _headings, rows = read(written(calendar("SUMMARY:X", "DTSTART:20261006T090000")))
    assert [(problem["code"], problem["value"]) for problem in rows[0].problems] == [
        ("time_without_zone", "09:00")
    ]


def test_no_person_is_read(written, read):
    lines = (
        "SUMMARY:X", "DTSTART:20261006T070000Z",
        "ORGANIZER;CN=Jane Doe:mailto:jane@example.org",
        "ATTENDEE;CN=John Roe:mailto:john@example.org", "CONTACT:Jim Poe\\, +43 1 234567",
        "URL:mailto:jane@example.org",
    )  # fmt: skip
    _headings, rows = read(written(calendar(*lines)))
    said = " ".join(map(str, rows[0].cells.values()))
    assert not any(word in said for word in ("Doe", "Roe", "Poe", "example.org", "234567"))


def test_an_event_that_recurs_is_read_once_and_told(written, read):
    lines = ("SUMMARY:X", "DTSTART:20261006T070000Z", "RRULE:FREQ=WEEKLY")
    _headings, rows = read(written(calendar(*lines)))
    assert [problem["code"] for problem in rows[0].problems] == ["recurs"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "holds no event"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "holds no event"),
        (b"BEGIN:VCALENDAR\r\nfoo bar baz\r\nEND:VCALENDAR\r\n", "damaged"),
    ],
)
def test_a_calendar_that_cannot_be_read(written, read, content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(written(content))


# What its owner means for nobody else


@pytest.mark.parametrize(
    ("privacy", "names"),
    [
        ("CLASS:PRIVATE", ["Open"]),
        ("CLASS:confidential", ["Open"]),
        ("CLASS:X-OURS", ["Open"]),
        ("CLASS:PUBLIC", ["Open", "Case of Maria"]),
        ("X-CLASS:PRIVATE", ["Open", "Case of Maria"]),
    ],
)
def test_private_events_are_counted_and_not_read(written, privacy, names):
    second = ("END:VEVENT", "BEGIN:VEVENT", "UID:2", "SUMMARY:Case of Maria", privacy)
    path = written(calendar("SUMMARY:Open", "DTSTART:20261006T070000Z", *second))
    with open_rows(path, detect_file_format(path)) as opened:
        rows = [row for batch in opened.chunks() for row in batch]
        private = opened.layout["private_entries"]
    assert [row.cells["name"] for row in rows] == names
    assert private == 2 - len(names)


def test_a_calendar_of_private_events_says_so(written, read):
    with pytest.raises(UnreadableFile, match="marked as private"):
        read(written(calendar("SUMMARY:Case of Maria", "CLASS:PRIVATE")))


def test_of_an_identifier_no_name_is_kept(written, read):
    content = calendar("SUMMARY:X").replace(b"UID:1", b"UID:jane.doe@shelter.example.org")
    _headings, rows = read(written(content))
    _headings, again = read(written(content))
    name, _at, host = rows[0].cells["key"].partition("@")
    assert ("jane" in name, "doe" in name, host) == (False, False, "shelter.example.org")
    assert again[0].cells["key"] == rows[0].cells["key"]


MEETINGS = [
    ("https://us02web.zoom.us/j/123?pwd=c0de#success", "https://us02web.zoom.us/j/123"),
    ("https://teams.microsoft.com/l/meetup-join/1?context=c0de", "https://teams.microsoft.com/l/meetup-join/1"),
    ("https://meet.google.com/abc?authuser=c0de", "https://meet.google.com/abc"),
    ("https://rooms.example.org/7?a=1&PWD=c0de", "https://rooms.example.org/7"),
    ("https://example.org/zoom.us/?page=2", "https://example.org/zoom.us/?page=2"),
    ("https://notzoom.us/?page=2", "https://notzoom.us/?page=2"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["URL", "LOCATION", "DESCRIPTION"])
@pytest.mark.parametrize(("address", "kept"), MEETINGS)
def test_no_code_lets_readers_into_a_meeting(written, read, name, address, kept):
    _headings, rows = read(written(calendar("SUMMARY:X", f"{name}:{address}")))
    cell = {"URL": "url", "LOCATION": "place", "DESCRIPTION": "notes"}[name]
    assert rows[0].cells[cell] == kept
    remarks = [problem["code"] for problem in rows[0].problems]
    assert remarks == (["access_code"] if address != kept else [])
