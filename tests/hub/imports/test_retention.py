"""What is kept of an import after its end, and for how long."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.imports import job_runner, retention
from hub.imports.models import FileBlock, Import, ImportRow, SourceRecordState
from hub.imports.review.decisions import decide_personal_data

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DAY = datetime.timedelta(days=1)
PHONE = "Screening of victims of trafficking; call Ana at +41 44 668 18 00."


@pytest.fixture
def sweep():
    def run(days):
        retention.sweep(timezone.now() + days * DAY)

    return run


@pytest.fixture
def with_persons(apply, rows_of_file):
    """Applied: of three rows one waits, for the telephone number in it."""
    rows = rows_of_file(3)
    rows[1][1] = PHONE
    return apply(rows)


def everything_of(job):
    return str(list(ImportRow.objects.filter(batch=job).order_by("pk").values()))


def test_rows_and_file_are_kept_for_ninety_days_and_then_erased(apply, rows_of_file, sweep):
    job = apply(rows_of_file(3))
    sweep(89)
    assert (ImportRow.objects.count(), FileBlock.objects.count()) == (3, 1)
    sweep(91)
    assert (ImportRow.objects.count(), FileBlock.objects.count()) == (0, 0)
    job.refresh_from_db()
    assert (job.state, job.rows_applied, bool(job.file)) == ("applied", 3, False)
    assert Tool.objects.count() == 3


def test_an_import_can_be_undone_until_then(apply, work, rows_of_file, sweep):
    job = apply(rows_of_file(3))
    sweep(89)
    assert job_runner.undo_import(job)
    assert work(job).state == "undone"
    assert not Tool.objects.exists()


def test_an_import_that_was_erased_cannot_be_undone_and_says_so(
    apply, rows_of_file, sweep, signed_in
):
    job = apply(rows_of_file(3))
    sweep(91)
    assert not job_runner.undo_import(job)
    curator = signed_in("curator")
    page = curator.get(f"/curate/imports/{job.pk}/")
    assert "were erased 90 days after its end" in page.content.decode()
    assert f"/curate/imports/{job.pk}/undo/" not in page.content.decode()
    for path in ("rows/", "report/", "written/", "file/"):
        assert curator.get(f"/curate/imports/{job.pk}/{path}").status_code in (200, 409)
    answer = curator.post(f"/curate/imports/{job.pk}/undo/")
    assert (answer.status_code, "were erased" in answer.content.decode()) == (409, True)


def test_the_next_file_still_knows_what_the_source_said(apply, rows_of_file, sweep):
    apply(rows_of_file(3))
    sweep(91)
    assert apply(rows_of_file(3)).counts == {"unchanged": 3}


def test_what_a_killed_worker_left_is_erased_the_next_time(apply, rows_of_file, sweep):
    job = apply(rows_of_file(3))
    Import.objects.filter(pk=job.pk).update(erased_at=timezone.now())
    sweep(0)
    assert (ImportRow.objects.count(), FileBlock.objects.count()) == (0, 0)


def test_personal_data_that_was_held_back_is_erased_after_seven_days(with_persons, sweep):
    assert "+41 44 668 18 00" in everything_of(with_persons)
    sweep(6)
    assert "+41 44 668 18 00" in everything_of(with_persons)
    sweep(8)
    assert "668" not in everything_of(with_persons)
    assert (ImportRow.objects.count(), Tool.objects.count()) == (3, 2)
    assert [row.verdict for row in with_persons.rows.in_order()] == ["new", "personal", "new"]


def test_the_file_that_holds_them_goes_with_them(with_persons, apply, rows_of_file, sweep):
    others = apply(rows_of_file(2))
    assert with_persons.file.storage.exists(with_persons.file.name)
    sweep(days=7)
    assert not with_persons.file.storage.exists(with_persons.file.name)
    assert others.file.storage.exists(others.file.name)


def test_an_import_is_undone_as_before_once_they_are_gone(with_persons, work, sweep):
    sweep(8)
    assert job_runner.undo_import(with_persons)
    assert work(with_persons).state == "undone"
    assert not Tool.objects.exists()


def test_of_a_known_record_only_the_text_that_was_held_back_is_erased(apply, rows_of_file, sweep):
    rows = rows_of_file(2)
    apply(rows)
    rows[1] = [rows[1][0], PHONE, *rows[1][2:4], "France"]
    job = apply(rows)
    sweep(8)
    assert "668" not in everything_of(job) + str(list(SourceRecordState.objects.values()))
    row = job.rows.get(number=3)
    assert (len(row.differences), "fr" in str(row.differences)) == (1, True)


def test_what_a_curator_allowed_and_readers_see_stays(
    upload, work, rows_of_file, sweep, make_person
):
    rows = rows_of_file(2)
    rows[1][1] = PHONE
    job = work(upload(rows))
    job_runner.check(job)
    work(job)
    decide_personal_data(job.rows.all(), "allow", by=make_person())
    job_runner.accept(job)
    assert work(job).state == "applied"
    sweep(8)
    assert "+41 44 668 18 00" in everything_of(job)
    job_runner.undo_import(job)
    work(job)
    sweep(9)
    assert "668" not in everything_of(job)


def test_what_nobody_goes_on_with_is_cancelled_and_then_erased(upload, work, rows_of_file, sweep):
    job = work(upload(rows_of_file(2)))
    sweep(89)
    job.refresh_from_db()
    assert job.state == "mapping"
    sweep(91)
    job.refresh_from_db()
    assert (job.state, job.sentence) == (
        "cancelled",
        "Nobody went on with this import for 90 days, so it was cancelled.",
    )
    sweep(182)
    assert not ImportRow.objects.exists()


def test_days_are_those_of_the_settings(apply, rows_of_file, sweep, settings):
    settings.IMPORT_DAYS = 2
    apply(rows_of_file(2))
    sweep(3)
    assert not ImportRow.objects.exists()
