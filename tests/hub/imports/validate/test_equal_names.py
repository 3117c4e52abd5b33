"""Rows of one name: told apart by what tells such records apart, else each can be dealt with."""

import pytest

from hub.imports.review import decisions
from hub.imports.review.decisions import row_outcome
from tests.events.conftest import make_event  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WEBINAR = {"Name": "Webinar on human trafficking"}


def codes(row):
    return [problem["code"] for problem in row.problems]


def event(start, place="", **more):
    return WEBINAR | {"Start date": start, "Place": place} | more


def test_a_series_of_events_has_a_key_and_a_record_for_each_date(check):
    rows = check(
        event("2024-03-01"), event("2024-04-05"), event("2025-03-01"), kind="event", whole=True
    )
    assert [row.verdict for row in rows] == ["new"] * 3
    assert len({row.key for row in rows}) == 3
    assert len({row.row["slug"] for row in rows}) == 3


def test_events_of_one_day_are_told_apart_by_their_places(check):
    rows = check(
        event("2024-03-01", "Vienna"), event("1 March 2024", "Geneva"), kind="event", whole=True
    )
    assert [(row.verdict, row.key) for row in rows] == [
        ("new", "Webinar on human trafficking · 2024-03-01 · Vienna"),
        ("new", "Webinar on human trafficking · 2024-03-01 · Geneva"),
    ]


def test_a_place_that_is_not_needed_is_no_part_of_the_key(check):
    (row,) = check(event("2024-03-01", "Vienna"), kind="event", whole=True)
    assert row.key == "Webinar on human trafficking · 2024-03-01"


def test_rows_that_nothing_tells_apart_name_the_other_row_to_be_chosen(check):
    rows = check(event("2024-03-01"), event("2024-03-01"), kind="event", whole=True)
    assert [(row.verdict, codes(row)) for row in rows] == [("new", []), ("problem", ["key_twice"])]
    assert rows[1].candidates[0]["row"] == 2


def test_practice_notes_of_one_title_are_told_apart_by_their_tools(check, make_tool):
    make_tool(slug="one"), make_tool(slug="two", name="Another one")
    note = {"Title": "Used in a shelter", "Summary": "So it was used for victims of trafficking."}
    rows = check(note | {"Tool": "one"}, note | {"Tool": "two"}, kind="deployment", whole=True)
    assert [row.verdict for row in rows] == ["new", "new"]


def test_what_an_earlier_import_knew_by_name_alone_is_known_by_name_and_date(
    check,
    make_event,  # noqa: F811
    said,
):
    first = make_event(name=WEBINAR["Name"], start="2024-03-01", slug="first")
    said(first, WEBINAR["Name"], {"name": WEBINAR["Name"], "start": "2024-03-01"})
    rows = check(event("2025-03-01"), event("2024-03-01"), kind="event", whole=True)
    assert [row.record_id for row in rows] == [None, first.pk]


def test_an_event_that_was_put_off_is_asked_about(check, make_event, said):  # noqa: F811
    first = make_event(name=WEBINAR["Name"], start="2024-03-01", slug="first")
    said(first, f"{WEBINAR['Name']} · 2024-03-01", {"name": WEBINAR["Name"]})
    (row,) = check(event("2024-04-01"), kind="event", whole=True)
    assert row.verdict == "duplicate"
    assert row.candidates[0]["record_id"] == first.pk


@pytest.mark.parametrize("dates", [("Spring 2025", "Autumn 2025"), ("tba", "tba"), ("", "")])
def test_rows_of_one_name_that_state_no_date_are_asked_about(check, make_person, dates):
    dated = event("2020-02-01") | {"Name": "Another day against trafficking"}
    *rows, _dated = check(*(event(date) for date in dates), dated, kind="event", whole=True)
    assert (rows[1].verdict, rows[1].candidates[0]["row"]) == ("duplicate", 2)
    assert "key_twice" not in codes(rows[1])
    by = make_person()
    for row in rows:
        decisions.mark_different(row.batch.rows.filter(pk=row.pk), by=by)
        decisions.allow_undated(row.batch.rows.filter(pk=row.pk), by=by)
        row.refresh_from_db()
    assert [row_outcome(row).write for row in rows] == [True, True]
    assert rows[0].row["slug"] != rows[1].row["slug"]


