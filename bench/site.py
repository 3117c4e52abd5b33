"""The site as the product starts it: memory of its web processes, and the time of `make up`.

`python -m bench.site PORT` becomes the web server, in the environment of `bench.place`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bench.http import STARTER, WORDS, addresses, tool_slugs
from bench.place import (
    ROOT,
    Place,
    children_of,
    filled_place,
    free_port,
    processor_milliseconds,
    shared_megabytes,
    wait,
)
from bench.reader import Reader
from bench.rows import Row

SIZE = 100_000
CLIENTS = 4
PATIENCE_SECONDS = 600.0


def memory_rows() -> Iterator[Row]:
    for size, of, target, seen in (
        (SIZE, f"at {SIZE:,}", 180.0, 200.0),
        (STARTER.size, STARTER.of, 65.0, 75.0),
    ):
        each, workers = web_memory(filled_place(size))
        name = f"memory (PSS) of each of {workers} web processes with the master's share, {of}"
        yield Row(name, each, "MB", target, seen=seen)


def web_memory(here: Place) -> tuple[float, int]:
    """Megabytes of each web process with its share of the master, and how many there are.

    Measured once each has made some hundred pages of every sort.
    """
    with _web_server(here) as (port, master):
        workers = children_of(master)
        before = {pid: processor_milliseconds(pid) for pid in workers}
        with ThreadPoolExecutor(CLIENTS) as clients:
            statuses = list(clients.map(lambda path: _ask(port, path), _pages(port) * 2))
        assert statuses.count(200) > len(statuses) / 2, statuses
        worked = [processor_milliseconds(pid) - before[pid] for pid in workers]
        assert min(worked) > max(worked) / 20, f"one process answered nearly everything: {worked}"
        return sum(map(shared_megabytes, (master, *workers))) / len(workers), len(workers)


def _pages(port: int) -> list[str]:
    camp = "who=ngo-caseworker&what=displacement-camp&limit=no-internet"
    tools = tool_slugs(Reader(port), 2)
    four = "&".join(f"tool={slug}" for slug in tools[:4])
    return [
        *addresses()[:200],
        *(f"/tools/{slug}/" for slug in tools),
        *(f"/search/?q={word}" for word in WORDS if word.isalpha()),
        *("/", "/organisations/", "/events/", "/documents/", "/recommendations/", "/practice/"),
        *(f"/situation/?{camp}", f"/tools/compare/?{four}", "/gaps/", "/gaps/?by=region"),
    ]


def _ask(port: int, path: str) -> int:
    """On a connection of its own: whichever process is free takes it."""
    return Reader(port).get(path).status


@contextmanager
def _web_server(here: Place) -> Iterator[tuple[int, int]]:
    """gunicorn with the options of the product: its port and the process id of the master."""
    port = free_port()
    (Path(here.environment["VAR_DIR"]) / "run").mkdir(exist_ok=True)
    process = here.process_group.start(
        [sys.executable, "-m", "bench.site", str(port)], environment=here.environment, folder=ROOT
    )
    try:
        wait(f"http://127.0.0.1:{port}/healthz")
        yield port, process.pid
    finally:
        here.process_group.stop(process)


def start_rows() -> Iterator[Row]:
    """`manage.py up` on an empty folder, until its data is loaded; then once more."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "CACHE_URL", "STATIC_ROOT")
        }
        environment |= {"VAR_DIR": folder, "BIND": "127.0.0.1", "PORT": str(free_port())}
        first, loaded = _start(environment, until_loaded=True)
        second, _ready = _start(environment, until_loaded=False)
    yield Row("make up, first start, until the first page", first, "s")
    yield Row("make up, first start, until the starter data is loaded", loaded, "s")
    yield Row("make up, second start, until the first page", second, "s", 6.0)


def _start(environment: dict[str, str], *, until_loaded: bool) -> tuple[float, float]:
    """Seconds until the first page came, and until all was loaded; then it is stopped."""
    command = [sys.executable, "manage.py", "up"]
    begun = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as site:
        assert site.stdout is not None
        try:
            wait(f"http://127.0.0.1:{environment['PORT']}/tools/", PATIENCE_SECONDS)
            page = time.monotonic() - begun
            if until_loaded:
                _read_until(site.stdout, "is ready.")
            loaded = time.monotonic() - begun
        finally:
            site.send_signal(signal.SIGINT)
            site.stdout.read()
    return page, loaded


def _read_until(lines: IO[str], words: str) -> None:
    for line in lines:
        if words in line:
            return
    raise EOFError(f"It ended before it said {words!r}.")


def main(arguments: Sequence[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    from hub.devserver import program_commands

    command = program_commands.web("127.0.0.1", int(arguments[0])).arguments
    os.execv(command[0], command)  # noqa: S606 - the product's own command


if __name__ == "__main__":
    main(sys.argv[1:])
