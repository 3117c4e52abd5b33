"""Where HTTP and SQL are measured: a PostgreSQL and a Redis of their own, one web worker."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reader import Reader
from hub import site_environment
from hub.devserver import embedded_postgres, embedded_redis
from hub.devserver.process_group import ProcessGroup

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Place:
    """Servers that are up; ``environment`` is what a process needs to use them."""

    process_group: ProcessGroup
    environment: dict[str, str]

    def run(self, *arguments: str) -> None:
        """Run ``python ARGUMENTS`` beside the servers. Raises CalledProcessError."""
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, *arguments: str) -> Any:
        """What ``python ARGUMENTS`` prints last, read as JSON. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def web(
        self,
        workers: int = 1,
        threads: int = 4,
        worker_class: str = "gthread",
        application: str = "bench.wsgi:application",
    ) -> Iterator[tuple[int, int]]:
        """Web workers: their port and the process id of the first."""
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            pid = Path(folder) / "pid"
            process = self.process_group.start(
                [
                    sys.executable, "-m", "gunicorn", application,
                    f"--worker-class={worker_class}",
                    f"--workers={workers}", f"--threads={threads}",
                    f"--bind=127.0.0.1:{port}", f"--pid={pid}", "--log-level=error",
                    "--no-control-socket", "--timeout=300", "--keep-alive=300",
                ],
                environment=self.environment,
                folder=ROOT,
            )  # fmt: skip
            try:
                wait(f"http://127.0.0.1:{port}/healthz")
                yield port, child_of(int(pid.read_text()))
            finally:
                self.process_group.stop(process)


@contextmanager
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    with ProcessGroup() as process_group:
        _database, database_url = embedded_postgres.start(process_group)
        _broker, redis_url = embedded_redis.start(process_group)
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "VAR_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "ERROR",
        }
        site_environment.make_secrets(environment)
        try:
            yield Place(process_group, environment)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


_filled: dict[int, Place] = {}
_open = ExitStack()


def filled_place(size: int) -> Place:
    """Servers with the starter data, and generated tools beside it up to ``size``, for every part
    of a run that asks for them: filling takes longer than measuring. They are for reading; whoever
    changes records is the last part to ask.
    """
    if size not in _filled:
        here = _open.enter_context(place())
        here.run("-m", "bench.prepare", str(size))
        _filled[size] = here
    return _filled[size]


def close_filled_places() -> None:
    _filled.clear()
    _open.close()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def wait(address: str, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def child_of(pid: int) -> int:
    """The process id of gunicorn's first worker."""
    return children_of(pid)[0]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processor_milliseconds(pid: int) -> float:
    """What a process has used of the processors so far: other programs cannot blur it."""
    clock = (~pid << 3) | 2  # of all its threads together: clock_getcpuclockid(3)
    return time.clock_gettime(clock) * 1000


def processor_times(reader: Reader, pid: int, paths: Iterable[str]) -> list[float]:
    """Milliseconds of processor time of the web process for each request, which gives 200."""
    times = []
    for path in paths:
        before = processor_milliseconds(pid)
        answer = reader.get(path)
        times.append(processor_milliseconds(pid) - before)
        assert answer.status == 200, path
    return times


def shared_megabytes(pid: int) -> float:
    """Of memory, where what several processes share counts for each in its part (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError("Pss")


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")
