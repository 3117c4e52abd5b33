"""A new event whose date could not be read waits for a person."""

import pytest

from hub.imports.report import report_lines
from hub.imports.review import decisions
from hub.imports.review.decisions import row_outcome, waiting_rows
from tests.events.conftest import make_event  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OTHER = {"Name": "Other days against human trafficking", "When": "12–14 May 2026"}
NAME = "Conference on human trafficking"


def event(when):
    return {"Name": NAME, "When": when}


@pytest.mark.parametrize("when", ["Spring 2025", "14/03/2024 - 12/03/2024"])
def test_it_waits_and_says_what_could_not_be_read(check, when):
    row, _other = check(event(when), OTHER, kind="event", whole=True)
    assert row.verdict == "undated"
    assert (row_outcome(row).write, row_outcome(row).reason) == (False, "undated")
    assert list(waiting_rows(row.batch.rows.all())) == [row]
    (problem,) = row.problems
    assert (problem["column"], problem["value"]) == ("When", when)
    assert when in problem["sentence"]
    assert problem["sentence"] in {line.sentence for line in report_lines(row.batch)}


def test_it_is_added_without_its_date_when_a_person_says_so(check, make_person):
    row, _other = check(event("Spring 2025"), OTHER, kind="event", whole=True)
    assert not row_outcome(row).write
    decisions.allow_undated(row.batch.rows.all(), by=make_person())
    row.refresh_from_db()
    assert row_outcome(row).write
    assert not row_outcome(row).facts.get("start")
    assert not waiting_rows(row.batch.rows.all()).exists()


@pytest.mark.parametrize("when", ["", "tba", "12–14 May 2026", "May 2026"])
def test_a_date_that_is_read_or_not_given_waits_for_nobody(check, when):
    (row,) = check(event(when), kind="event", whole=True)
    assert row.verdict == "new"


def test_an_event_that_is_there_keeps_its_date(check, make_event, said):  # noqa: F811
    there = make_event(name=NAME, start="2025-04-01")
    said(there, NAME, {"name": NAME})
    row, _other = check(event("Spring 2025") | {"Notes": "More."}, OTHER, kind="event", whole=True)
    assert (row.record_id, row.verdict) == (there.pk, "changed")
    assert "start" not in row_outcome(row).facts
