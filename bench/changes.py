"""How many answers come from what is kept while one record a second changes, of every kind in turn.

Readers ask two web processes without a pause for a fixed set of addresses: lists and record pages
of all kinds, and the situation finder. The application of the benchmark counts what was answered
from what is kept. After each change the pages that show it are asked for its new name.

`python -m bench.changes` alone, in the environment of `bench.place`, tells the addresses as JSON;
then it gives a record of each kind that it is told a new name (`KIND NAME`, one a line), and tells
the pages that show it when whoever publishes through the site would be answered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from random import Random
from typing import Any, NamedTuple

from bench.generate import SEED
from bench.place import ROOT, place
from bench.reader import Reader
from bench.rows import Row

SECONDS, READERS, EACH, CHECKS = 60, 4, 30, 4
KINDS = ("tool", "organisation", "event", "document", "recommendation", "deployment", "misuse",
         "helpline")  # fmt: skip
LIST_UNCHANGED, LIST_CHANGED = "list whose kind did not change", "list whose kind changed"


class Address(NamedTuple):
    path: str
    kind: str
    what: str  # "list", "record" or "finder"


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.prepare", "0")
        worker_class = "hub.web.gunicorn_worker.Worker"
        with here.web(workers=2, threads=16, worker_class=worker_class) as (port, _worker):
            publisher = _start_publisher(here.environment)
            try:
                traffic = Traffic(port, _addresses(publisher))
                published, checked, stale = _publish(publisher, traffic)
            finally:
                publisher.terminate()
                publisher.wait()
            asked, kept = _counted(port)
    yield from _rows(asked, kept, traffic.refused)
    yield Row("1 change a second: changes published", published, "")
    yield Row("1 change a second: pages looked at for the new name", checked, "")
    yield Row("1 change a second: stale answers", stale, "", 0.0)


def _rows(asked: Counter[str], kept: Counter[str], refused: int) -> Iterator[Row]:
    name = "1 change a second: share from what is kept, "

    def share(*whats: str) -> float:
        return 100 * sum(kept[what] for what in whats) / max(1, sum(asked[what] for what in whats))

    least = share(LIST_UNCHANGED)
    yield Row(f"{name}lists of kinds that did not change", least, "%", 90.0, True, seen=0.0)
    yield Row(f"{name}lists of kinds that did", share(LIST_CHANGED), "%")
    yield Row(f"{name}record pages", share("record"), "%")
    yield Row(f"{name}finder", share("finder"), "%")
    whole = share(LIST_UNCHANGED, LIST_CHANGED, "record", "finder")
    yield Row(f"{name}all pages", whole, "%", 30.0, True, seen=0.0)
    yield Row("1 change a second: answers", asked.total() / SECONDS, "1/s")
    yield Row("1 change a second: of them not 200", refused, "")


class Traffic:
    """Readers, each with a connection of its own that is kept."""

    def __init__(self, port: int, addresses: list[Address]) -> None:
        self.port, self.addresses, self.refused = port, addresses, 0
        self.changes: Counter[str] = Counter()  # by kind
        self._seen: dict[Address, int] = {}  # changes of its kind when it was asked for last
        self._over = threading.Event()
        self._threads = ThreadPoolExecutor(READERS)
        self._readers: list[Future[None]] = []

    def __enter__(self) -> Traffic:
        reader = Reader(self.port)
        # Not every list has a second page, or the order.
        self.addresses = [one for one in self.addresses if reader.get(one.path).status == 200]
        self._seen = dict.fromkeys(self.addresses, 0)
        self._readers = [
            self._threads.submit(self._read, Random(f"{SEED}{number}")) for number in range(READERS)
        ]
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for reader in self._readers:
            reader.result()
        self._threads.shutdown()

    def _read(self, random: Random) -> None:
        reader = Reader(self.port)
        while not self._over.is_set():
            address = random.choice(self.addresses)
            name, changes = address.what, self.changes[address.kind]
            if name == "list":
                name = LIST_UNCHANGED if changes == self._seen[address] else LIST_CHANGED
            self._seen[address] = changes
            if reader.get(address.path, X_Bench=name).status != 200:
                self.refused += 1
                reader = Reader(self.port)  # such an answer may end the connection


def _publish(publisher: subprocess.Popen[str], traffic: Traffic) -> tuple[int, int, int]:
    """How many changes there were, how many pages were looked at, and how many were of before."""
    assert publisher.stdin is not None
    assert publisher.stdout is not None
    published = checked = stale = 0
    with traffic:
        begun = time.monotonic()
        while time.monotonic() < begun + SECONDS:
            kind = KINDS[published % len(KINDS)]
            name = f"Renamed{published}x{time.monotonic_ns()}"
            traffic.changes[kind] += 1  # it may show from here on ...
            publisher.stdin.write(f"{kind} {name}\n")
            publisher.stdin.flush()
            paths = json.loads(publisher.stdout.readline())
            traffic.changes[kind] += 1  # ... and must from here on
            published += 1
            for path in paths * CHECKS:
                answer = Reader(traffic.port).get(path, Accept_Encoding="identity")
                if answer.status == 200:
                    checked += 1
                    stale += name.encode() not in answer.body
            time.sleep(max(0.0, begun + published - time.monotonic()))
    return published, checked, stale


def _counted(port: int) -> tuple[Counter[str], Counter[str]]:
    """What both processes have counted: asked for, and answered from what is kept."""
    told: dict[int, dict[str, Any]] = {}
    until = time.monotonic() + 60
    while len(told) < 2:
        assert time.monotonic() < until, "one process takes every connection"
        one = json.loads(Reader(port).get("/bench/kept/").body)
        told[one["process"]] = one
    asked, kept = Counter[str](), Counter[str]()
    for one in told.values():
        asked.update(one["asked"])
        kept.update(one["kept"])
    return asked, kept


def _start_publisher(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.changes"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)


def _addresses(publisher: subprocess.Popen[str]) -> list[Address]:
    assert publisher.stdout is not None
    return [Address(*one) for one in json.loads(publisher.stdout.readline())]


def _tell_addresses() -> Iterator[Address]:
    from catalogue.fit.contexts import WHAT
    from catalogue.fit.questions import TASK
    from hub.lists.spec import list_specs

    for kind in KINDS:
        base = list_specs[kind].base
        words = ("data", "child", "labour", "police", "support", "report", "online", "women")
        queries = [
            "",
            *("page=2", "page=3", "sort=name", "sort=verified"),
            *(f"q={word}" for word in words),
            *(f"q={word}&sort=name" for word in words),
        ]
        yield from (Address(f"{base}?{query}".rstrip("?"), kind, "list") for query in queries)
        for record in _records(kind)[1 : EACH + 1]:
            yield Address(record.get_absolute_url(), kind, "record")
    for context, task in list(product(WHAT.answers, TASK.answers))[:100]:
        yield Address(f"/situation/?what={context.slug}&task={task.slug}", "tool", "finder")


def _records(kind: str) -> Any:
    from hub.lists.spec import list_specs

    return list_specs[kind].records().order_by("pk")


def _rename(kind: str, name: str) -> list[str]:
    """Give the first record of a kind a name; the addresses of pages that show it."""
    from hub.lists.spec import list_specs
    from hub.records.freshness_lease import wait_until_seen
    from hub.records.models import recorded_change

    record = _records(kind)[0]
    field = next(field for field in ("name", "title", "text") if hasattr(record, field))
    with recorded_change(record):
        setattr(record, field, name)
        record.save()
    wait_until_seen()  # as the answer to a form does
    return [record.get_absolute_url(), f"{list_specs[kind].base}?q={name}", *_elsewhere(record)]


def _elsewhere(record: Any) -> list[str]:
    """Pages of other records that show this one's name."""
    from catalogue.models import Deployment, Organisation, Tool

    if isinstance(record, Organisation):
        tool = Tool.objects.published().filter(organisations=record).first()
        return [tool.get_absolute_url()] if tool else []
    if isinstance(record, Deployment):
        return [record.tool.get_absolute_url()]
    if isinstance(record, Tool):
        return [f"/tools/compare/?tool={record.slug}&tool={_records('tool')[1].slug}"]
    return []


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(list(_tell_addresses())), flush=True)
    for line in sys.stdin:
        kind, _blank, name = line.strip().partition(" ")
        print(json.dumps(_rename(kind, name)), flush=True)
