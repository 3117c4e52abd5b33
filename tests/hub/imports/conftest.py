"""Files that are imported from beginning to end, and imports whose rows are decided by a test."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from hub.imports import job_runner
from hub.imports.apply import apply as applying
from hub.imports.apply import chunk_writer
from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.review.decisions import RowOutcome
from hub.imports.staging import create_job
from hub.imports.undo.undo import undo_next
from hub.records.seq_cache import clear_caches

HEADINGS = ["Name", "Summary", "Website", "Purpose", "Country"]
OWN = {"index_seq", "version", "sequence"}  # what locks, calendars and caches go by: it moves on
Wanted = tuple[ImportRow, RowOutcome]


@pytest.fixture(autouse=True)
def _nothing_held(settings: Any, tmp_path: Path) -> None:
    """What a process holds of records is as of a number, and tests give numbers twice."""
    settings.MEDIA_ROOT = tmp_path / "media"
    clear_caches()


def as_csv(rows: list[list[str]], headings: list[str] | None = None) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([headings or HEADINGS, *rows])
    return out.getvalue().encode()


@pytest.fixture
def source(db: None) -> ImportSource:
    return ImportSource.objects.create(slug="list", title="A list", kind="tool", key_field="name")


@pytest.fixture
def words(make_term: Callable[..., Any]) -> None:
    for key in ("purpose/screening", "purpose/hotline", "country/ke", "country/fr",
                "action_area/protection"):  # fmt: skip
        make_term(key)


@pytest.fixture
def upload(source: ImportSource, words: None) -> Callable[..., Import]:
    def begin(rows: list[list[str]], headings: list[str] | None = None, **choices: Any) -> Import:
        clear_caches()
        content = ContentFile(as_csv(rows, headings))
        choices = {"publish_as": "published", **choices}
        return create_job(content, source=source, name="list.csv", **choices)

    return begin


@pytest.fixture
def work() -> Callable[[Import], Import]:
    """Every step that needs no person."""

    def run(job: Import) -> Import:
        while job_runner.advance(job.pk):
            pass
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def apply(upload: Callable[..., Import], work: Callable[[Import], Import]) -> Callable[..., Import]:
    """The whole way, with the mapping and the decisions as they are proposed."""

    def run(rows: list[list[str]], **choices: Any) -> Import:
        job = work(upload(rows, **choices))
        assert job_runner.check(job), job.sentence
        assert work(job).state == "ready", job.sentence
        assert job_runner.accept(job)
        return work(job)

    return run


@pytest.fixture
def rows_of_file() -> Callable[[int], list[list[str]]]:
    """Tools against trafficking, each with a name of its own that is like no other."""

    def make(count: int) -> list[list[str]]:
        return [
            [
                f"{word(number)} {word(number * 7 + 3)}",
                f"Screening of victims of human trafficking, number {number}.",
                f"https://{word(number)}.example.org/{number}",
                "Screening" if number % 2 else "Hotline",
                "Kenya" if number % 3 else "France",
            ]
            for number in range(count)
        ]

    return make


def word(number: int) -> str:
    """Letters that differ much from one number to the next."""
    letters, rest = "", (number + 11) * 7_919 % 1_000_003
    for _place in range(4):
        rest, at = divmod(rest, 26)
        rest, vowel = divmod(rest * 31 + 7, 5)
        letters += chr(97 + at) + "aeiou"[vowel]
    return letters.title() + str(number)


# An import whose rows want this and that, without a file or a check


@pytest.fixture
def batch(db: None) -> Import:
    source, _made = ImportSource.objects.get_or_create(
        slug="partner", defaults={"title": "Partner", "kind": "tool"}
    )
    return Import.objects.create(
        source=source, kind="tool", name="tools.csv", state="applying",
        publish_as="published", step_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def wants(batch: Import) -> Callable[..., Wanted]:
    """What a row wants of a tool, or of another record: the facts that it sets."""

    def want(record: Any = None, **facts: Any) -> Wanted:
        clear_caches()  # the test made terms and organisations without a new number
        if record is None:
            facts = ({"summary": "It helps."} if batch.kind == "tool" else {}) | facts
        pk = record.pk if record else None
        number = next(numbers)
        row = ImportRow(number=number, key=f"row-{number}", record_id=pk, verdict="new")
        row.version = type(record).objects.get(pk=pk).version if record else None
        return row, RowOutcome(True, pk, facts, dict(facts), {})

    numbers = count(2)
    return want


@pytest.fixture
def decide(batch: Import, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have these rows in the import, with what they want for decided."""

    def run(*wanted: Wanted) -> None:
        for row, result in wanted:
            row.batch, row.row = batch, result.facts
            outcomes[row.number] = result
        ImportRow.objects.bulk_create(row for row, _result in wanted)

    outcomes: dict[int, RowOutcome] = {}
    monkeypatch.setattr(chunk_writer, "row_outcome", lambda row: outcomes[row.number])
    return run


@pytest.fixture
def apply_decided(batch: Import) -> Callable[..., None]:
    def run() -> None:
        more = True
        while more:
            with transaction.atomic():
                more = applying.apply_next(batch)
                batch.save()

    return run


@pytest.fixture
def apply_all(
    batch: Import,
    decide: Callable[..., None],
    apply_decided: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., None]:
    def run(*wanted: Wanted, chunk: int = 1000) -> None:
        monkeypatch.setattr(applying, "CHUNK", chunk)
        decide(*wanted)
        batch.at_depth = batch.at_number = 0
        batch.rows.exclude(number__in=[row.number for row, _result in wanted]).delete()
        apply_decided()

    return run


@pytest.fixture
def undo() -> Callable[[Import], None]:
    def run(job: Import) -> None:
        more = True
        while more:
            with transaction.atomic():
                more = undo_next(job)

    return run


@pytest.fixture
def dump() -> Callable[[], dict[str, list[Any]]]:
    """Every row of every table of records, but for what locks and caches go by."""

    def read() -> dict[str, list[Any]]:
        found = {}
        for label in ("catalogue", "events", "recommendations", "vocabulary"):
            for model in apps.get_app_config(label).get_models():
                columns = [
                    field.attname for field in model._meta.concrete_fields
                    if field.attname not in OWN
                ]  # fmt: skip
                rows = model._default_manager.order_by("pk").values_list(*columns)
                found[model._meta.label] = list(map(repr, rows))
        for label in ("core.Source", "core.Change", "core.FormerSlug", "imports.SourceRecordState"):
            model = apps.get_model(label)
            found[label] = list(map(repr, model._default_manager.order_by("pk").values_list()))
        return found

    return read


@pytest.fixture
def on_sqlite() -> bool:
    return connection.vendor == "sqlite"
