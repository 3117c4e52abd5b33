"""`python -m bench.memory build|hold SIZE FOLDER`: a job alone in its process."""

import json
import resource
import sys
import time
from pathlib import Path

from bench.generate import GeneratedSource
from bench.search import QUERIES, mixed_queries, snapshot_cache, timings
from hub.search_engine.search import search
from hub.search_engine.segment_store import SegmentStore


def build(size: int, folder: Path) -> None:
    source = GeneratedSource(size)
    store = SegmentStore(folder, source.kind, "public", "bench")
    with store.lock():
        store.build(source, size)


def hold(size: int, folder: Path) -> None:
    """A process like one that serves pages: Django set up, the snapshot open, every query asked."""
    source = GeneratedSource(size)
    snapshot = snapshot_cache(source, folder)[0].current()
    timings(lambda query: search(snapshot, query), mixed_queries(source.generator, QUERIES))


if __name__ == "__main__":
    job, size, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    start = time.perf_counter()
    {"build": build, "hold": hold}[job](size, folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))
