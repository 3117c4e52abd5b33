"""Comparing up to six tools and writing a briefing of twenty, over HTTP at 100,000 tools."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean
from urllib.parse import urlencode

from bench.http import tool_slugs
from bench.place import filled_place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

SIZE = 100_000
TIMES = 120
CAMP = [("who", "ngo-caseworker"), ("what", "displacement-camp"), ("limit", "no-internet")]


def rows() -> Iterator[Row]:
    of = f"at {SIZE:,}"
    with filled_place(SIZE).web() as (port, worker):
        reader = Reader(port)
        slugs = tool_slugs(reader, 5)
        for name, count, path, target in (
            ("comparison of 2", 2, "/tools/compare/", 30.0),
            ("comparison of 4", 4, "/tools/compare/", 30.0),
            ("comparison of 6", 6, "/tools/compare/", 30.0),
            ("shortlist of 6", 6, "/shortlist/", 30.0),
            ("briefing of 6 as text", 6, "/shortlist/briefing.txt", None),
            ("briefing of 20 as Word file", 20, "/shortlist/briefing.docx", None),
        ):
            # Files refuse a parameter that they do not know.
            anew, turns = (unkept, TIMES) if target else (str, TIMES // 10)
            paths = [_address(path, slugs, count, turn) for turn in range(turns)]
            assert reader.get(anew(paths[0])).status == 200, paths[0]
            times = [reader.get(anew(path)).milliseconds for path in paths]
            spent = processor_times(reader, worker, map(anew, paths))
            half = percentile(spent, 0.5)
            if count == 4:
                yield Row(f"{name}, processor, p50, {of}", half, "ms", 14.0, seen=23.4)
            yield Row(f"{name}, processor time, mean, {of}", fmean(spent), "ms")
            yield Row(f"{name}, p50, {of}", percentile(times, 0.5), "ms")
            yield Row(f"{name}, p95, {of}", percentile(times, 0.95), "ms", target)


def _address(path: str, slugs: list[str], count: int, turn: int) -> str:
    """Other tools each time, with a situation."""
    chosen = [slugs[(turn * count + one) % len(slugs)] for one in range(count)]
    tools = [("tool", slug) for slug in dict.fromkeys(chosen)]
    return f"{path}?{urlencode([*tools, *CAMP])}"
