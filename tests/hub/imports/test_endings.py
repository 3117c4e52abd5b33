"""Every step of an import comes to an end, and whoever looks is told which."""

import itertools
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerAway

from catalogue.models import Tool
from hub.imports import job_runner, staging, steps, tasks
from hub.imports.file_storage import DatabaseStorage
from hub.imports.models import FileBlock, Import, ImportRow, RowRange

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

ATTEMPTS = 3


@pytest.fixture(autouse=True)
def _few_attempts(settings):
    settings.IMPORT_ATTEMPTS = ATTEMPTS


@pytest.fixture
def accepted(upload, work, rows_of_file):
    job = work(upload(rows_of_file(3)))
    job_runner.check(job)
    job_runner.accept(work(job))
    return job


def breaks_off(_job):
    raise OperationalError("the connection is lost, or the worker killed")


def sweep_until_it_ends(job):
    """As the sweep does. How often the step was begun."""
    for number in range(50):
        try:
            while job_runner.advance(job.pk):
                pass
        except OperationalError:
            continue
        job.refresh_from_db()
        if job.state not in Import.WORKING:
            return number
    raise AssertionError(f"It never ends: {job.state}")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("uploaded", "could not be opened"), ("reading", "could not be read"),
        ("checking", "could not be checked"), ("preparing", "could not be applied"),
        ("applying", "could not be applied"),
    ],
)  # fmt: skip
def test_a_step_that_always_breaks_off_ends_with_a_sentence(
    upload, rows_of_file, monkeypatch, state, words
):
    job = upload(rows_of_file(2))
    Import.objects.filter(pk=job.pk).update(state=state)
    monkeypatch.setitem(job_runner.STEPS, state, breaks_off)
    assert sweep_until_it_ends(job) == ATTEMPTS
    assert (job.state, words in job.sentence, job.finished_at is None) == ("failed", True, False)
    assert f"{ATTEMPTS} attempts" in job.sentence


def test_a_step_that_succeeds_at_last_is_not_counted_against_the_next(
    upload, rows_of_file, monkeypatch
):
    job, step, begun = upload(rows_of_file(2)), job_runner.STEPS["uploaded"], []

    def at_the_last(job):
        begun.append(job.attempts)
        if len(begun) < ATTEMPTS:
            breaks_off(job)
        step(job)

    monkeypatch.setitem(job_runner.STEPS, "uploaded", at_the_last)
    sweep_until_it_ends(job)
    assert (job.state, job.attempts, begun) == ("mapping", 0, [1, 2, 3])


def test_a_roll_back_that_never_succeeds_ends_and_says_what_may_be_left(
    upload, rows_of_file, monkeypatch
):
    job = upload(rows_of_file(2))
    Import.objects.filter(pk=job.pk).update(state="rolling_back", then="cancelled")
    monkeypatch.setitem(job_runner.STEPS, "rolling_back", breaks_off)
    sweep_until_it_ends(job)
    assert (job.state, "drafts of its records may be left" in job.sentence) == ("cancelled", True)


def test_an_undoing_that_never_succeeds_leaves_the_import_applied(apply, rows_of_file, monkeypatch):
    job = apply(rows_of_file(2))
    job_runner.undo_import(job)
    monkeypatch.setitem(job_runner.STEPS, "undoing", breaks_off)
    sweep_until_it_ends(job)
    assert (job.state, "could not be undone" in job.sentence) == ("applied", True)
    assert Tool.objects.count() == 2


def test_a_share_that_kills_whoever_takes_it_ends_the_import(
    upload, work, rows_of_file, monkeypatch, on_sqlite
):
    if on_sqlite:
        pytest.skip("SQLite has no shares.")
    job = work(upload(rows_of_file(2)))
    job_runner.check(job)
    job_runner.advance(job.pk)
    assert RowRange.objects.count() == 1
    monkeypatch.setattr(steps, "validate_range", lambda _job, _share: breaks_off(None))
    assert sweep_until_it_ends(job) == ATTEMPTS
    assert (job.state, RowRange.objects.count()) == ("failed", 0)


