"""The next file of a source is not like the last one: nothing of that is passed over."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.map import ColumnMap, MappedColumn, save_profile
from hub.imports.map.column_drift import ColumnDrift
from hub.imports.models import Import, SourceRecordState
from hub.imports.staging import create_job

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FILES = Path(__file__).resolve().parents[2] / "data" / "imports"


@pytest.fixture
def bring(source, work, make_term):
    """A file of the source as far as a person is asked."""
    for slug, label in (("ke", "Kenya"), ("gh", "Ghana"), ("ua", "Ukraine")):
        make_term(f"country/{slug}", label=label)

    def run(content, **choices):
        file = ContentFile(content)
        job = create_job(file, source=source, name="list", publish_as="published", **choices)
        return work(job)

    return run


@pytest.fixture
def profile(bring, work, make_person):
    job = bring((FILES / "13a-partner-list-january.csv").read_bytes())
    fields = {"Tool": "name", "Short text": "summary", "Home": "url", "Where": "countries"}
    columns = tuple(MappedColumn(heading, field) for heading, field in fields.items())
    Import.objects.filter(pk=job.pk).update(mapping=ColumnMap(columns).as_json())
    job.refresh_from_db()
    profile = save_profile(job, "january", "January", by=make_person())
    assert job_runner.check(job), job.sentence
    assert work(job).state == "ready"
    assert job_runner.accept(job)
    assert work(job).state == "applied"
    return profile


FEBRUARY = (FILES / "13b-partner-list-february.csv").read_bytes()


def test_a_renamed_and_a_new_column_hold_the_import_and_are_named(bring, profile):
    job = bring(FEBRUARY, profile=profile)
    assert (job.state, job.rows_checked) == ("held", 0)
    drift = ColumnDrift.read(job.mapping)
    assert drift == ColumnDrift((("Home", "Homepage URL"),), ("Licence",))
    for name in ("“Home”", "“Homepage URL”", "“Licence”"):
        assert name in job.sentence
    fields = {column.heading: column.field for column in ColumnMap.read(job.mapping).columns}
    assert fields == {"Where": "countries", "Tool": "name", "Short text": "summary",
                      "Homepage URL": "url", "Licence": "licence"}  # fmt: skip


def test_it_goes_on_only_once_a_person_has_kept_the_columns(bring, profile, work):
    job = bring(FEBRUARY, profile=profile)
    assert not job_runner.check(job)
    assert (job.state, "Look at the columns" in job.sentence) == ("held", True)
    kept = ColumnMap.read(job.mapping).as_json()
    Import.objects.filter(pk=job.pk).update(mapping=kept)
    job.refresh_from_db()
    assert job_runner.check(job)
    assert work(job).counts == {"changed": 1, "new": 1}
    assert job_runner.accept(job)
    work(job)
    assert Tool.objects.get(name="Drift Three").facts()["licence"] == "MIT"


def test_rows_that_are_gone_are_told_and_their_records_stay(bring, profile, work):
    job = bring(FEBRUARY, profile=profile)
    Import.objects.filter(pk=job.pk).update(mapping=ColumnMap.read(job.mapping).as_json())
    job.refresh_from_db()
    assert job_runner.check(job)
    work(job)
    gone = SourceRecordState.objects.gone_from(job)
    assert [state.key for state in gone] == ["Drift Two"]
    assert job_runner.accept(job)
    work(job)
    assert Tool.objects.get(name="Drift Two").state == "published"


def test_another_separator_between_columns_is_taken_and_told(bring, profile):
    january = (FILES / "13a-partner-list-january.csv").read_bytes()
    job = bring(january.replace(b",", b";"), profile=profile)
    assert (job.state, job.delimiter, job.rows_read) == ("held", ";", 2)
    assert "“,” is expected between two columns" in job.sentence
    assert not ColumnDrift.read(job.mapping)
    assert job_runner.check(job)


def workbook(**sheets):
    book, file = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


ROWS = [["Tool", "Short text"], ["Drift Four", "A tool against trafficking"]]


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ({"Notes": [["Read me"]], "Tools_2026": ROWS}, "Tools 2026"),
        ({"Notes": [["Read me"]], "Liste": ROWS}, "Liste"),
    ],
)
def test_a_missing_sheet_is_told_and_the_likeliest_is_read(bring, make_person, sheets, read):
    first = bring(workbook(Tools_2025=ROWS))
    profile = save_profile(first, "sheets", "Sheets", by=make_person())
    job_runner.cancel(first)
    job = bring(workbook(**sheets), profile=profile)
    assert (job.state, job.sheet, job.rows_read) == ("held", read, 1)
    assert "“Tools 2025” is missing" in job.sentence
    assert job_runner.check(job)


def test_the_same_columns_need_nobody(bring, profile, work):
    job = bring((FILES / "13a-partner-list-january.csv").read_bytes(), profile=profile)
    assert (job.state, job.counts) == ("ready", {"unchanged": 2})


def test_read_again_maps_the_columns_as_the_profile_does(bring, profile, work):
    job = bring(FEBRUARY, profile=profile)
    assert job_runner.read_again(job, delimiter=",")
    assert work(job).state == "held"
    assert ColumnDrift.read(job.mapping).lost == (("Home", "Homepage URL"),)