def test_three_rows_of_one_name_that_state_no_date_have_a_slug_each(check):
    rows = check(*(event("tba", Notes=str(n)) for n in range(3)), kind="event", whole=True)
    assert [row.verdict for row in rows[1:]] == ["duplicate"] * 2
    assert len({row.row["slug"] for row in rows}) == 3


def test_what_names_a_row_twice_is_told_of_the_column_that_names_it(check):
    rows = check(event("2024-03-01"), event("2024-03-01"), kind="event", whole=True)
    assert [problem["column"] for problem in rows[1].problems] == ["Name"]
    rows = check({"Slug": "a"}, {"Slug": "a"})
    assert [problem["column"] for problem in rows[1].problems] == ["Slug"]


# What can be done with a row that has a problem


def test_a_row_with_a_problem_can_be_left_out_on_purpose(check, make_person):
    (row,) = check({"Summary": ""})
    decisions.decide_rows(row.batch.rows.all(), "skip", by=make_person())
    row.refresh_from_db()
    assert row_outcome(row).reason == "skip"
    decisions.clear_decisions(row.batch.rows.all(), by=make_person())
    row.refresh_from_db()
    assert row_outcome(row).reason == "problem"


def test_a_row_that_lacks_what_a_new_record_needs_may_be_a_record_that_is_there(
    check, make_tool, make_person
):
    tool = make_tool(slug="case-safe", name="Safe Case")
    (row,) = check({"Summary": "", "URL": "https://safe.example.org"})
    assert (row.verdict, row.candidates[0]["record_id"]) == ("problem", tool.pk)
    decisions.mark_same(row, tool.pk, by=make_person(), merge=True)
    row.refresh_from_db()
    assert row.verdict != "problem"
    assert row_outcome(row).record_id == tool.pk


def test_a_row_of_a_key_that_stands_twice_can_be_said_to_be_a_record(
    check,
    make_event,  # noqa: F811
    make_person,
):
    there = make_event(name=WEBINAR["Name"], start="2024", slug="there")
    rows = check(
        event("2024-03-01", Notes="One."), event("2024-03-01", Notes="Two."),
        kind="event", whole=True,
    )  # fmt: skip
    assert there.pk in {one.get("record_id") for one in rows[1].candidates}
    decisions.mark_same(rows[1], there.pk, by=make_person(), merge=True)
    rows[1].refresh_from_db()
    # The source means the other row by the key.
    assert (rows[1].verdict, rows[1].key) == ("conflict", "")


def test_a_row_of_a_key_that_stands_twice_can_be_said_to_repeat_the_other(check, make_person):
    rows = check({"Slug": "a"}, {"Slug": "a"})
    decisions.mark_repeated(rows[1], 2, by=make_person())
    rows[1].refresh_from_db()
    assert row_outcome(rows[1]).reason == "same_row"


# Other names


def test_an_other_name_that_a_record_has_is_told_with_that_record(check, make_organisation):
    there = make_organisation(name="International Organization for Migration", names=("IOM",))
    (row,) = check(
        {"Name": "Institute of Migrants", "Other names": "IOM; InMi"}, kind="organisation",
        whole=True,
    )  # fmt: skip
    assert [name[0] for name in row.row["names"]] == ["InMi"]
    (note,) = [problem for problem in row.problems if problem["code"] == "name_taken"]
    assert (note["column"], note["value"], note["record_id"]) == ("Other names", "IOM", there.pk)
    assert "International Organization for Migration" in note["sentence"]
    assert row.verdict != "problem"


def test_an_other_name_that_an_earlier_row_has_is_told_with_that_row(check):
    rows = check(
        {"Name": "Office for Migrants", "Other names": "OM"},
        {"Name": "Aid against trafficking", "Other names": "OM"},
        kind="organisation", whole=True,
    )  # fmt: skip
    assert rows[1].row["names"] == []
    assert "row 2" in rows[1].problems[0]["sentence"]


def test_an_other_name_that_is_the_records_own_is_not_told(check, make_organisation):
    make_organisation(slug="iom", name="International Organization for Migration", names=("IOM",))
    (row,) = check(
        {"Slug": "iom", "Name": "International Organization for Migration", "Other names": "IOM"},
        kind="organisation", whole=True,
    )  # fmt: skip
    assert (row.verdict, row.problems) == ("unchanged", [])