def test_shares_are_cut_by_the_size_of_their_rows_too(
    upload, work, rows_of_file, monkeypatch, on_sqlite
):
    if on_sqlite:
        pytest.skip("SQLite has no shares.")
    job = work(upload(rows_of_file(9)))
    monkeypatch.setattr(steps, "MAX_CHARACTERS", 700)  # of rows of some 200
    steps.share_out(job)
    ranges = list(RowRange.objects.order_by("first").values_list("first", "last"))
    assert (len(ranges) > 2, ranges[0][0], ranges[-1][1]) == (True, 2, 10)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ranges))


# Cancelling


@pytest.mark.parametrize("state", ["reading", "checking", "applying"])
def test_who_cancels_during_the_last_step_of_a_state_is_heeded(
    upload, work, rows_of_file, monkeypatch, state
):
    job = upload(rows_of_file(3))
    step = job_runner.STEPS[state]

    def cancelled_meanwhile(job):
        step(job)
        Import.objects.filter(pk=job.pk).update(cancel_asked=True)

    monkeypatch.setitem(job_runner.STEPS, state, cancelled_meanwhile)
    work(job)
    if job.state == "mapping":
        job_runner.check(job)
        work(job)
    if job.state == "ready":
        job_runner.accept(job)
        work(job)
    assert (job.state, Tool.objects.count()) == ("cancelled", 0)


@pytest.mark.django_db(transaction=True)
def test_cancelling_beside_the_last_transaction_is_done_or_refused(
    accepted, work, monkeypatch, on_sqlite
):
    """What cancelling answered is what happened, before and after the transaction's last look."""
    if on_sqlite:
        pytest.skip("SQLite lets nobody else write meanwhile.")
    answers, heed = [], job_runner._heed_cancelling

    def cancel_beside():
        answers.append(job_runner.cancel(Import.objects.get(pk=accepted.pk)))
        connection.close()

    def look_and_be_cancelled(job, was):
        if job.state == "applied" and not answers:
            beside = threading.Thread(target=cancel_beside)
            beside.start()
            beside.join()
        heed(job, was)

    monkeypatch.setattr(job_runner, "_heed_cancelling", look_and_be_cancelled)
    work(accepted)
    assert (answers, accepted.state, Tool.objects.count()) == ([True], "cancelled", 0)


@pytest.mark.django_db(transaction=True)
def test_who_cancels_after_the_last_look_is_told_that_it_was_applied(
    accepted, work, monkeypatch, on_sqlite
):
    if on_sqlite:
        pytest.skip("SQLite lets nobody else write meanwhile.")
    answers, heed, beside = [], job_runner._heed_cancelling, []

    def cancel_beside():
        answers.append(job_runner.cancel(Import.objects.get(pk=accepted.pk)))
        connection.close()

    def look_then_be_cancelled(job, was):
        heed(job, was)
        if job.state == "applied" and not beside:
            beside.append(threading.Thread(target=cancel_beside))
            beside[0].start()  # it waits for the row, which is locked until the transaction ends

    monkeypatch.setattr(job_runner, "_heed_cancelling", look_then_be_cancelled)
    work(accepted)
    beside[0].join()
    accepted.refresh_from_db()
    assert (answers, accepted.state, accepted.cancel_asked) == ([False], "applied", False)
    assert Tool.objects.count() == 3


# Files


