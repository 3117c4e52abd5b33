"""A whole site on servers of its own, what can happen to these, and readers who ask all the while.

For fault tests: each fault begins, many GETs of all sorts are sent, it ends; what came back is
counted.
"""

from __future__ import annotations

import http.client
import os
import queue
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg2
import redis

from bench.rows import percentile
from hub import site_environment
from hub.devserver import embedded_postgres, embedded_redis
from hub.records.freshness_lease import LEASE_SECONDS
from tests.plugins import upgrade
from tests.plugins.drill import scaled

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = scaled(5000)  # for all faults together
READERS = 2  # as many as are not refused for load alone
# One who is refused nevertheless, since the machine does much else, comes back so often.
AGAIN = 12
CHANCE = random.Random(12)  # noqa: S311 - the same each time
PATIENCE_SECONDS = 120.0
NOTE = b"This page is as of"
EXIT = b'class="exit"'
GUNICORN = (
    "-m gunicorn --no-control-socket --preload --worker-class=hub.web.gunicorn_worker.Worker "
    "--workers=2 --threads=4 --log-level=error --timeout=60 --keep-alive=0"
)


class Answer(NamedTuple):
    path: str
    method: str
    status: int
    seconds: float
    headers: dict[str, str]
    body: bytes

    @property
    def has_note(self) -> bool:
        return NOTE in self.body

    @property
    def is_page(self) -> bool:
        return self.method == "GET" and self.headers.get("content-type", "").startswith("text/html")


class Site:
    """PostgreSQL, Redis and two web processes, filled with an earlier release's starter data."""

    def __init__(self, process_group, **settings):
        self.group = process_group
        self.folder = process_group.private_folder()
        self.database, self.database_url = embedded_postgres.start(process_group)
        plan, self.redis_url = embedded_redis.plan(
            process_group.private_folder(), embedded_redis.find_server()
        )
        self.redis_plan = plan
        self.start_redis()
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "static"),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            **settings,
        }
        site_environment.make_secrets(self.environment)
        # The starter data as an earlier release left them: loading takes ten times as long.
        upgrade.restore("postgresql", self.database_url, self.folder)
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        self.log = (self.folder / "web.log").open("w", encoding="utf-8")
        self.web = None
        self.start_web()

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]

    def shell(self, code):
        self.manage("shell", "--no-imports", "-c", code)

    def start_web(self):
        bind = f"--bind=127.0.0.1:{self.port}"
        self.web = self.group.start(
            [sys.executable, *GUNICORN.split(), bind, "hub.wsgi:application"],
            environment=self.environment, folder=ROOT, output=self.log,
        )  # fmt: skip
        self.wait(lambda: self.get("/about/").status in (200, 503))

    def stop_web(self):
        self.group.stop(self.web)

    def stop(self):
        self.group.stop(self.web, self.redis, self.database)
        self.log.close()

    def seq(self) -> int:
        """The number of the newest change in the database."""
        with closing(psycopg2.connect(self.database_url)) as link:
            cursor = link.cursor()
            cursor.execute("SELECT seq FROM core_searchstate")
            return cursor.fetchone()[0]

    def copied_seq(self) -> int:
        """The number of the copy that the web processes made; 0 where there is none."""
        for path in (self.folder / "index").glob("public-*.sqlite3"):
            with closing(sqlite3.connect(path)) as file:
                row = file.execute("SELECT seq FROM core_searchstate").fetchone()
                return row[0] if row else 0
        return 0

    def start_redis(self):
        self.redis = self.group.start(self.redis_plan, output=subprocess.DEVNULL)
        self.wait(lambda: embedded_redis.answers(self.redis_url))

    def start_database(self):
        command = self.database.args[5:]  # behind the shell that reports it
        self.database = self.group.start(
            command, stop_signal=signal.SIGINT, output=subprocess.DEVNULL
        )
        embedded_postgres.wait_until_answering(self.database, self.database_url)

    def wait(self, condition: Callable[[], bool], seconds=PATIENCE_SECONDS):
        until = time.monotonic() + seconds
        while True:
            with suppress(OSError, http.client.HTTPException):
                if condition():
                    return
            assert time.monotonic() < until, "It did not come to be in time."
            time.sleep(0.1)

    def get(self, path, method="GET", **headers) -> Answer:
        begun = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as link:
            link.request(method, path, headers={n.replace("_", "-"): v for n, v in headers.items()})
            answer = link.getresponse()
            body = answer.read()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(path, method, answer.status, time.monotonic() - begun, named, body)

    def get_again(self, path, method) -> Answer:
        for _time in range(AGAIN):
            answer = self.get(path, method)
            if answer.status != 503:
                break
            time.sleep(0.25)
        return answer

    def get_all(self, requests: list[tuple[str, str]]) -> list[Answer]:
        """Send them from several readers at once; the answers in any order."""
        waiting: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        for each in requests:
            waiting.put(each)
        answers: list[Answer] = []

        def read():
            with suppress(queue.Empty):
                while True:
                    method, path = waiting.get_nowait()
                    answers.append(self.get_again(path, method))

        threads = [threading.Thread(target=read) for _number in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == len(requests)
        return answers

    # What can happen

    def stopped(self):
        self.group.stop(self.database)
        yield
        self.start_database()

    def restarted(self):
        """Away for a moment only, while readers ask."""
        self.group.stop(self.database)
        starting = threading.Timer(1.0, self.start_database)
        starting.start()
        yield
        starting.join()

    def hanging(self):
        processes = [psutil.Process(self.database.pid)]
        processes += processes[0].children(recursive=True)
        for process in processes:
            process.suspend()
        yield
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _locked(self, table):
        with closing(psycopg2.connect(self.database_url)) as link:
            link.cursor().execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield

    def tools_locked(self):
        yield from self._locked("catalogue_tool")

    def state_locked(self):
        yield from self._locked("core_searchstate")

    def full_of_connections(self):
        links = [psycopg2.connect(self.database_url)]
        links[0].autocommit = True
        for _again in range(2):
            with suppress(psycopg2.OperationalError):
                while True:
                    links.append(psycopg2.connect(self.database_url))
            links[0].cursor().execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = '' AND pid <> pg_backend_pid() AND state <> 'idle in "
                "transaction' AND query NOT LIKE '' AND backend_type = 'client backend'"
            )
        yield
        for link in links:
            link.close()

    def redis_stopped(self):
        self.group.stop(self.redis)
        yield
        self.start_redis()

    def redis_hanging(self):
        os.kill(self.redis.pid, signal.SIGSTOP)
        yield
        os.kill(self.redis.pid, signal.SIGCONT)

    def _configured(self, **values):
        client = redis.Redis.from_url(self.redis_url)
        before = {name: client.config_get(name)[name] for name in values}
        for name, value in values.items():
            client.config_set(name, value)
        yield
        for name, value in before.items():
            client.config_set(name, value)

    def redis_full(self):
        yield from self._configured(**{"maxmemory-policy": "noeviction", "maxmemory": "1"})

    def redis_refusing(self):
        client = redis.Redis.from_url(self.redis_url)
        client.config_set("requirepass", "another")
        client.client_kill_filter(_type="normal", skipme=True)
        yield
        client.config_set("requirepass", "")

    def redis_flushed(self):
        redis.Redis.from_url(self.redis_url).flushall()
        yield

    def both_stopped(self):
        yield from self._together(self.stopped(), self.redis_stopped())

    @staticmethod
    def _together(*faults):
        for fault in faults:
            next(fault)
        yield
        for fault in faults:
            next(fault, None)


