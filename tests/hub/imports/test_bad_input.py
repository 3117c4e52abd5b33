"""Bad input on its whole way: a clear sentence, and nothing half-written."""

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Tool
from events.models import Event
from hub.imports import job_runner
from hub.imports.models import ImportSource
from hub.imports.report import report_lines
from hub.imports.staging import create_job

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ROW = "Alpha {n},Against human trafficking.,https://a{n}.example.org\n"
HEAD = "Name,Summary,Website\n"
GOOD = HEAD + "".join(ROW.format(n=n) for n in range(3))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds nothing"),
        (b"Name,Summary,Website\n", "no row"),
        (b"PK\x03\x04 not a workbook", "workbook is damaged"),
        (b'[{"name": "a"', "JSON is broken at line 1"),
        (b"\x00\x01\x02\x03" * 50, "neither a text table"),
        ((GOOD + "x" * 2_000_000).encode(), "more than 100000 characters"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_a_sentence(source, work, content, words):
    batch = work(create_job(ContentFile(content), source=source, name="list.csv"))
    assert (batch.state, Tool.objects.count()) == ("failed", 0)
    assert words in batch.sentence


@pytest.fixture
def checked(upload, work):
    def run(rows, headings):
        batch = work(upload(rows, headings))
        assert job_runner.check(batch), batch.sentence
        return work(batch)

    return run


def test_dates_in_four_formats_and_one_impossible(checked, work):
    dates = ["2021-10-17", "17/10/2021", "17 octobre 2021", "10/2021", "31/02/2021"]
    names = ["Alpha", "Beta", "Gamma", "Delta", "Omega"]
    told = "Against human trafficking."
    rows = [[name, told, date] for name, date in zip(names, dates, strict=True)]
    batch = checked(rows, ["Name", "Summary", "First released"])
    assert [row.row.get("first_released") for row in batch.rows.in_order()] == [
        "2021-10-17", "2021-10-17", "2021-10-17", "2021-10", None,
    ]  # fmt: skip
    (line,) = report_lines(batch)
    assert (line.row, line.column) == (6, "First released")
    assert line.sentence.startswith("There is no such date as “31/02/2021”.")
    job_runner.accept(batch)
    assert (work(batch).state, Tool.objects.count()) == ("applied", 5)
    assert Tool.objects.get(name="Omega").first_released is None


def test_a_row_with_a_problem_is_not_half_written(checked, work, make_tool):
    make_tool(slug="taken", name="Quite another thing")
    rows = [
        ["Alpha", "Against human trafficking.", "taken", "Screening"],
        ["Beta", "Against human trafficking.", "", "Teleportation"],
        ["=cmd|' /C calc'!A0", "Against human trafficking.", "", "Hotline"],
    ]
    batch = checked(rows, ["Name", "Summary", "Slug", "Purpose"])
    assert [(one.row, one.column, one.value) for one in report_lines(batch)] == [
        (2, "Slug", "taken"), (3, "Purpose", ""),
    ]  # fmt: skip
    job_runner.accept(batch)
    work(batch)
    new = Tool.objects.exclude(slug="taken")
    # Of the second row only the word that is no term is left out.
    assert sorted(tool.name for tool in new) == ["=cmd|' /C calc'!A0", "Beta"]


def test_a_mixed_file_holds_what_is_off_topic_and_publishes_and_drops_nothing(work, words):
    source = ImportSource.objects.create(slug="mixed", title="M", kind="event", key_field="name")
    content = (
        "Name,Start date,Theme\n"
        "Joint statement on trafficking in human beings,2024-07-30,Protection of victims\n"
        "Assessment of joint agency interventions,2023-03-01,How agencies work together on roads\n"
    )
    batch = work(create_job(ContentFile(content.encode()), source=source, name="mixed.csv"))
    job_runner.check(batch)
    work(batch)
    assert batch.counts == {"new": 1, "off_topic": 1}
    (line,) = report_lines(batch)
    assert (line.row, line.sentence) == (
        3, "Perhaps off topic: no topic, action area or word about trafficking is in it.",
    )  # fmt: skip
    job_runner.accept(batch)
    assert work(batch).state == "applied"
    assert [event.name for event in Event.objects.all()] == [
        "Joint statement on trafficking in human beings"
    ]
    assert batch.rows.get(number=3).verdict == "off_topic"


CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
CLASS:PRIVATE
SUMMARY:Human trafficking case conference about Maria L.
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Seminar on human trafficking
DTSTART:20261210T090000Z
LOCATION:House Rosa\\, -6.3690\\, 34.8888\\, tel +41 44 668 18 00
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.usefixtures("words")
def test_a_calendar_gives_away_no_private_event_and_no_place_to_be_found(db, work):
    source = ImportSource.objects.create(slug="c", title="C", kind="event", key_field="key")
    job = work(create_job(ContentFile(CALENDAR), source=source, name="l.ics"))
    assert "1 event is marked as private and was not read." in job.sentence
    assert job_runner.check(job)
    work(job)
    row = job.rows.get()
    found = {(one["field"], one["value"]) for one in row.problems if one["code"] == "personal"}
    assert row.verdict == "personal"
    assert found == {("place", "+41 44 668 18 00"), ("place", "-6.3690, 34.8888")}
