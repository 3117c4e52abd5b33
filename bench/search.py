"""The engine alone: text match, ranking, 12 disjunctive facet counts and the first 20 ids."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import django
import numpy as np

from bench.generate import DOMAIN, FACETS, SEED, GeneratedSource, Generator
from bench.rows import Row, percentile
from hub.search_engine import bitmaps
from hub.search_engine.query import SORTS, Query
from hub.search_engine.search import search
from hub.search_engine.segment_store import SegmentStore
from hub.search_engine.snapshot import Snapshot

if TYPE_CHECKING:
    from hub.search_engine.snapshot_cache import SnapshotCache

SIZE, LARGE = 100_000, 1_000_000
QUERIES = 200
ROUNDS = 5


def rows() -> Iterator[Row]:
    """At 100,000 records, and on a small catalogue."""
    yield from _engine(
        SIZE, {"p50": 2.0, "p95": 8.0, "build": 60.0, "peak": 600.0, "held": 250.0}, 4.0
    )
    yield from _small(126)


def large_rows() -> Iterator[Row]:
    yield from _engine(LARGE, {"p95": 60.0}, None)


def _engine(size: int, targets: dict[str, float], ratio: float | None) -> Iterator[Row]:
    of = f"at {size:,}"
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        built = _in_process("build", size, folder)
        yield Row(f"index, full build, {of}", built["seconds"], "s", targets.get("build"))
        yield Row(
            f"index, peak memory of the build, {of}", built["peak"], "MB", targets.get("peak")
        )
        held = _in_process("hold", size, folder)
        yield Row(
            f"index, memory of a process that searched, {of}",
            held["peak"],
            "MB",
            targets.get("held"),
        )
        source = GeneratedSource(size)
        cache, number = snapshot_cache(source, folder)
        snapshot = cache.current()
        queries = mixed_queries(source.generator, QUERIES)
        first = timings(lambda query: search(snapshot, query), queries)
        yield Row(
            f"engine, one round on freshly mapped pages, p95, {of}", percentile(first, 0.95), "ms"
        )
        again = _rounds(snapshot, queries)
        yield Row(f"engine, p50, {of}", percentile(again, 0.5), "ms", targets.get("p50"))
        yield Row(f"engine, p95, {of}", percentile(again, 0.95), "ms", targets.get("p95"))
        fresh = _rounds(snapshot, queries, clear=True)
        yield Row(
            f"engine, nothing remembered, p50, {of}",
            percentile(fresh, 0.5),
            "ms",
            targets.get("p50"),
        )
        yield Row(
            f"engine, nothing remembered, p95, {of}",
            percentile(fresh, 0.95),
            "ms",
            targets.get("p95"),
        )
        bare = bare_popcount(snapshot)
        yield Row(f"bare popcount of the matrix, p50, {of}", bare, "ms")
        yield Row(
            f"engine p50 / bare popcount, {of}", percentile(again, 0.5) / bare, "times", ratio
        )
        yield from _one_change(source, cache, number, queries, of)
    finally:
        shutil.rmtree(folder)


def engine_times(size: int) -> list[float]:
    """Milliseconds of processor time of the mixed queries at a size."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        _in_process("build", size, folder)
        source = GeneratedSource(size)
        snapshot = snapshot_cache(source, folder)[0].current()
        queries = mixed_queries(source.generator, QUERIES)
        return _rounds(snapshot, queries, clock=time.thread_time)
    finally:
        shutil.rmtree(folder)


def _one_change(
    source: GeneratedSource, cache: SnapshotCache, number: list[int], queries: list[Query], of: str
) -> Iterator[Row]:
    """A published change: the next request builds the delta and answers with it."""
    document = next(source.generator.documents())
    times = []
    for _ in range(10):
        number[0] += 1
        source.changed_ones = [replace(document, seq=number[0], title=f"Changed {number[0]}")]
        start = time.perf_counter()
        snapshot = cache.current()
        times.append((time.perf_counter() - start) * 1000)
        assert search(snapshot, Query.of(f"Changed {number[0]}")).ids == (document.pk,)
    yield Row(f"index, one changed record seen, {of}", percentile(times, 0.5), "ms")
    again = _rounds(snapshot, queries)
    yield Row(f"engine with a delta, p50, {of}", percentile(again, 0.5), "ms")
    yield Row(f"engine with a delta, p95, {of}", percentile(again, 0.95), "ms")


