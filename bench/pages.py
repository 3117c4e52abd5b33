"""The page of one tool and the search over everything at 100,000 tools, made anew, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

from bench.http import WORDS, tool_slugs
from bench.place import Place, filled_place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

SIZE = 100_000
ROUNDS = 8


def rows() -> Iterator[Row]:
    of = f"at {SIZE:,}"
    tool, everything = measure(filled_place(SIZE))
    for name, times, target, seen in (
        ("tool page made anew", tool, 13.0, 23.0),
        ("search over everything made anew", everything, 18.0, 31.0),
    ):
        yield Row(f"{name}, processor, p50, {of}", percentile(times, 0.5), "ms", target, seen=seen)
        yield Row(f"{name}, processor, p95, {of}", percentile(times, 0.95), "ms")


def measure(here: Place) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time of tool pages, and of searches over everything."""
    with here.web() as (port, worker):
        reader = Reader(port)
        tools = [f"/tools/{slug}/" for slug in tool_slugs(reader, 10)]
        searches = [f"/search/?q={quote_plus(word)}" for word in WORDS]
        for path in (*tools[:5], *searches):  # so that the process knows its templates and words
            assert reader.get(path).status == 200, path
        return (
            processor_times(reader, worker, map(unkept, tools)),
            processor_times(reader, worker, map(unkept, searches * ROUNDS)),
        )