# By name: whether the database is away for as long as it lasts.
FAULTS = {
    "stopped": True,
    "restarted": False,
    "hanging": True,
    "state_locked": True,
    "tools_locked": False,
    "full_of_connections": True,
    "redis_stopped": False,
    "redis_hanging": False,
    "redis_flushed": False,
    "redis_full": False,
    "redis_refusing": False,
    "both_stopped": True,
}


@contextmanager
def fault(site: Site, name: str) -> Iterator[None]:
    """What happens to the site, once no process trusts what it read of the database before."""
    happening = getattr(site, name)()
    next(happening)
    time.sleep(LEASE_SECONDS)
    try:
        yield
    finally:
        next(happening, None)


KEPT = (
    "/", "/tools/", "/tools/?q=hotline", "/organisations/", "/events/", "/practice/",
    "/search/?q=child", "/situation/", "/misuse/", "/recommendations/", "/documents/",
    "/help-now/",
    "/about/", "/gaps/",
)  # fmt: skip
WORDS = ("hotline", "map", "data", "children", "kenya", "app", "court", "police", "training", "un")
PEOPLE = ("ngo-caseworker", "migrant-worker", "child-youth")
PURPOSES = ("manage-cases", "document", "check-recruiter", "remove-images")


@dataclass
class Requests:
    """What readers ask: pages that were asked for before, and others."""

    slugs: list[str]
    number: int = 0
    kept: list[str] = field(default_factory=lambda: list(KEPT))

    def sample(self, count: int) -> list[tuple[str, str]]:
        return [self.one() for _number in range(count)]

    def one(self) -> tuple[str, str]:
        self.number += 1
        word, number = CHANCE.choice(WORDS), self.number
        path = CHANCE.choice(
            (
                *[CHANCE.choice(self.kept)] * 6,
                f"/tools/?q={word}+{number}",
                f"/tools/?q={word}&sort=name&ended={number % 2}",
                f"/search/?q={word}+{number}",
                f"/organisations/?q={word}&ended=1",
                f"/situation/?who={CHANCE.choice(PEOPLE)}&task={CHANCE.choice(PURPOSES)}",
                f"/tools/{CHANCE.choice(self.slugs)}/",
                "/tools/feed/",
                "/whats-new/",
            )
        )
        return CHANCE.choice(("GET", "GET", "GET", "HEAD")), path


def kept_p95(answers: list[Answer]) -> float:
    """Seconds in which 95 % of the pages came that are asked for often."""
    return percentile([answer.seconds for answer in answers if answer.path in KEPT], 0.95)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