def test_a_worker_with_another_folder_reads_the_file(
    upload, work, rows_of_file, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "web"
    job = upload(rows_of_file(3))
    settings.MEDIA_ROOT = tmp_path / "worker"
    assert work(job).state == "mapping"
    assert not list(tmp_path.rglob("*.csv"))


def test_a_file_of_an_earlier_release_is_read_from_its_folder(upload, work, rows_of_file):
    job = upload(rows_of_file(3))
    with job.file.open() as file:
        name = default_storage.save(job.file.name, ContentFile(file.read()))
    FileBlock.objects.all().delete()
    Import.objects.filter(pk=job.pk).update(file=name)
    assert work(job).state == "mapping"


def test_a_missing_file_is_never_called_damaged(upload, work, rows_of_file):
    job = upload(rows_of_file(3))
    blocks = list(FileBlock.objects.all())
    FileBlock.objects.all().delete()
    assert not job_runner.advance(job.pk)
    job.refresh_from_db()
    assert (job.state, "is not stored where this worker" in job.sentence) == ("uploaded", True)
    FileBlock.objects.bulk_create(blocks)
    assert (work(job).state, "stored" in job.sentence) == ("mapping", False)


def test_what_makes_it_wait_for_a_person_is_not_lost_with_the_file(upload, work, rows_of_file):
    """A sentence at the end of reading does: another one in its place would let it go on."""
    job = upload(rows_of_file(3))
    job_runner.advance(job.pk)
    Import.objects.filter(pk=job.pk).update(sentence="Look at its letters.")
    blocks = list(FileBlock.objects.all())
    FileBlock.objects.all().delete()
    for _sweep in range(2):
        job_runner.advance(job.pk)
    job.refresh_from_db()
    assert job.sentence.count("is not stored where this worker") == 1
    FileBlock.objects.bulk_create(blocks)
    job_runner.advance(job.pk)
    job.refresh_from_db()
    assert job.sentence.startswith("Look at its letters.")
    assert "stored" not in job.sentence


def test_a_file_is_fetched_once_and_not_once_for_each_step(upload, rows_of_file, monkeypatch):
    monkeypatch.setitem(staging.ROWS_PER_STATEMENT, connection.vendor, 2)
    monkeypatch.setattr(staging, "MAX_ROWS", 2)
    job = upload(rows_of_file(10))
    blocks = []
    monkeypatch.setattr(
        DatabaseStorage, "copy_blocks", counted(DatabaseStorage.copy_blocks, blocks)
    )
    for _step in range(4):
        job_runner.advance(job.pk)
    assert len(blocks) == 1
    while job_runner.advance(job.pk):
        pass
    assert staging.kept_copy._copy is None  # what was read is not kept


def counted(function, calls):
    def count(*arguments):
        calls.append(arguments)
        return function(*arguments)

    return count


def test_a_file_that_stays_away_ends_the_import_with_the_reason(upload, rows_of_file):
    job = upload(rows_of_file(3))
    FileBlock.objects.all().delete()
    sweep_until_it_ends(job)
    assert (job.state, job.sentence) == (
        "failed",
        "The file of this import was not stored any more. Upload it again.",
    )


def test_a_file_is_stored_in_parts_and_read_as_it_was(source):
    content = bytes(range(256)) * 10_000  # more than two parts
    job = Import(source=source, kind="tool", name="x", fingerprint="f" * 64)
    job.file.save("x", ContentFile(content), save=False)
    assert (FileBlock.objects.count(), job.file.size) == (3, len(content))
    with job.file.open() as file:
        assert file.read() == content


# The broker


def test_an_upload_while_the_broker_is_away_makes_one_import(
    signed_in, source, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*_args, **_options):
        raise BrokerAway("Connection refused")

    monkeypatch.setattr(tasks.work_on, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in("curator").post(
            "/curate/imports/new/",
            {
                "file": ContentFile(b"Name\nA\n", name="list.csv"), "source": source.pk,
                "publish_as": "in_review",
            },
        )  # fmt: skip
    assert (answer.status_code, Import.objects.count()) == (302, 1)


def test_rows_are_read_in_parts_of_a_bounded_size(upload, work, rows_of_file, monkeypatch):
    """Two rows of a megabyte are never beside each other in the worker's memory."""
    held, write = [], steps.staging._write

    def watched(job, rows):
        held.append(sum(len(str(row.cells)) for row in rows))
        return write(job, rows)

    monkeypatch.setattr(steps.staging, "_write", watched)
    monkeypatch.setattr(steps.staging, "BYTES_PER_STATEMENT", 1_000_000)
    rows = [[*row, "x" * 90_000] for row in rows_of_file(60)]
    job = work(upload(rows, ["Name", "Summary", "Website", "Purpose", "Country", "Notes"]))
    assert (job.state, ImportRow.objects.count(), job.rows_read) == ("mapping", 60, 60)
    assert max(held) < 2_500_000
    assert job.bytes_read > 60 * 90_000


def test_a_file_whose_rows_are_too_large_together_fails_with_row_and_limit(
    upload, work, rows_of_file, settings
):
    settings.IMPORT_CONTENT_MB = 1
    rows = [[*row, "x" * 90_000] for row in rows_of_file(20)]
    job = work(upload(rows, ["Name", "Summary", "Website", "Purpose", "Country", "Notes"]))
    assert job.state == "failed"
    assert job.sentence.startswith("With row 13 the rows of this file become larger than 1 MB")
    assert FileBlock.objects.exists()
