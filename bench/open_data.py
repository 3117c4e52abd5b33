"""The list of 100,000 tools as files, with three sources each: rows a second and memory.

`python -m bench.open_data` alone, in the environment of `bench.place`, measures and prints.
"""

from __future__ import annotations

import json
import os
import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from bench.place import place
from bench.rows import Row

SIZE, SOURCES = 100_000, 20_000
SUBJECTS = ("", "purpose", "context", "language", "status", "access", "summary", "licence")


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.prepare", str(SIZE))
        found = here.ask("-m", "bench.open_data")
    of = f"{SIZE:,} tools as {{}}"
    yield Row(of.format("CSV"), found["csv"], "rows/s", 4000, at_least=True)
    yield Row(of.format("workbook"), found["xlsx"], "rows/s", 1000, at_least=True)
    yield Row(of.format("CSV, first byte"), found["first"], "ms", 300)
    yield Row(of.format("CSV, memory beside the index"), found["memory"], "MB", 60)


def _measure() -> dict[str, float]:
    from hub.open_data.exported_records import exported_records
    from hub.open_data.list_matches import matching_keys
    from hub.open_data.views import FORMATS
    from hub.search_engine.query import Query

    _cite()
    keys = matching_keys("tool", Query(include_ended=True))
    list(exported_records("tool", keys[:300]))  # what every process reads once
    before = _peak()
    found = {}
    for ending in ("csv", "xlsx"):
        began = time.perf_counter()
        pieces = FORMATS[ending].pieces(*_wanted(keys, ending))
        next(pieces)
        first = time.perf_counter() - began
        for _piece in pieces:
            pass
        found[ending] = len(keys) / (time.perf_counter() - began)
        if ending == "csv":
            found |= {"first": first * 1000, "memory": _peak() - before}
    return found


def _wanted(keys: list[int], ending: str) -> tuple[Any, Any, Any]:
    from hub.lists.spec import list_specs
    from hub.open_data.file_description import FileDescription
    from hub.open_data.file_request import FileRequest
    from hub.open_data.list_matches import ListMatches
    from hub.search_engine.query import Query

    wanted = FileRequest(list_specs["tool"], Query(include_ended=True), False, None)
    matches = ListMatches(wanted.spec, wanted.query, False, keys, 1)
    return wanted, matches, FileDescription.of(wanted, matches, "2026-01-01", ending)


def _cite() -> None:
    """Three sources behind each tool, for facts of its own or for all of it."""
    from django.db import connection

    from bench.fill import copy
    from catalogue.models import Tool, ToolCitation
    from hub.records.models import Source

    chance = random.Random(5)
    address = "https://example.org/reports/"
    copy(Source, (
        {"title": f"Report {n}", "publisher": "A publisher", "url": f"{address}{n}"}
        for n in range(SOURCES)
    ))  # fmt: skip
    sources = list(Source.objects.filter(url__startswith=address).values_list("pk", flat=True))
    copy(ToolCitation, (
        {
            "tool_id": pk, "subject": subject, "source_id": chance.choice(sources),
            "position": 50 + place, "checked_on": chance.choice([None, "2026-04-01"]),
        }
        for pk in Tool.objects.values_list("pk", flat=True)
        for place, subject in enumerate(chance.sample(SUBJECTS, 3))
    ))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(_measure()))
