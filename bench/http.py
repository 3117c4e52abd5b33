"""Pages over HTTP at 100,000 tools, on PostgreSQL with one web worker, and at the starter data."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from statistics import fmean
from urllib.parse import quote, quote_plus

from bench.generate import SEED
from bench.place import (
    ROOT,
    Place,
    filled_place,
    processor_milliseconds,
    processor_times,
    resident_megabytes,
)
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

__all__ = ["Reader", "rows"]

SIZE = 100_000
CHANGES = 10
# The same way through the middleware as a list that is not kept, and nothing at its end.
EMPTY = "/bench/empty/?bench=1"
CONSTANT = "/bench/constant/"
SAME = "/bench/constant-page/"  # the body and headers of a page, from the bare server


def rows() -> Iterator[Row]:
    """The last of the parts that share the 100,000 tools, since it changes some of them."""
    for aims in (LARGE, STARTER):
        here = filled_place(aims.size)
        with here.web() as (port, worker):
            reader = Reader(port)
            yield from _made(reader, worker, aims)
            yield from _kept(reader, aims.of)
            resident = resident_megabytes(worker)
            yield Row(f"memory of the web process, {aims.of}", resident, "MB", 250.0)
        if aims is LARGE:
            yield from _joins(here, aims.of)
        yield from _fresh(here, aims)


@dataclass(frozen=True)
class Aims:
    """Targets at a size, in milliseconds, and what was seen when they were set.

    ``wall``: p50 and p95 of a list by the clock; ``processor`` the same by processor time.
    """

    size: int
    of: str
    wall: tuple[float, float | None]
    processor: tuple[float, float | None]
    seen: tuple[float, float]
    change: float | None
    change_seen: float


LARGE = Aims(SIZE, f"at {SIZE:,}", (6.0, 12.0), (6.0, 11.0), (10.6, 14.5), 40.0, 109.0)
STARTER = Aims(0, "of the starter data", (6.0, None), (3.0, None), (4.05, 7.0), None, 36.0)


def _made(reader: Reader, worker: int, aims: Aims) -> Iterator[Row]:
    """Lists made for this request, and an empty view after each."""
    of, (p50, p95) = aims.of, aims.wall
    for path in ("/tools/", "/organisations/", "/"):
        assert reader.get(path).status == 200, path
    paths = found_paths(reader)
    times, empty = [], []
    for path in paths:
        times.append((reader.get(unkept(path)).milliseconds, path))
        empty.append(reader.get(EMPTY).milliseconds)
    lists, nothing = [took for took, _path in times], percentile(empty, 0.5)
    yield Row(f"list page made anew, p50, {of}", percentile(lists, 0.5), "ms", p50)
    yield Row(f"list page made anew, p95, {of}", percentile(lists, 0.95), "ms", p95)
    yield Row(f"empty view beside it, p50, {of}", nothing, "ms")
    yield Row(f"list page p50 / empty view, {of}", percentile(lists, 0.5) / nothing, "times", 10.0)
    spent = [*processor_times(reader, worker, map(unkept, paths * 2))]
    page, view = fmean(spent), fmean(processor_times(reader, worker, [EMPTY] * 1000))
    (half, most), (half_seen, most_seen) = aims.processor, aims.seen
    name = "list page made anew, processor"
    yield Row(f"{name}, p50, {of}", percentile(spent, 0.5), "ms", half, seen=half_seen)
    yield Row(f"{name}, p95, {of}", percentile(spent, 0.95), "ms", most, seen=most_seen)
    yield Row(f"{name} time, mean, {of}", page, "ms")
    yield Row(f"empty view, processor time, mean, {of}", view, "ms")
    yield Row(f"list page / empty view in processor time, {of}", page / view, "times")
    first = [reader.get(f"{path}&ended=0&exact=0").milliseconds for path in sorted(set(paths))]
    yield Row(f"list page made, compressed and kept, p50, {of}", percentile(first, 0.5), "ms")
    for took, path in sorted(times)[-5:]:
        print(f"    slow: {took:.1f} ms {path}", file=sys.stderr)


def _kept(reader: Reader, of: str) -> Iterator[Row]:
    """Pages from the cache, beside two constants from the bare server and one through Django."""
    for name, path in {"list": "/tools/?q=data", "tool page": "/tools/apprise/"}.items():
        etag = reader.get(path).etag
        same = f"{SAME}?of={quote(path, safe='')}"
        for status, fields in ((200, {}), (304, {"If_None_Match": etag})):
            constant, page, view, kept = reader.per_second(
                CONSTANT, same, EMPTY, path, status=status, **fields
            )
            if name == "list" and status == 200:
                yield Row(f"constant answer of the bare server, per second, {of}", constant, "1/s")
                yield Row(f"empty view, per second, {of}", view, "1/s")
            what = f"{name} from the cache" if status == 200 else f"{name}, 304"
            yield Row(f"{what} / constant, {of}", kept / constant * 100, "%")
            share = kept / page * 100
            yield Row(f"{what} / constant page, {of}", share, "%", 75.0, at_least=True, seen=30.0)
            # Told only: a view that answers nothing is itself the cost that a kept page saves.
            yield Row(f"{what} / empty view, {of}", kept / view * 100, "%")


def _fresh(here: Place, aims: Aims) -> Iterator[Row]:
    """A change published from outside: the very next request to each of two processes shows it."""
    times, spent, seen = after_changes(here)
    share = seen / len(times) * 100
    yield Row(f"change seen by the next request, 2 processes, {aims.of}", share, "%", 100.0, True)
    half = percentile(times, 0.5)
    yield Row(f"that next request, p50, {aims.of}", half, "ms", aims.change, seen=aims.change_seen)
    yield Row(f"that next request, processor, p50, {aims.of}", percentile(spent, 0.5), "ms")


def after_changes(here: Place) -> tuple[list[float], list[float], int]:
    """Milliseconds of the first request after a change, those of processor time in the web process,
    and how many of these requests showed the change.
    """
    with here.web(workers=2) as (port, _worker), _publisher(here) as publisher:
        readers = _one_for_each_process(port)
        times, spent, seen = [], [], 0
        for number in range(CHANGES):
            name = f"Renamed{time.monotonic_ns()}x{number}"
            assert publisher.stdin is not None
            assert publisher.stdout is not None
            publisher.stdin.write(f"{name}\n")
            publisher.stdin.flush()
            assert publisher.stdout.readline() == "done\n"
            for process, reader in readers.items():
                before = processor_milliseconds(process)
                answer = reader.get(f"/tools/?q={name}", Accept_Encoding="identity")
                spent.append(processor_milliseconds(process) - before)
                times.append(answer.milliseconds)
                seen += f"<mark>{name}</mark>".encode() in answer.body
    return times, spent, seen


def _publisher(here: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.publish"],
        cwd=ROOT,
        env=here.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _one_for_each_process(port: int) -> dict[int, Reader]:
    """Connections that are kept, to two processes, by their ids; each has read a list."""
    found: dict[int, Reader] = {}
    until = time.monotonic() + 60
    while len(found) < 2:
        assert time.monotonic() < until, "one process takes every connection"
        reader = Reader(port)
        found.setdefault(int(reader.get(CONSTANT).body), reader)
        time.sleep(0.02)
    for reader in found.values():
        assert reader.get("/tools/").status == 200
    return found


def _joins(here: Place, of: str) -> Iterator[Row]:
    """The same lists by joins and GROUP BY through the ORM, in a process that asks both ways."""
    told = here.ask("-m", "bench.orm")
    joins, ours = sorted(told["orm"]), sorted(told["engine"])
    yield Row(f"list by joins through the ORM, p50, {of}", percentile(joins, 0.5), "ms")
    yield Row(f"list by joins through the ORM, p95, {of}", percentile(joins, 0.95), "ms")
    yield Row(f"the same lists by the engine, p95, {of}", percentile(ours, 0.95), "ms")
    times = percentile(joins, 0.95) / percentile(ours, 0.95)
    yield Row(f"engine faster than joins at p95, {of}", times, "times", 100.0, at_least=True)


def tool_slugs(reader: Reader, pages: int) -> list[str]:
    """Of the tools on the first pages of the list, 20 on each."""
    found: list[str] = []
    for page in range(1, pages + 1):
        html = reader.get(f"/tools/?page={page}", Accept_Encoding="identity").body.decode()
        found += re.findall(r'<h2><a href="/tools/([\w-]+)/"', html)
    return found


def found_paths(reader: Reader) -> list[str]:
    """Two hundred of the addresses that find their page."""
    return [path for path in addresses() if reader.get(path).status == 200][:200]


WORDS = (
    "data", "hotline", "trafficking", "supply", "labour", "police", "worker", "child", "evidence",
    "report", "screening", "shelter", "child labour", "supply chain", "police data", "migrant work",
    '"child labour"', '"data report"', "traff", "expl", "recruitm", "traficking", "hotlien",
)  # fmt: skip
FILTERS = (
    "purpose=case-management", "context=armed-conflict&context=disaster", "place=m49-002",
    "language=ar&language=fr", "access=free-public", "technology=mobile-app", "status=active",
    "connectivity=offline-first", "user=ngo-caseworker", "safeguard=not-known",
)  # fmt: skip


def addresses() -> list[str]:
    """Lists as people ask for them, the same each time: words, phrases, beginnings and slips of
    the pen, no filter to four, the first page or a later one, and the other orders.
    """
    random = Random(SEED)
    found: dict[str, None] = {}
    while len(found) < 400:
        pairs = [f"q={quote_plus(random.choice(WORDS))}"] if random.random() < 0.7 else []
        pairs += random.sample(FILTERS, random.choice((0, 1, 1, 2, 2, 3, 4)))
        pairs += random.choice(
            ([], [], [], [], ["page=2"], ["page=10"], ["sort=name"], ["sort=verified"])
        )
        if pairs:
            found[f"/tools/?{'&'.join(pairs)}"] = None
    return list(found)
