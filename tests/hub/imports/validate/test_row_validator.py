"""The verdict on each row."""

import pytest

from hub.imports.validate import reset_rows, validate_chunk
from hub.records.models import Revision, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def codes(row):
    return [problem["code"] for problem in row.problems]


def test_a_row_that_nothing_is_known_of_is_new_and_gets_a_slug(check):
    (row,) = check({})
    assert (row.verdict, row.row["slug"], row.record_id) == ("new", "safe-case", None)


def test_a_row_that_says_what_the_record_says_is_unchanged(check, make_tool):
    tool = make_tool(slug="safe-case", name="Safe Case", summary="Against trafficking.")
    (row,) = check({"Slug": "safe-case", "Summary": "Against trafficking."})
    assert (row.verdict, row.record_id, row.version) == ("unchanged", tool.pk, tool.version)


def test_a_row_that_differs_where_no_person_wrote_is_changed(check, make_tool):
    tool = make_tool(slug="safe-case", name="Safe Case")
    Revision.objects.update(run="load:tools")
    (row,) = check({"Slug": "safe-case", "Summary": "New words on trafficking."})
    assert row.verdict == "changed"
    assert row.differences == [
        {"field": "summary", "old": tool.summary, "new": "New words on trafficking.",
         "owner": "source"}
    ]  # fmt: skip


def test_a_field_that_a_curator_wrote_is_a_conflict(check, make_tool):
    make_tool(slug="safe-case", name="Safe Case")
    Revision.objects.update(run="")
    (row,) = check({"Slug": "safe-case", "Summary": "New words."})
    assert (row.verdict, row.differences[0]["owner"]) == ("conflict", "curator")


def test_a_field_that_was_edited_since_the_last_import_is_the_curators(check, make_tool, said):
    tool = make_tool(slug="safe-case", name="Safe Case", summary="First.", notes="Notes.")
    said(tool, "safe-case", {"name": "Safe Case", "summary": "First.", "notes": "Notes."})
    with recorded_change(tool):
        tool.summary = "A curator’s words."
        tool.save()
    (row,) = check({"Slug": "safe-case", "Summary": "Second.", "Notes": "Others."})
    owners = {one["field"]: one["owner"] for one in row.differences}
    assert (row.verdict, owners) == ("conflict", {"summary": "curator", "notes": "source"})


def test_a_proposal_that_was_refused_is_not_made_again(check, make_tool, said):
    tool = make_tool(slug="safe-case", name="Safe Case", summary="A curator’s words.")
    said(tool, "safe-case", {"summary": "Second."}, kept={"summary": "Second."})
    (row,) = check({"Slug": "safe-case", "Summary": "Second."})
    assert row.verdict == "unchanged"


def test_a_column_that_is_not_in_the_file_is_untouched(check, make_tool):
    make_tool(slug="safe-case", name="Safe Case", notes="Kept.")
    (row,) = check({"Slug": "safe-case", "Name": "Safe Case"}, whole=True)
    assert row.verdict == "unchanged"


def test_an_empty_cell_takes_nothing_away(check, make_tool):
    make_tool(slug="safe-case", name="Safe Case", notes="Kept.")
    (row,) = check({"Slug": "safe-case", "Name": "Safe Case", "Notes": ""}, whole=True)
    assert row.verdict == "unchanged"


def test_a_new_row_without_what_a_record_needs_is_a_problem_with_its_column(check):
    (row,) = check({"Summary": ""})
    assert (row.verdict, row.problems[0]["column"]) == ("problem", "Summary")


def test_a_row_goes_on_without_a_word_that_is_no_term(check, make_term):
    make_term("user/police")
    (row,) = check({"Users": "Astronauts"})
    (note,) = row.problems
    assert (row.verdict, note["column"], note["value"]) == ("new", "Users", "Astronauts")
    assert "no term" in note["sentence"]
    assert "user" not in row.row


def test_a_word_that_is_no_term_takes_no_term_away_from_a_record(check, make_tool):
    make_tool(slug="safe-case", name="Safe Case", terms=("user/police", "user/court"))
    Revision.objects.update(run="load:tools")
    (row,) = check({"Slug": "safe-case", "Users": "Police; Astronauts"})
    assert row.verdict in ("unchanged", "changed")
    assert "user" not in {difference["field"] for difference in row.differences}


def test_a_slug_of_another_record_is_a_problem_that_names_it(check, make_tool):
    make_tool(slug="safe-case", name="Bright Lantern", url="https://lantern.example")
    (row,) = check({"Slug": "safe-case", "Name": "Quite Another Thing"})
    assert (row.verdict, codes(row)) == ("problem", ["slug_taken"])
    assert "Bright Lantern" in row.problems[0]["sentence"]


