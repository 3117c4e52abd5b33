"""A joint statement of three actions, four countries, and files that record what became of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile

from events.recommendations.models import (
    Document,
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationTerm,
    ReportingRound,
)
from hub.imports import job_runner
from hub.imports.models import Import, ImportSource
from hub.imports.staging import create_job
from hub.records.models import recorded_change
from hub.records.seq_cache import clear_caches
from tests.hub.imports.conftest import as_csv

HEADINGS = [
    "Ref",
    "Country",
    "Status",
    "Date",
    "Evidence",
    "Source",
    "Link",
    "Round",
    "Who says it",
]
COUNTRIES = {"at": "Austria", "ke": "Kenya", "fr": "France", "ph": "Philippines"}
REFS = ("JS-2022-1", "JS-2022-2", "JS-2022-3")
LINK = "https://example.org/first-report"


@pytest.fixture
def statement(db: None, make_term: Callable[..., Any]) -> Document:
    """Three published actions to States, and a first round of reports."""
    for slug, label in COUNTRIES.items():
        make_term(f"country/{slug}", label=label)
    for slug, label in {
        "done": "Done", "partly-done": "Partly done", "under-way": "Under way",
        "no-action-known": "No action known", "not-assessed": "Not assessed",
    }.items():  # fmt: skip
        make_term(f"followup_status/{slug}", label=label)
    states = make_term("addressee/states", label="States")
    document = Document(
        slug="joint-statement", title="Joint statement", state="published", all_states=True
    )
    with recorded_change(document, news=False):
        document.save()
        ReportingRound.objects.create(document=document, slug="js-first", name="First report")
    for place, ref in enumerate(REFS):
        action = Recommendation(
            slug=ref, document=document, text=f"Act {place}.", position=place, state="published"
        )
        with recorded_change(action, news=False):
            action.save()
            RecommendationTerm.objects.create(recommendation=action, term=states)
    clear_caches()
    return document


def entry_rows(refs: tuple[str, ...] = REFS) -> list[list[str]]:
    """Twelve rows: each action and country."""
    return [
        [ref, country, "Done" if ref.endswith("1") else "under way", "2024-05",
         f"{country} passed a law on {ref}.", "First report", LINK, "first report",
         "The addressee itself"]
        for ref in refs
        for country in COUNTRIES.values()
    ]  # fmt: skip


def as_workbook(rows: list[list[Any]], headings: list[str]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [headings, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture
def bring(work: Callable[[Import], Import]) -> Callable[..., Import]:
    """A file of follow-ups, up to its preview."""

    def run(
        rows: list[list[Any]],
        headings: list[str] = HEADINGS,
        *,
        kind: str = "follow_up",
        content: bytes | None = None,
        source: str = "secretariat",
        for_all: dict[str, str] | None = None,
    ) -> Import:
        clear_caches()
        origin, _made = ImportSource.objects.get_or_create(
            slug=f"{source}-{kind}", defaults={"title": source, "kind": kind}
        )
        data = ContentFile(content or as_csv(rows, headings))
        job = work(create_job(data, source=origin, name="follow-up.csv", publish_as="published"))
        assert job.state == "mapping", job.sentence
        if for_all:
            mapping = job.mapping | {"for_all_rows": for_all}
            assert job_runner.remap(job, mapping=mapping, text_language="")
        assert job_runner.check(job), job.sentence
        job = work(job)
        assert job.state == "ready", job.sentence
        return job

    return run


@pytest.fixture
def take_in(work: Callable[[Import], Import]) -> Callable[[Import], Import]:
    def run(job: Import) -> Import:
        assert job_runner.accept(job), job.sentence
        job = work(job)
        assert job.state == "applied", job.sentence
        return job

    return run


@pytest.fixture
def stored() -> Callable[[], list[tuple[Any, ...]]]:
    """Every entry there is, in a fixed order."""

    def read() -> list[tuple[Any, ...]]:
        columns = ("recommendation__slug", "country__slug", "organisation__slug", "actor", "date",
                   "source__url", "source__title", "round__slug")  # fmt: skip
        own = {FollowUp: ("status__slug", "evidence", "said_by"),
               ManagementResponse: ("answer", "text")}  # fmt: skip
        return [
            row
            for model, more in own.items()
            for row in sorted(model.objects.values_list(*columns, *more), key=repr)
        ]

    return read


def sentences(job: Import) -> list[tuple[int, str, str]]:
    """Row, column and sentence of each problem."""
    return [
        (row.number, problem["column"], problem["sentence"])
        for row in job.rows.in_order()
        for problem in row.problems
    ]