def _small(size: int) -> Iterator[Row]:
    source = GeneratedSource(size)
    cache, _number = snapshot_cache(source, Path(tempfile.gettempdir()) / "bench-unused")
    snapshot = cache.current()
    again = _rounds(snapshot, mixed_queries(source.generator, QUERIES))
    yield Row(f"engine, p50, at {size}", percentile(again, 0.5), "ms")
    yield Row(f"engine, p99, at {size}", percentile(again, 0.99), "ms", 1.0)


def mixed_queries(generator: Generator, amount: int) -> list[Query]:
    """Words, phrases, prefixes, misspellings and none; 0 to 4 filters; deep pages; every sort."""
    random = np.random.default_rng(SEED)
    documents = [d for _, d in zip(range(amount), generator.documents(), strict=False)]
    queries = []
    for i in range(amount):
        document = documents[i % len(documents)]
        said = document.description.rstrip(".").split()
        at = int(random.integers(0, len(said) - 3))
        domain = str(random.choice(DOMAIN))
        texts = (
            said[at], f"{said[at]} {said[at + 1]}", f'"{said[at]} {said[at + 1]}"', said[at][:4],
            _misspelt(domain), domain, f"{domain} {said[at]} {said[at + 2]}", "",
        )  # fmt: skip
        chosen: dict[str, list[str]] = {}
        for facet in random.choice(
            list(FACETS), int(random.integers(0, 5)), replace=False
        ).tolist():
            terms = random.zipf(1.6, int(random.integers(1, 3))) % (FACETS[facet] - 1)
            chosen[facet] = [f"term-{term}" for term in terms]
        page = int(random.choice([1, 1, 1, 2, 50]))
        sort = SORTS[i % 10] if i % 10 < len(SORTS) else "relevance"
        queries.append(Query.of(texts[i % len(texts)], chosen, sort=sort, page=page))
    return queries


def _misspelt(word: str) -> str:
    return word[:2] + word[3:4] + word[2:3] + word[4:]


def timings(
    ask: Callable[[Query], object],
    queries: list[Query],
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Milliseconds for each query."""
    times = []
    for query in queries:
        start = clock()
        ask(query)
        times.append((clock() - start) * 1000)
    return times


def _rounds(
    snapshot: Snapshot,
    queries: list[Query],
    *,
    clear: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """For each query its median over several rounds, which leaves out what other processes do.

    With ``clear`` no word is cached from one query to the next.
    """

    def ask(queries: list[Query]) -> list[float]:
        if clear:
            snapshot.matcher.clear_cache()
        return timings(lambda query: search(snapshot, query), queries, clock)

    gc.collect()
    rounds = [[ask([query])[0] for query in queries] for _ in range(ROUNDS)]
    return [percentile(times, 0.5) for times in zip(*rounds, strict=True)]


def bare_popcount(snapshot: Snapshot) -> float:
    """Counting every row of bits within one selection and nothing else; p50 in milliseconds."""
    segment = snapshot.segments[0]
    chosen = segment.rows.row("purpose/term-0")
    times = []
    for _ in range(100):
        start = time.perf_counter()
        bitmaps.count_rows(segment.rows.matrix, chosen)
        times.append((time.perf_counter() - start) * 1000)
    return percentile(times, 0.5)


def snapshot_cache(source: GeneratedSource, folder: Path) -> tuple[SnapshotCache, list[int]]:
    """In a process with Django set up, like one that serves pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from hub.search_engine.snapshot_cache import SnapshotCache

    number = [source.generator.size]
    store = SegmentStore(folder, source.kind, "public", "bench")
    return SnapshotCache(source, "public", store, lambda: number[0]), number


def _in_process(job: str, size: int, folder: Path) -> dict[str, float]:
    """Run a job in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.memory", job, str(size), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result
