"""Files of follow-up on PostgreSQL: of a document of 40 actions with 5,000 entries of 193 States
come a CSV, a workbook and a report, and a table of as many cells comes in.

`python -m bench.follow_up_files` alone, in the environment of `bench.place`, measures and prints.
"""

from __future__ import annotations

import io
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.place import place
from bench.rows import Row, percentile

ACTIONS, ENTRIES, TIMES = 40, 5_000, 3
OF = "40 actions, 193 States, 5,000 entries: {}, p50"


def rows() -> Iterator[Row]:
    with place() as here:
        found = here.ask("-m", "bench.follow_up_files")
        for name, target in (("CSV", 2.0), ("workbook", 2.0), ("report as Word", 2.0)):
            yield Row(OF.format(name), found[name], "s", target)
        yield Row(
            "table of 193 States by 40 actions, read to its preview", found["preview"], "s", 60.0
        )
        yield Row("and written", found["written"], "s", 30.0)


def _measure() -> dict[str, float]:
    from django.core.management import call_command

    from catalogue.compare.docx_export import render_docx
    from events.presenters import follow_up_files
    from events.presenters.follow_up_log import LogScope
    from events.presenters.follow_up_report import build_report
    from events.recommendations.models import Document
    from hub.imports.starter_data import load_vocabulary
    from hub.records.models import SearchState

    call_command("migrate", verbosity=0)
    for _done, _of in load_vocabulary():
        pass
    document = Document.objects.create(slug="files", title="Statement", state="published")
    _fill(document)
    scope = LogScope(document=document)
    assert follow_up_files.follow_up_csv(scope).count("\r\n") == ENTRIES + 1
    files: dict[str, Callable[[], Any]] = {
        "CSV": lambda: follow_up_files.follow_up_csv(scope),
        "workbook": lambda: follow_up_files.write_follow_up_workbook(scope, io.BytesIO()),
        "report as Word": lambda: render_docx(
            build_report(scope, "/documents/files/", "2026-01-01")
        ),
    }
    with SearchState.held():  # as every request is
        found = {name: _seconds(make) for name, make in files.items()}
    return found | _import_table(document)


def _seconds(make: Callable[[], Any]) -> float:
    times = []
    for _number in range(TIMES):
        began = time.perf_counter()
        make()
        times.append(time.perf_counter() - began)
    return percentile(times, 0.5)


def _fill(document: Any) -> None:
    from django.db import connection, transaction

    from bench.fill import copy
    from events.recommendations.models import FollowUp, Recommendation, RecommendationTerm
    from hub.records.models import SearchState, Source
    from hub.vocabulary.member_states import member_states
    from hub.vocabulary.models import Term

    actions = [
        Recommendation.objects.create(
            slug=f"FILES-{number}", text=f"Take measure {number} and report on it.",
            document=document, position=number, state="published",
        )
        for number in range(1, ACTIONS + 1)
    ]  # fmt: skip
    states = Term.objects.get(scheme__slug="addressee", slug="states")
    for action in actions:
        RecommendationTerm.objects.create(recommendation=action, term=states)
    source = Source.objects.create(title="A report of all", url="https://example.org/all")
    countries = list(Term.objects.filter(scheme__slug="country", slug__in=member_states()))
    statuses = list(
        Term.objects.filter(scheme__slug="followup_status").exclude(slug="not-assessed")
    )
    chance = random.Random(7)
    copy(FollowUp, (
        {
            "recommendation_id": chance.choice(actions).pk,
            "country_id": chance.choice(countries).pk,
            "status_id": chance.choice(statuses).pk,
            "source_id": source.pk,
            "date": chance.choice(("2022", "2023-05", "2024-11-02", None)),
            "said_by": chance.choice(("addressee", "issuer", None)),
            "evidence": f"Measure {number} was taken, as its report tells in some words more.",
        }
        for number in range(ENTRIES)
    ))  # fmt: skip
    with transaction.atomic():
        SearchState.raise_seq()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _import_table(document: Any) -> dict[str, float]:
    from django.core.files.base import ContentFile

    from hub.imports import job_runner
    from hub.imports.models import ImportSource
    from hub.imports.staging import create_job
    from hub.vocabulary.member_states import member_states

    refs = list(document.recommendations.values_list("slug", flat=True))
    lines = [",".join(["Country", *refs])]
    lines += [",".join([slug, *["Done: a law"] * len(refs)]) for slug in sorted(member_states())]
    source = ImportSource.objects.create(slug="table", title="Table", kind="follow_up")
    content = ContentFile("\n".join(lines).encode())
    job = create_job(content, source=source, name="table.csv")
    began = time.perf_counter()
    _work(job)
    mapping = job.mapping | {"for_all_rows": {"source_title": "Reports"}}
    job_runner.remap(job, mapping=mapping)
    job_runner.check(job)
    _work(job)
    preview = time.perf_counter() - began
    assert job.counts == {"changed": len(refs) * len(member_states())}, job.counts
    began = time.perf_counter()
    job_runner.accept(job)
    _work(job)
    assert job.state == "applied", job.sentence
    return {"preview": preview, "written": time.perf_counter() - began}


def _work(job: Any) -> None:
    from hub.imports import job_runner

    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(_measure()))
