"""Importing 100,000 tools from CSV on PostgreSQL, and 20,000 from a workbook: speed and memory.

Two processes work on it, as two workers do; the clock tells of the processors what they used.

`python -m bench.imports FILE` alone imports a file, in the environment of `bench.place`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.place import Place, place, processor_milliseconds
from bench.rows import Row

ROWS, ROWS_OF_WORKBOOK = 100_000, 20_000
HEADINGS = ("Name", "Summary", "Website", "Purpose", "Users", "Country", "Status", "Released")
PURPOSES = (
    "safe-migration-information", "incident-reporting", "data-analysis-mapping", "case-management",
)  # fmt: skip
PAUSE = 0.01  # seconds until a process looks again whether there is something for it
STATES = ("reading", "checking", "preparing", "applying")


def rows() -> Iterator[Row]:
    with place() as here, tempfile.TemporaryDirectory() as folder:
        here.run("-m", "bench.imports", "--fill")
        table = Path(folder) / "tools.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([HEADINGS, *generated(ROWS, "c")])
        found = imported(here, table)
        of = f"import of {ROWS:,} rows of CSV, {{}}"
        yield Row(
            of.format("rows a second"),
            ROWS / found["seconds"],
            "1/s",
            4500,
            at_least=True,
            seen=3674,
        )
        for state in STATES:
            yield Row(of.format(state), found["by_state"].get(state, 0.0), "s")
        yield Row(of.format("longest step"), found["longest"], "s", 60)
        yield Row(of.format("processor time a row"), found["processor"] * 1e6 / ROWS, "µs")
        yield Row(of.format("memory of a worker"), found["peak"], "MB", 300)
        assert found["written"] > 0.9 * ROWS, found
        book = Path(folder) / "tools.xlsx"
        write_workbook(book)
        found = imported(here, book)
        of = f"import of {ROWS_OF_WORKBOOK:,} rows of XLSX, {{}}"
        each = ROWS_OF_WORKBOOK / found["seconds"]
        yield Row(of.format("rows a second"), each, "1/s")
        yield Row(of.format("memory of a worker"), found["peak"], "MB", 400)
        yield Row(of.format("memory of the reader"), found["peak_of_reader"], "MB", 400)


def imported(here: Place, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = here.ask("-m", "bench.imports", str(path))
    return found


def generated(count: int, mark: str) -> Iterator[tuple[str, ...]]:
    """Tools that never were, of the words and lengths of `bench.generate`."""
    from bench.generate import Generator

    documents = Generator(count, seed=len(mark) + ord(mark[0])).documents()
    for number, document in enumerate(islice(documents, count)):
        yield (
            f"{document.title} {mark}{number}",
            f"Against human trafficking: {document.summary[:300]}",
            f"https://{mark}{number}.example.org/",
            PURPOSES[number % len(PURPOSES)],
            "law-enforcement" if number % 2 else "ngo-caseworker",
            ("Kenya", "France", "Thailand", "Brazil")[number // 4 % 4],
            "Active",
            str(2001 + number % 25),
        )


def write_workbook(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tools")
    sheet.append(HEADINGS)
    for row in generated(ROWS_OF_WORKBOOK, "x"):
        sheet.append(row)
    book.save(path)


def _fill() -> None:
    from bench.fill import fill
    from hub.imports.models import ImportSource

    fill(0)
    ImportSource.objects.create(slug="bench", title="Bench", kind="tool", key_field="name")


def _import(path: Path) -> dict[str, Any]:
    """Every step in this process, and beside it another one: as two workers do them."""
    from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

    from django.core.files import File

    from hub.imports import job_runner
    from hub.imports.models import Import, ImportSource
    from hub.imports.staging import create_job

    with path.open("rb") as file:
        batch = create_job(
            File(file), source=ImportSource.objects.get(slug="bench"), name=path.name
        )
    beside = _beside(batch.pk)
    by_state: dict[str, float] = {}
    began, longest = time.perf_counter(), 0.0
    while True:
        state, at = batch.state, time.perf_counter()
        more = job_runner.advance(batch.pk)
        if not more:
            time.sleep(PAUSE)  # the other is at it, or it is over
        took = time.perf_counter() - at
        by_state[state] = by_state.get(state, 0.0) + took
        longest = max(longest, took)
        batch = Import.objects.get(pk=batch.pk)
        if batch.state == "mapping":
            job_runner.check(batch)
        elif batch.state == "ready":
            job_runner.accept(batch)
        elif not more and batch.state not in Import.WORKING:
            break
    seconds, peak_of_reader = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN).ru_maxrss
    other = json.loads(beside.communicate()[0])
    assert batch.state == "applied", batch.sentence
    return {
        "seconds": seconds,
        "by_state": by_state,
        "longest": longest,
        "written": batch.rows_applied,
        "counts": batch.counts,
        "peak": max(getrusage(RUSAGE_SELF).ru_maxrss / 1024, other["peak"]),
        "peak_of_reader": peak_of_reader / 1024,
        "processor": time.process_time() + processor_of_server() + other["processor"],
    }


def _beside(pk: int) -> subprocess.Popen[str]:
    """The other worker, once it is up."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.imports", "--beside", str(pk)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def _work_beside(pk: int) -> dict[str, Any]:
    """Take shares of the rows wherever there are any."""
    from resource import RUSAGE_SELF, getrusage

    from hub.imports import job_runner
    from hub.imports.models import Import, RowRange

    print("up", flush=True)
    while Import.objects.at_work().filter(pk=pk).exists() or _waits(pk):
        there_is_some = RowRange.objects.filter(batch=pk, done=False).exists()
        if not there_is_some or not job_runner.advance(pk):
            time.sleep(PAUSE)
    return {
        "peak": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        "processor": time.process_time() + processor_of_server(),
    }


def _waits(pk: int) -> bool:
    from hub.imports.models import Import

    return Import.objects.filter(pk=pk, state__in=("mapping", "ready")).exists()


def processor_of_server() -> float:
    """Seconds that PostgreSQL's process for this connection has used."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processor_milliseconds(int(cursor.fetchone()[0])) / 1000


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    if sys.argv[1] == "--fill":
        _fill()
    elif sys.argv[1] == "--beside":
        print(json.dumps(_work_beside(int(sys.argv[2]))))
    else:
        print(json.dumps(_import(Path(sys.argv[1]))))
