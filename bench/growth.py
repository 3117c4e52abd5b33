"""The same figures from 100 to 1,000,000 tools: the curves of the report."""

from __future__ import annotations

from collections.abc import Iterator

from bench.http import after_changes, found_paths, tool_slugs
from bench.place import Place, place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile
from bench.search import engine_times
from bench.site import web_memory

SIZES, LARGE = (100, 1_000, 10_000, 100_000), (1_000_000,)


def rows() -> Iterator[Row]:
    with place() as here:
        for size in SIZES:
            yield from _at(here, size)


def large_rows() -> Iterator[Row]:
    with place() as here:
        for size in LARGE:
            yield from _at(here, size)


def _at(here: Place, size: int) -> Iterator[Row]:
    of = f"at {size:,}"
    here.run("-m", "bench.prepare", str(size), "exactly")
    lists, tools = _pages(here)
    yield Row(f"growth, list made anew, processor, {of}", percentile(lists, 0.5), "ms")
    yield Row(f"growth, tool page made anew, processor, {of}", percentile(tools, 0.5), "ms")
    engine = percentile(engine_times(size), 0.5)
    yield Row(f"growth, the engine alone, processor, {of}", engine, "ms")
    each, _workers = web_memory(here)
    yield Row(f"growth, memory of a web process (PSS), {of}", each, "MB")
    times, spent, seen = after_changes(here)
    assert seen == len(times), "a change was not seen"
    yield Row(f"growth, request after a change, processor, {of}", percentile(spent, 0.5), "ms")


def _pages(here: Place) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time of lists and of tool pages."""
    with here.web() as (port, worker):
        reader = Reader(port)
        lists = found_paths(reader)
        tools = [f"/tools/{slug}/" for slug in tool_slugs(reader, 5)]
        for path in tools[:5]:
            reader.get(path)
        return (
            processor_times(reader, worker, map(unkept, lists)),
            processor_times(reader, worker, map(unkept, tools)),
        )
