"""An import from its file to its end, and every way that it can leave that road."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection

from catalogue.models import Tool
from hub.imports import job_runner, steps
from hub.imports.map import save_profile, source_values
from hub.imports.models import Import, ImportRow
from hub.imports.review import decisions
from hub.records.models import Revision, SearchState, recorded_change

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_file_waits_for_its_columns_to_be_mapped(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(3)))
    assert (batch.state, batch.total, batch.rows_read) == ("mapping", 3, 3)
    fields = {one["heading"]: one["field"] for one in batch.mapping["columns"]}
    assert fields == {
        "Name": "name", "Summary": "summary", "Website": "url", "Purpose": "purpose",
        "Country": "countries",
    }  # fmt: skip


def test_a_file_is_imported(apply, rows_of_file):
    batch = apply(rows_of_file(5))
    assert (batch.state, batch.counts, batch.rows_applied) == ("applied", {"new": 5}, 5)
    tool = Tool.objects.get(url__endswith="/1")
    assert tool.terms_by_scheme() == {"purpose": ["screening"], "country": ["ke"]}
    assert (tool.state, tool.version, tool.panel) == ("published", 1, "not_assessed")


def test_the_same_file_again_changes_nothing(apply, rows_of_file):
    apply(rows_of_file(5))
    before = (SearchState.current(), list(Tool.objects.order_by("pk").values()))
    batch = apply(rows_of_file(5))
    assert (batch.state, batch.counts) == ("applied", {"unchanged": 5})
    assert (SearchState.current(), list(Tool.objects.order_by("pk").values())) == before


def test_a_changed_file_changes_what_differs(apply, rows_of_file):
    rows = rows_of_file(4)
    apply(rows)
    rows[2][1] = "Another way to find victims of human trafficking."
    batch = apply(rows)
    assert batch.counts == {"unchanged": 3, "changed": 1}
    assert Tool.objects.get(url__endswith="/2").summary == rows[2][1]


def test_what_a_curator_edited_is_not_overwritten(apply, rows_of_file):
    rows = rows_of_file(2)
    apply(rows)
    tool = Tool.objects.get(url__endswith="/1")
    with recorded_change(tool, news=False):
        tool.summary = "In the curator's words."
        tool.save()
    rows[1][1] = "New words of the source about trafficking."
    batch = apply(rows)
    tool.refresh_from_db()
    assert (batch.counts["conflict"], tool.summary) == (1, "In the curator's words.")


def test_undoing_an_import_leaves_no_record_of_it(apply, work, rows_of_file):
    batch = apply(rows_of_file(5))
    assert job_runner.undo_import(batch)
    assert work(batch).state == "undone"
    assert not Tool.objects.exists()


def test_a_trial_writes_nothing(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(3), dry_run=True))
    job_runner.check(batch)
    assert (work(batch).state, batch.counts) == ("ready", {"new": 3})
    assert not job_runner.accept(batch)
    assert not Tool.objects.exists()


def test_a_second_import_of_the_source_is_held_with_the_reason(upload, work, rows_of_file):
    first, second = (work(upload(rows_of_file(2))) for _number in range(2))
    assert job_runner.check(first)
    assert not job_runner.check(second)
    assert second.state == "held"
    assert "list.csv" in second.sentence


def test_the_second_import_goes_on_when_the_first_is_over(upload, work, rows_of_file):
    first, second = (work(upload(rows_of_file(2))) for _number in range(2))
    job_runner.check(first)
    job_runner.check(second)
    job_runner.cancel(first)
    work(first)
    assert job_runner.check(second)


@pytest.mark.parametrize("state", ["mapping", "ready"])
def test_an_import_that_waits_is_cancelled_at_once(upload, work, rows_of_file, state):
    batch = work(upload(rows_of_file(2)))
    if state == "ready":
        job_runner.check(batch)
        work(batch)
    assert job_runner.cancel(batch)
    assert (work(batch).state, ImportRow.objects.count()) == ("cancelled", 2)


def test_an_import_that_is_prepared_is_cancelled_without_a_trace(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(3)))
    job_runner.check(batch)
    job_runner.accept(work(batch))
    job_runner.advance(batch.pk)  # sees that nothing changed since the check
    if connection.vendor == "sqlite":
        job_runner.advance(batch.pk)
        assert set(Tool.objects.values_list("state", flat=True)) == {"draft"}
    job_runner.cancel(batch)
    assert work(batch).state == "cancelled"
    assert not Tool.objects.exists()
    assert not Revision.objects.filter(run=batch.run).exists()


def test_an_applied_import_cannot_be_cancelled(apply, work, rows_of_file):
    batch = apply(rows_of_file(2))
    assert not job_runner.cancel(batch)
    assert work(batch).state == "applied"


def test_an_edit_during_the_preparation_sends_the_row_back_to_the_check(
    apply, upload, work, rows_of_file
):
    rows = rows_of_file(3)
    apply(rows)
    for row in rows:
        row[1] += " And more."
    batch = work(upload(rows))
    job_runner.check(batch)
    job_runner.accept(work(batch))
    job_runner.advance(batch.pk)
    tool = Tool.objects.get(url__endswith="/1")
    with recorded_change(tool, news=False):
        tool.summary = "In the curator's words."
        tool.save()
    assert work(batch).state == "ready"
    assert batch.counts == {"changed": 2, "conflict": 1}
    assert "1 records were edited" in batch.sentence
    assert not Tool.objects.filter(summary__endswith="more.").exists()


def test_an_address_taken_meanwhile_sends_the_row_back_to_the_check(
    upload, work, rows_of_file, make_tool
):
    batch = work(upload(rows_of_file(2)))
    job_runner.check(batch)
    job_runner.accept(work(batch))
    job_runner.advance(batch.pk)
    slug = ImportRow.objects.order_by("number").first().row["slug"]
    make_tool(slug=slug, name="Something else")
    assert work(batch).state == "ready"
    assert sum(batch.counts.values()) == 2
    assert Tool.objects.count() == 1


def test_a_file_that_cannot_be_read_fails_with_a_sentence(upload, work, source):
    from django.core.files.base import ContentFile

    from hub.imports.staging import create_job

    batch = work(create_job(ContentFile(b""), source=source, name="empty.csv"))
    assert (batch.state, bool(batch.sentence), batch.finished_at is None) == ("failed", True, False)


def test_a_database_that_refuses_leaves_nothing(upload, work, rows_of_file, monkeypatch):
    batch = work(upload(rows_of_file(2)))
    job_runner.check(batch)
    job_runner.accept(work(batch))

    def refuse(batch):
        raise IntegrityError("no such thing")

    monkeypatch.setitem(job_runner.STEPS, "applying", refuse)
    assert work(batch).state == "failed"
    assert "no such thing" not in batch.sentence
    assert batch.sentence.startswith("The import stopped, and nothing of it was kept: one of its")
    assert not Tool.objects.exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DataError("value too long for type character varying(60)"), "a value of the file is too"),
        (AttributeError("'NoneType' object has no attribute 'pk'"), "by a fault of the site"),
        (KeyError("purpose"), "by a fault of the site"),
        (OverflowError("Python int too large to convert to C int"), "by a fault of the site"),
        (RecursionError("maximum recursion depth exceeded"), "by a fault of the site"),
        (OSError("no such file"), "by a fault of the site"),
    ],
)
def test_a_curator_reads_a_sentence_and_no_message_of_the_program(
    upload, work, rows_of_file, monkeypatch, error, sentence
):
    batch = work(upload(rows_of_file(2)))
    job_runner.check(batch)
    job_runner.accept(work(batch))

    def fail(batch):
        raise error

    monkeypatch.setitem(job_runner.STEPS, "applying", fail)
    assert work(batch).state == "failed"
    assert sentence in batch.sentence
    assert str(error) not in batch.sentence


def test_a_cell_of_nothing_but_brackets_is_a_text(upload, work, rows_of_file):
    """Deeper than a parser of JSON follows, in columns of terms and of organisations."""
    rows = [[*row, "[" * 50_000] for row in rows_of_file(2)]
    rows[1][3] = "[" * 50_000
    headings = ["Name", "Summary", "Website", "Purpose", "Country", "Organisation"]
    batch = work(upload(rows, headings))
    assert source_values(batch)
    assert job_runner.check(batch)
    assert work(batch).state == "ready", batch.sentence


def test_reading_again_with_another_encoding_begins_anew(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(2)))
    assert job_runner.read_again(batch, encoding="latin-1")
    assert (work(batch).state, batch.rows_read, batch.encoding) == ("mapping", 2, "latin-1")
    assert ImportRow.objects.count() == 2


def test_a_profile_needs_no_person_before_the_check(upload, work, rows_of_file, make_person):
    first = work(upload(rows_of_file(2)))
    profile = save_profile(first, "list", "List", by=make_person())
    job_runner.cancel(first)
    second = work(upload(rows_of_file(2), profile=profile))
    assert (second.state, second.counts) == ("ready", {"new": 2})


def test_a_step_that_another_worker_does_is_left_to_it(upload, rows_of_file, monkeypatch):
    from contextlib import contextmanager

    @contextmanager
    def taken(pk):
        yield False

    batch = upload(rows_of_file(2))
    monkeypatch.setattr(job_runner, "alone_with", taken)
    assert not job_runner.advance(batch.pk)
    assert Import.objects.get().state == "uploaded"


def test_a_last_transaction_that_the_clock_stops_is_not_tried_for_ever(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(2)))
    job_runner.check(batch)
    job_runner.accept(work(batch))
    Import.objects.filter(pk=batch.pk).update(state="applying")
    job_runner.too_long(batch.pk)
    assert work(batch).state == "failed"
    assert "too long" in batch.sentence


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("uploaded", "Reading this file took too long"),
        ("reading", "Reading this file took too long"),
        ("checking", "Checking the rows of this file took too long"),
        ("preparing", "Applying this file took too long"),
    ],
)
def test_a_step_that_the_clock_stops_is_not_tried_for_ever(
    upload, work, rows_of_file, state, sentence
):
    batch = upload(rows_of_file(2))
    Import.objects.filter(pk=batch.pk).update(state=state)
    assert not job_runner.too_long(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.sentence.startswith(sentence)) == ("failed", True)


def test_a_roll_back_that_fails_waits_for_the_sweep(upload, rows_of_file, monkeypatch):
    batch = upload(rows_of_file(2))
    Import.objects.filter(pk=batch.pk).update(state="rolling_back", then="failed")
    assert not job_runner.too_long(batch.pk)

    def fail(batch):
        raise RuntimeError

    monkeypatch.setitem(job_runner.STEPS, "rolling_back", fail)
    assert not job_runner.advance(batch.pk)
    assert Import.objects.at_work().get().pk == batch.pk


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, SoftTimeLimitExceeded])
def test_a_database_that_is_away_and_the_clock_are_no_fault_of_the_file(
    upload, rows_of_file, monkeypatch, error
):
    batch = upload(rows_of_file(2))

    def fail(batch):
        raise error

    monkeypatch.setitem(job_runner.STEPS, "uploaded", fail)
    with pytest.raises(error):
        job_runner.advance(batch.pk)
    assert Import.objects.get().state == "uploaded"


def test_undoing_that_cannot_be_leaves_the_import_applied(apply, work, rows_of_file, monkeypatch):
    def refuse(batch):
        raise IntegrityError("still needed")

    batch = apply(rows_of_file(2))
    job_runner.undo_import(batch)
    monkeypatch.setitem(job_runner.STEPS, "undoing", refuse)
    assert work(batch).state == "applied"
    assert "could not be undone" in batch.sentence
    assert Tool.objects.count() == 2


def test_of_two_imports_checked_at_one_moment_the_second_is_told(
    upload, work, rows_of_file, monkeypatch
):
    first, second = (work(upload(rows_of_file(2))) for _number in range(2))
    assert job_runner.check(first)
    monkeypatch.setattr("hub.imports.steps.in_the_way", lambda batch: None)
    assert not job_runner.check(second)
    assert "Another import" in second.sentence
    second.refresh_from_db()
    assert second.state == "mapping"


def test_of_two_files_read_at_one_moment_the_second_is_held(
    apply, upload, work, rows_of_file, make_person, monkeypatch
):
    profile = save_profile(apply(rows_of_file(2)), "list", "List", by=make_person())
    first, second = (upload(rows_of_file(2), profile=profile) for _number in range(2))
    assert work(first).state == "ready"
    answers = iter([None])
    seen = steps.in_the_way
    monkeypatch.setattr(
        "hub.imports.steps.in_the_way", lambda batch: next(answers, first) and seen(batch)
    )
    assert work(second).state == "held"


def test_a_check_that_comes_too_late_changes_nothing(upload, work, rows_of_file):
    batch = work(upload(rows_of_file(2)))
    assert job_runner.check(batch)
    work(batch)
    late = Import.objects.get(pk=batch.pk)
    assert job_runner.accept(batch)
    assert not job_runner.check(late)
    batch.refresh_from_db()
    assert batch.state == "preparing"


def test_nothing_is_decided_on_an_import_that_is_being_applied(
    upload, work, rows_of_file, make_person
):
    batch = work(upload(rows_of_file(2)))
    assert job_runner.check(batch)
    rows = work(batch).rows
    assert job_runner.accept(batch)
    assert decisions.decide_rows(rows.all(), "skip", by=make_person()) == 0
    assert work(batch).rows_applied == 2
    assert decisions.decide_rows(rows.all(), "skip", by=make_person()) == 0