def test_a_slug_of_another_record_is_a_problem_for_a_row_known_by_its_key(check, make_tool, said):
    tool = make_tool(slug="one", name="Safe Case")
    make_tool(slug="two", name="Bright Lantern")
    said(tool, "Safe Case", {"name": "Safe Case"})
    (row,) = check({"Slug": "two"}, key_field="name")
    tool_source = row.batch.source
    tool_source.key_field = "name"
    tool_source.save()
    reset_rows(row.batch)
    validate_chunk(row.batch)
    row.refresh_from_db()
    assert codes(row) == ["slug_taken"]


def test_a_former_slug_is_a_problem_that_names_the_record(check, make_tool):
    tool = make_tool(slug="old-name", name="Safe Case")
    tool.rename("new-name", by=None)
    (row,) = check({"Slug": "old-name"})
    assert codes(row) == ["former_slug"]


def test_the_second_row_of_a_key_is_a_problem_that_names_the_first(check):
    _first, second, third = check({"Slug": "a"}, {"Slug": "b", "Name": "Other"}, {"Slug": "a"})
    assert (second.verdict, third.verdict) == ("new", "problem")
    assert "Row 2" in third.problems[0]["sentence"]


def test_a_row_like_a_record_is_shown_beside_it(check, make_tool):
    tool = make_tool(slug="known", name="Safe Câse Manager")
    (row,) = check({"Name": "safe case manager"})
    assert row.verdict == "duplicate"
    assert row.candidates == [
        {"record_id": tool.pk, "slug": "known", "name": "Safe Câse Manager", "score": 100,
         "why": "name"}
    ]  # fmt: skip


def test_a_row_like_an_earlier_row_of_the_file_is_shown_beside_it(check):
    rows = check({"Website": "https://a.example/"}, {"Name": "B"}, {"Name": "Else", "Website":
                 "http://www.a.example"})  # fmt: skip
    assert [row.verdict for row in rows] == ["new", "new", "duplicate"]
    assert rows[2].candidates[0]["row"] == 2


def test_personal_data_in_a_text_hold_the_row(check):
    (row,) = check({"Summary": "Against trafficking. Write to jane.doe@example.org."})
    problem = row.problems[0]
    assert (row.verdict, problem["field"], problem["value"]) == (
        "personal", "summary", "jane.doe@example.org",
    )  # fmt: skip


def test_a_row_without_a_word_of_ours_is_perhaps_off_topic_with_the_reason(check):
    statement, assessment = check(
        {"Name": "Statement", "Summary": "A statement against trafficking in persons."},
        {"Name": "Assessment", "Summary": "An assessment of joint agency interventions in floods."},
    )
    assert (statement.verdict, assessment.verdict) == ("new", "off_topic")
    assert "off topic" in assessment.problems[0]["sentence"]


def test_markup_and_hidden_directions_are_taken_out_of_texts(check):
    (row,) = check({"Summary": "Against <script>alert(1)</script><b>traffick\u202eing</b>."})
    assert row.row["summary"] == "Against trafficking."


def test_a_problem_goes_before_everything_else(check, make_term):
    make_term("user/police")
    (row,) = check({"Name": "", "Slug": "x", "Summary": "Write to jane.doe@example.org."})
    assert row.verdict == "problem"


def test_the_counts_of_the_import_are_those_of_its_rows(check):
    rows = check({}, {"Name": "Other"}, {"Summary": "", "Name": "Third"})
    job = rows[0].batch
    job.refresh_from_db()
    assert (job.counts, job.rows_checked) == ({"new": 2, "problem": 1}, 3)


def test_checking_rows_again_comes_to_the_same(check):
    rows = check({}, {"Name": "Safe Case"}, {"Name": "Other"})
    before = [(row.verdict, row.row, row.candidates) for row in rows]
    job = rows[0].batch
    reset_rows(job)
    while validate_chunk(job):
        pass
    assert [(row.verdict, row.row, row.candidates) for row in job.rows.in_order()] == before


def test_the_number_of_queries_does_not_grow_with_the_rows(
    stage, make_tool, django_assert_max_num_queries
):
    for number in range(20):
        make_tool(slug=f"tool-{number}", name=f"Tool {number}")
    job = stage(*({"Slug": f"tool-{number}", "Name": f"Tool {number}"} for number in range(60)))
    validate_chunk(job, 2)
    with django_assert_max_num_queries(20):
        validate_chunk(job, 58)


def test_an_organisation_is_found_by_its_name_in_another_script(check, make_organisation):
    known = make_organisation(slug="iom", name="IOM", names=("Международная организация",))
    (row,) = check({"Name": "международная  ОРГАНИЗАЦИЯ"}, kind="organisation", whole=True)
    assert (row.verdict, row.candidates[0]["record_id"]) == ("duplicate", known.pk)


def test_an_event_that_ends_before_it_begins_is_a_problem(check):
    (row,) = check(
        {"Event": "A conference", "Start date": "2024-05-02", "End date": "2024-05-01"},
        kind="event", whole=True,
    )  # fmt: skip
    assert codes(row) == ["contradiction"]
