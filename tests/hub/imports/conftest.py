"""Files that are imported from beginning to end by the steps that a worker takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from hub.imports import state_machine
from hub.imports.models import Import, ImportSource
from hub.imports.staging import create_job
from hub.records.seq_cache import clear_caches

HEADINGS = ["Name", "Summary", "Website", "Purpose", "Country"]


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
        while state_machine.advance(job.pk):
            pass
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def apply(upload: Callable[..., Import], work: Callable[[Import], Import]) -> Callable[..., Import]:
    """The whole way, with the mapping and the decisions as they are proposed."""

    def run(rows: list[list[str]], **choices: Any) -> Import:
        job = work(upload(rows, **choices))
        assert state_machine.check(job), job.sentence
        assert work(job).state == "ready", job.sentence
        assert state_machine.accept(job)
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
