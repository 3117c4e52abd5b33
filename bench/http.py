"""Pages over HTTP at 100,000 tools, on PostgreSQL with one web worker, and at the starter data."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from typing import NamedTuple

from bench.place import Place, place, resident_megabytes
from bench.rows import Row, percentile

SIZE = 100_000
SECONDS = 4.0


class Answer(NamedTuple):
    status: int
    etag: str
    milliseconds: float


class Reader:
    """A browser that keeps its connection."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, **headers: str) -> Answer:
        sent = {"Accept-Encoding": "gzip", **{k.replace("_", "-"): v for k, v in headers.items()}}
        start = time.perf_counter()
        self.link.request("GET", path, headers=sent)
        answer = self.link.getresponse()
        answer.read()
        took = (time.perf_counter() - start) * 1000
        return Answer(answer.status, answer.headers.get("ETag", ""), took)

    def per_second(self, path: str, status: int = 200, **headers: str) -> float:
        """Requests per second, one after the other, for some seconds."""
        assert self.get(path, **headers).status == status, path
        asked, until = 0, time.perf_counter() + SECONDS
        start = time.perf_counter()
        while time.perf_counter() < until:
            self.get(path, **headers)
            asked += 1
        return asked / (time.perf_counter() - start)


def rows() -> Iterator[Row]:
    for size, targets in ((SIZE, (6.0, 12.0)), (126, (6.0, None))):
        with place() as here:
            here.run("-m", "bench.prepare", str(size))
            yield from _measured(here, size, *targets)


def _measured(here: Place, size: int, p50: float, p95: float | None) -> Iterator[Row]:
    of = f"at {size:,}"
    with here.web() as (port, worker):
        reader = Reader(port)
        for path in ("/tools/", "/organisations/", "/"):
            assert reader.get(path).status == 200, path
        paths = _paths(reader)
        times = []
        empty = []
        for path in paths:
            # An unknown parameter keeps a page out of the cache: it is made for this request.
            times.append(reader.get(f"{path}&bench=1").milliseconds)
            empty.append(reader.get("/bench/empty/").milliseconds)
        yield Row(f"list page made anew, p50, {of}", percentile(times, 0.5), "ms", p50)
        yield Row(f"list page made anew, p95, {of}", percentile(times, 0.95), "ms", p95)
        nothing = percentile(empty, 0.5)
        yield Row(f"empty view beside it, p50, {of}", nothing, "ms")
        yield Row(
            f"list page p50 / empty view, {of}", percentile(times, 0.5) / nothing, "times", 10.0
        )
        yield from _cached(reader, of)
        yield Row(f"memory of the web process, {of}", resident_megabytes(worker), "MB", 250.0)


def _cached(reader: Reader, of: str) -> Iterator[Row]:
    constant = reader.per_second("/bench/empty/")
    yield Row(f"constant answer, per second, {of}", constant, "1/s")
    pages = {"list": "/tools/?q=data", "tool page": "/tools/apprise/"}
    for name, path in pages.items():
        etag = reader.get(path).etag
        share = reader.per_second(path) / constant * 100
        yield Row(f"{name} from the cache / constant, {of}", share, "%", 60.0, at_least=True)
        share = reader.per_second(path, 304, If_None_Match=etag) / constant * 100
        yield Row(f"{name}, 304 / constant, {of}", share, "%", 60.0, at_least=True)


def _paths(reader: Reader) -> list[str]:
    """Two hundred addresses as people make them: words, filters, both, deep pages."""
    words = "data hotline traffick supply labour police worker child evidence report".split()  # noqa: SIM905
    filters = (
        "purpose=case-management", "context=armed-conflict&context=disaster", "place=m49-002",
        "language=ar&language=fr", "access=free-public&technology=mobile-app", "status=active",
        "connectivity=offline-first", "user=ngo-caseworker", "safeguard=not-known",
    )  # fmt: skip
    found = [f"/tools/?q={word}" for word in words]
    found += [f"/tools/?{chosen}" for chosen in filters]
    found += [f"/tools/?q={word}&{chosen}" for word in words for chosen in filters]
    found += [f"/tools/?{chosen}&sort=name" for chosen in filters]
    found += [f"/tools/?{chosen}&page=2" for chosen in filters[:5]]
    usable = [path for path in found if reader.get(path).status == 200]
    return (usable * 3)[:200]
