"""What one process holds of records and rows is what any other would find."""

import pytest

from hub.imports.validate import reset_rows, validate_chunk
from hub.records.models import recorded_change
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_record_made_since_is_seen_by_the_next_chunk(stage, make_tool):
    job = stage({"Name": "First"}, {"Name": "Second"})
    validate_chunk(job, 1)
    made = make_tool(slug="second-one", name="Second")
    validate_chunk(job, 1)
    row = job.rows.get(number=3)
    assert (row.verdict, row.candidates[0]["record_id"]) == ("duplicate", made.pk)


def test_a_record_that_was_renamed_is_known_by_its_new_name(stage, make_tool):
    tool = make_tool(slug="a", name="Old name")
    job = stage({"Name": "Old name"}, {"Name": "Old name of old"}, {"Name": "Fresh name"})
    validate_chunk(job, 1)
    tool.name = "Fresh name"
    with recorded_change(tool):
        tool.save()
    validate_chunk(job, 2)
    verdicts = list(job.rows.in_order().values_list("verdict", flat=True))
    assert verdicts == ["duplicate", "new", "duplicate"]


def test_a_process_that_takes_over_finds_the_same(stage):
    rows = [{"Name": "Alpha"}, {"Name": "Beta"}, {"Name": "alpha"}, {"Name": "Béta"}]
    found = []
    for takes_over in (False, True):
        job = stage(*rows, dry_run=True)
        while validate_chunk(job, 1):
            if takes_over:
                clear_caches()
        found.append(list(job.rows.in_order().values_list("verdict", "row")))
    assert found[0] == found[1]


def test_rows_that_are_checked_again_keep_what_the_reading_found(stage):
    job = stage({}, {"Name": "Other", "Summary": ""})
    said = {"code": "too_many_cells", "column": "", "value": "", "sentence": "Too many."}
    job.rows.filter(number=2).update(problems=[said])
    validate_chunk(job)
    assert reset_rows(job) == 2
    assert (job.counts, job.rows_checked) == ({}, 0)
    kept = job.rows.in_order().values_list("problems", flat=True)
    assert list(kept) == [[said], []]
