"""The command line goes the way of the pages."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.map import save_profile
from hub.imports.models import Import

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, rows_of_file, source, words):
    found = tmp_path / "tools.csv"
    with found.open("w", newline="") as out:
        rows = [["Name", "Summary", "Website", "Purpose", "Country"], *rows_of_file(3)]
        csv.writer(out).writerows(rows)
    return found


def run(path, **options):
    out = io.StringIO()
    call_command("import_file", path, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_a_file_is_imported_for_review(path):
    said = run(path, source="list")
    assert "new: 3" in said
    assert "written: 3" in said
    assert set(Tool.objects.values_list("state", flat=True)) == {"in_review"}


def test_a_trial_reports_and_writes_nothing(path):
    assert "new: 3" in run(path, source="list", dry_run=True)
    assert not Tool.objects.exists()


def test_a_profile_says_the_source_and_the_columns(path, upload, work, rows_of_file, make_person):
    job = work(upload(rows_of_file(1)))
    save_profile(job, "list-csv", "List", by=make_person())
    job_runner.cancel(job)
    run(path, profile="list-csv", publish_as="published")
    assert set(Tool.objects.values_list("state", flat=True)) == {"published"}


def test_problems_are_reported_and_told_by_the_exit_code(path):
    with path.open("a") as out:
        out.write("Lone name,,,Screening,Kenya\n")
    with pytest.raises(SystemExit) as stopped:
        run(path, source="list")
    assert stopped.value.code == 2
    assert Tool.objects.count() == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({}, "Say where"), ({"source": "nobody"}, "no source"), ({"profile": "none"}, "no profile")],
)
def test_what_is_missing_is_said(path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(path, **options)


def test_a_file_that_cannot_be_read_stops_with_its_sentence(path):
    path.write_bytes(b"")
    with pytest.raises(CommandError) as stopped:
        run(path, source="list")
    assert str(stopped.value) == Import.objects.get().sentence
