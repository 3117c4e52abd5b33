"""Comparing six tools and writing a briefing of twenty, over HTTP at 100,000 tools."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

from bench.http import Reader
from bench.place import place, processor_milliseconds
from bench.rows import Row, percentile

SIZE = 100_000
TIMES = 120
CAMP = [("who", "ngo-caseworker"), ("what", "displacement-camp"), ("limit", "no-internet")]


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.prepare", str(SIZE))
        of = f"at {SIZE:,}"
        with here.web() as (port, worker):
            reader, slugs = Reader(port), _slugs(port)
            for name, count, path, target in (
                ("comparison of 2", 2, "/tools/compare/", 30.0),
                ("comparison of 6", 6, "/tools/compare/", 30.0),
                ("shortlist of 6", 6, "/shortlist/", 30.0),
                ("briefing of 6 as text", 6, "/shortlist/briefing.txt", None),
                ("briefing of 20 as Word file", 20, "/shortlist/briefing.docx", None),
            ):
                before = processor_milliseconds(worker)
                times = [
                    _asked(reader, path, slugs, count, turn)
                    for turn in range(TIMES if target else TIMES // 10)
                ]
                spent = (processor_milliseconds(worker) - before) / len(times)
                yield Row(f"{name}, processor time, mean, {of}", spent, "ms")
                yield Row(f"{name}, p50, {of}", percentile(times, 0.5), "ms")
                yield Row(f"{name}, p95, {of}", percentile(times, 0.95), "ms", target)


def _asked(reader: Reader, path: str, slugs: list[str], count: int, turn: int) -> float:
    """Other tools each time, with a situation; an unknown parameter keeps the page anew."""
    chosen = [slugs[(turn * count + one) % len(slugs)] for one in range(count)]
    words = urlencode([*(("tool", slug) for slug in dict.fromkeys(chosen)), *CAMP, ("bench", "1")])
    answer = reader.get(f"{path}?{words}")
    assert answer.status == 200, path
    return answer.milliseconds


def _slugs(port: int) -> list[str]:
    """Of the first five pages of the list."""
    found: list[str] = []
    for page in range(1, 6):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/tools/?page={page}") as answer:
            html = answer.read().decode()
        found += re.findall(r'<h2><a href="/tools/([\w-]+)/"', html)
    assert len(found) >= 20
    return found
