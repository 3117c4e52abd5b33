"""Where HTTP and SQL are measured: a PostgreSQL and a Redis of their own, one web worker."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True)

    @contextmanager
    def web(
        self, workers: int = 1, threads: int = 4, worker_class: str = "gthread"
    ) -> Iterator[tuple[int, int]]:
        """Web workers: their port and the process id of the first."""
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            pid = Path(folder) / "pid"
            process = self.process_group.start(
                [
                    sys.executable, "-m", "gunicorn", "bench.wsgi:application",
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
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(found[0])


def processor_milliseconds(pid: int) -> float:
    """What a process has used of the processors so far: other programs cannot blur it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime, stime: see proc(5)
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")
