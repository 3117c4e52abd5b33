"""Mails a second to a mail server on this machine, from the rows of the outbox to their end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.place import ROOT, Place, place
from bench.rows import Row

SIZE = 3000


def rows() -> Iterator[Row]:
    with place() as here, _sink(here):
        here.run("manage.py", "migrate", "--verbosity=0")
        for connections, target in ((1, None), (3, 300.0)):
            here.run("-m", "bench.outbox", str(SIZE))
            seconds, processor = _took(here, connections)
            by = f"{connections} connection{'s' if connections > 1 else ''}"
            yield Row(f"mails sent, {by}", SIZE / seconds, "1/s", target, at_least=True)
            yield Row(f"processor time of the senders for a mail, {by}", processor / SIZE, "ms")


@contextmanager
def _sink(here: Place) -> Iterator[None]:
    sink = here.process_group.start(
        [sys.executable, "-m", "bench.sink"], folder=ROOT, output=subprocess.PIPE
    )
    assert sink.stdout is not None
    here.environment |= {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": sink.stdout.readline().strip(),
        "EMAIL_USE_TLS": "0",
    }
    yield
    here.process_group.stop(sink)
    sink.stdout.close()


def _took(here: Place, connections: int) -> tuple[float, float]:
    """Seconds from the start of all senders to the end of the last; processor milliseconds."""
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.outbox"],
            cwd=ROOT,
            env=here.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(connections)
    ]
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    processor = sum(float(sender.communicate()[0]) for sender in senders)
    return time.perf_counter() - begun, processor
