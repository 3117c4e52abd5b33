"""The gap map at 100,000 tools: what is counted and made into the page's words, and by HTTP.

`python -m bench.gaps` alone, in the environment of `bench.place`, prints the engine's timings.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

from bench.place import Place, filled_place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

SIZE = 100_000
ROUNDS = 15
ADDRESSES = tuple(
    "&".join(filter(None, (by, only)))
    for by in ("", "by=region")
    for only in ("", "only=active", "only=verified")
)


def rows() -> Iterator[Row]:
    of = f"at {SIZE:,}"
    here = filled_place(SIZE)
    told = _engine(here)
    yield Row(f"gaps, counted and worded, processor, p50, {of}", percentile(told, 0.5), "ms")
    yield Row(f"gaps, counted and worded, processor, p95, {of}", percentile(told, 0.95), "ms", 30.0)
    with here.web() as (port, worker):
        reader = Reader(port)
        paths = [f"/gaps/?{words}" for words in ADDRESSES]
        for path in paths:
            assert reader.get(path).status == 200, path
        times = [reader.get(unkept(path)).milliseconds for _ in range(ROUNDS) for path in paths]
        spent = processor_times(reader, worker, map(unkept, paths * ROUNDS))
    yield Row(f"gaps, page made anew, p50, {of}", percentile(times, 0.5), "ms")
    yield Row(f"gaps, page made anew, p95, {of}", percentile(times, 0.95), "ms")
    half = percentile(spent, 0.5)
    yield Row(f"gaps, page made anew, processor, p50, {of}", half, "ms", 12.0, seen=23.2)
    yield Row(f"gaps, page made anew, processor, p95, {of}", percentile(spent, 0.95), "ms")


def _engine(here: Place) -> list[float]:
    """In a process of its own, which knows the database and the index on disk."""
    found: list[float] = here.ask("-m", "bench.gaps")
    return found


def _measure() -> None:
    """The processor's milliseconds for each page without its template, as JSON on the last line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from django.http import QueryDict

    from catalogue.gaps.parameters import read_gap_parameters
    from catalogue.gaps.presenter import gap_page
    from hub.records.models import SearchState
    from hub.search_engine.snapshot_cache import get_snapshot

    asked = [read_gap_parameters(QueryDict(words)) for words in ADDRESSES]
    times = []
    for number in range(ROUNDS + 1):
        for one in asked:
            with SearchState.held():  # as during a request
                start = time.process_time()
                gap_page(get_snapshot("tool", "public"), one)
                if number:  # the first round reads the map and labels
                    times.append((time.process_time() - start) * 1000)
    print(json.dumps(times))


if __name__ == "__main__":
    _measure()
