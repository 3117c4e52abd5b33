"""More requests than a site can answer: what is admitted comes in time, the rest is told at once.

An open load: a request begins when its time has come, whether earlier ones were answered or not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from bench.place import place
from bench.reader import Reader
from bench.rows import Row, percentile

RECORDS = 1000
PER_SECOND, KEPT_PER_SECOND, SECONDS = 300, 30, 20.0
KEPT = ("/tools/", "/", "/tools/?q=data", "/organisations/")
CONNECTIONS = 500
_numbers = count()


class LoadAnswer(NamedTuple):
    """``status`` is 0 where the connection failed."""

    status: int
    is_told_when: bool
    milliseconds: float


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.prepare", str(RECORDS))
        with here.web(workers=2, threads=16, worker_class="hub.web.gunicorn_worker.Worker") as web:
            port, _worker = web
            for path in KEPT:
                for _ in range(20):  # each process keeps it
                    assert Reader(port).get(path).status == 200, path
            quiet, _none = measure_load(port, KEPT_PER_SECOND, 0, SECONDS / 4)
            kept, made = measure_load(port, KEPT_PER_SECOND, PER_SECOND, SECONDS)
            yield from _rows(quiet, kept, made)
            yield from _connections(port)


def _rows(
    quiet: Sequence[LoadAnswer], kept: Sequence[LoadAnswer], made: Sequence[LoadAnswer]
) -> Iterator[Row]:
    admitted = [answer.milliseconds for answer in made if answer.status == 200]
    refused = [answer.milliseconds for answer in made if answer.status == 503]
    untold = [a for a in made if a.status != 200 and not (a.status == 503 and a.is_told_when)]
    of = f"{PER_SECOND} pages a second that are not kept"
    yield Row(f"{of}: admitted, p95", percentile(admitted, 0.95), "ms", 1000.0)
    yield Row(f"{of}: admitted", len(admitted) / SECONDS, "1/s")
    yield Row(f"{of}: refused, p95", percentile(refused, 0.95) if refused else 0.0, "ms")
    yield Row(f"{of}: neither 200 nor 503 with Retry-After", len(untold), "times", 0.0)
    yield Row("kept pages beside it: not 200", sum(a.status != 200 for a in kept), "times", 0.0)
    for name, answers in (("beside it", kept), ("alone", quiet)):
        times = [answer.milliseconds for answer in answers]
        yield Row(f"kept pages {name}, p50", percentile(times, 0.5), "ms")
        yield Row(f"kept pages {name}, p95", percentile(times, 0.95), "ms")


def _connections(port: int) -> Iterator[Row]:
    """What a proxy pays that uses every connection once."""
    reader, fresh, same = Reader(port), [], []
    for _ in range(300):
        same.append(reader.get("/tools/").milliseconds)
        begun = time.perf_counter()
        Reader(port).get("/tools/")
        fresh.append((time.perf_counter() - begun) * 1000)
    yield Row("kept page on a connection that is kept open, p50", percentile(same, 0.5), "ms")
    yield Row("kept page on a fresh connection, p50", percentile(fresh, 0.5), "ms")


def measure_load(
    port: int, kept: int, made: int, seconds: float
) -> tuple[list[LoadAnswer], list[LoadAnswer]]:
    """Answers to so many requests a second for kept pages, and for pages that nobody asked for."""

    async def run() -> tuple[list[LoadAnswer], list[LoadAnswer]]:
        places = asyncio.Semaphore(CONNECTIONS)
        kept_paths = [KEPT[number % len(KEPT)] for number in range(int(kept * seconds))]
        made_paths = [f"/tools/?q=data&bench{next(_numbers)}" for _ in range(int(made * seconds))]
        return await asyncio.gather(
            _paced(port, kept_paths, kept, places), _paced(port, made_paths, made, places)
        )

    return asyncio.run(run())


async def _paced(
    port: int, paths: Sequence[str], per_second: int, places: asyncio.Semaphore
) -> list[LoadAnswer]:
    begun = time.perf_counter()
    tasks = []
    for number, path in enumerate(paths):
        await asyncio.sleep(begun + number / per_second - time.perf_counter())
        tasks.append(asyncio.create_task(_ask(port, path, places)))
    return list(await asyncio.gather(*tasks))


async def _ask(port: int, path: str, places: asyncio.Semaphore) -> LoadAnswer:
    begun = time.perf_counter()
    async with places:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
            writer.write(f"{request}Connection: close\r\n\r\n".encode())
            answer = await reader.read(-1)
            writer.close()
        except OSError:
            return LoadAnswer(0, False, (time.perf_counter() - begun) * 1000)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    took = (time.perf_counter() - begun) * 1000
    return LoadAnswer(int(head[9:12] or 0), b"retry-after" in head, took)
