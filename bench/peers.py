"""The same lists of 10,000 tools by others: a plain django-filter list, and Datasette with facets.

Datasette is measured where ``DATASETTE`` names its command or it is on the PATH.
`python -m bench.peers FILE` alone, in the environment of `bench.place`, writes its database.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from bench.http import addresses
from bench.place import ROOT, Place, filled_place, free_port, wait
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

SIZE, PAGES = 10_000, 60
FACETS = ("purpose", "context", "region", "language", "access", "technology", "status",
          "connectivity", "user")  # fmt: skip
TEXTS = ("name", "other_names", "summary", "description")
PATIENCE_MS = "30000"


def rows() -> Iterator[Row]:
    here, of = filled_place(SIZE), f"at {SIZE:,}"
    with here.web() as (port, _worker):
        reader = Reader(port)
        paths = [path for path in addresses() if "not-known" not in path and "page=1" not in path]
        paths = [path for path in paths if reader.get(path).status == 200][:PAGES]
        ours = percentile([reader.get(unkept(path)).milliseconds for path in paths], 0.95)
        kept = percentile([reader.get(path).milliseconds for path in paths * 3], 0.95)
    yield Row(f"peers, our list made anew, p95, {of}", ours, "ms")
    yield Row(f"peers, our list as it is kept, p95, {of}", kept, "ms")
    with here.web(application="bench.filter_list:application") as (port, _worker):
        yield from _compared("django-filter", port, paths, ours, of)
    datasette = os.environ.get("DATASETTE") or shutil.which("datasette")
    if not datasette:
        print("Datasette is not installed: left out. DATASETTE=… names its command.")
        return
    with _datasette(here, datasette) as port:
        theirs = [datasette_address(path) for path in paths]
        yield from _compared("Datasette", port, theirs, ours, of)


def _compared(name: str, port: int, paths: list[str], ours: float, of: str) -> Iterator[Row]:
    good = [took for status, took in (_ask(port, path) for path in paths) if status == 200]
    assert len(good) > len(paths) / 2, f"{name} answers {len(good)} of {len(paths)} pages"
    most = percentile(good, 0.95)
    yield Row(f"peers, list by {name}, p50, {of}", percentile(good, 0.5), "ms")
    yield Row(f"peers, list by {name}, p95, {of}", most, "ms")
    yield Row(f"peers, ours faster than {name} at p95, {of}", most / ours, "times", 50.0, True)


def _ask(port: int, path: str) -> tuple[int, float]:
    """The status and milliseconds of an answer of any length; it may come in chunks."""
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (time.perf_counter() - begun) * 1000


def datasette_address(path: str) -> str:
    """The address of the same list in Datasette, with all facets counted."""
    pairs: list[tuple[str, str]] = [("_size", "20")]
    for name, value in parse_qsl(path.partition("?")[2]):
        if name == "q":
            pairs.append(("_search", value))
        elif name == "place":
            pairs.append(("region__arraycontains", value))
        elif name in FACETS:
            pairs.append((f"{name}__arraycontains", value))
    return f"/tools/tools?{urlencode([*pairs, *(('_facet_array', facet) for facet in FACETS)])}"


@contextmanager
def _datasette(here: Place, command: str) -> Iterator[int]:
    """Datasette over the same tools, with time enough to count: its port."""
    file = Path(here.environment["VAR_DIR"]) / "tools.db"
    here.run("-m", "bench.peers", str(file))
    port = free_port()
    settings = [("sql_time_limit_ms", PATIENCE_MS), ("facet_time_limit_ms", PATIENCE_MS)]
    options = [word for name, value in settings for word in ("--setting", name, value)]
    process = here.process_group.start(
        [command, "serve", str(file), f"--port={port}", *options],
        environment=here.environment,
        folder=ROOT,
        output=subprocess.DEVNULL,
    )
    try:
        wait(f"http://127.0.0.1:{port}/-/versions.json")
        yield port
    finally:
        here.process_group.stop(process)


def _write(path: Path) -> None:
    """One table, with the slugs of each facet's terms as a JSON array, and its full-text index."""
    from catalogue.models import Tool

    columns = (*TEXTS, *FACETS)
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE tools (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        for tool in Tool.objects.published().prefetch_related("terms__scheme").iterator(1_000):
            slugs: dict[str, list[str]] = {facet: [] for facet in FACETS}
            for term in tool.terms.all():
                if term.scheme.slug in slugs:
                    slugs[term.scheme.slug].append(term.slug)
            texts = [tool.name, " ".join(tool.other_names), tool.summary, tool.description]
            values = [tool.pk, *texts, *(json.dumps(slugs[facet]) for facet in FACETS)]
            marks = ", ".join("?" * len(values))
            database.execute(f"INSERT INTO tools VALUES ({marks})", values)  # noqa: S608
        database.execute(
            f"CREATE VIRTUAL TABLE tools_fts USING fts5({', '.join(TEXTS)}, content=tools,"
            " content_rowid=id)"
        )
        database.execute("INSERT INTO tools_fts (tools_fts) VALUES ('rebuild')")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    _write(Path(sys.argv[1]))
