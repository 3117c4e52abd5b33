"""Half an hour of mixed load: no process grows.

Only in `make drill`: a shorter run would measure what caches fill with at the start.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import linear_regression
from urllib.parse import quote

import psutil
import pytest

from hub.records.models import recorded_change
from tests.plugins.drill import WHOLE

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not WHOLE, reason="half an hour: make drill"),
]

ROOT = Path(__file__).resolve().parents[3]
# First as fast as it goes, until what is kept has reached its bounds: pages do after some 13,000
# requests to two processes. Then half an hour.
WARM_UP_REQUESTS, SECONDS = 20_000, 1800.0
MOST_MB_AN_HOUR = 5.0
REQUESTS_A_SECOND, CHANGE_SECONDS = 15, 20.0
WORDS = ("hotline", "screening", "shelter", "court", "labour", "children", "travel", "bank")
PATHS = ("/", "/tools/", "/organisations/", "/whats-new/", "/tools/feed/", "/situation/", "/gaps/",
         "/vocabulary/", "/subscribe/?of=tool", "/accounts/login/", "/nothing/")  # fmt: skip


def get(chance):
    """Kept pages, searches that nobody made before, and what is refused."""
    path = chance.choice(PATHS)
    if chance.random() < 0.4:
        words = " ".join(chance.sample(WORDS, 2)) + f" {chance.randrange(10**6)}"
        path = f"/tools/?q={quote(words)}"
    head = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
    return head.encode()


def post(chance):
    body = f"of=tool&query=&address=nobody-{chance.randrange(10**6)}".encode()
    head = ("POST /subscribe/ HTTP/1.0\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")  # fmt: skip
    return head.encode() + body


@pytest.fixture
def tools(durable_database, make_tool):
    return [make_tool(name=f"{word} {number}") for word in WORDS for number in range(30)]


@pytest.fixture
def worker(process_group, durable_database, tmp_path):
    """A worker and beat."""
    celery = "-m celery -A hub worker --beat --concurrency=2 --loglevel=ERROR --without-mingle"
    started = process_group.start(
        [sys.executable, *celery.split()],
        environment=os.environ
        | {
            "DATABASE_URL": durable_database.url,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        },
        folder=ROOT,
        output=subprocess.DEVNULL,
    )
    yield started
    process_group.stop(started)


class Load:
    """Readers of every kind, and a curator who saves something now and then."""

    def __init__(self, web_server, tools):
        self.web_server, self.tools, self.chance = web_server, tools, random.Random(9)  # noqa: S311
        self.asked, self.changed = 0, 0.0

    def step(self):
        request = post(self.chance) if self.asked % 50 == 49 else get(self.chance)
        self.web_server.status(request)
        self.asked += 1
        if time.monotonic() - self.changed > CHANGE_SECONDS:
            self.changed, tool = time.monotonic(), self.chance.choice(self.tools)
            with recorded_change(tool):
                tool.summary = f"It helped {self.asked} times."
                tool.save()


# A process that is replaced meanwhile would fill its caches within what is measured.
@pytest.mark.parametrize("web_server", [("--max-requests=0",)], indirect=True)
def test_no_process_grows_under_mixed_load(tools, worker, web_server, drill_table):
    parents = [psutil.Process(started.pid) for started in (worker, web_server.process)]
    load, samples = Load(web_server, tools), {}
    while load.asked < WARM_UP_REQUESTS:
        load.step()
    began = time.monotonic()
    while (elapsed := time.monotonic() - began) < SECONDS:
        load.step()
        if load.asked % (REQUESTS_A_SECOND * 20) == 0:
            for parent in parents:
                for process in (parent, *parent.children(recursive=True)):
                    samples.setdefault(process.pid, []).append(
                        (elapsed, process.memory_full_info().uss)
                    )
        time.sleep(1 / REQUESTS_A_SECOND)
    growths = [
        linear_regression(*zip(*points, strict=True)).slope * 3600 / 2**20
        for points in samples.values()
        if points[-1][0] - points[0][0] > SECONDS * 0.9
    ]
    drill_table.add(
        "half an hour of mixed load",
        f"{load.asked:,} requests, a change each {CHANGE_SECONDS:.0f} s; "
        f"the process that grew most: {max(growths):.1f} MB an hour",
        of=f"{len(growths)} processes",
        limit=f"{MOST_MB_AN_HOUR:.0f} MB an hour",
        met=max(growths) <= MOST_MB_AN_HOUR,
    )
    assert len(growths) >= 4
    assert max(growths) <= MOST_MB_AN_HOUR
