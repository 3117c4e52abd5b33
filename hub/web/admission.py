"""How many requests a process works on at once, beyond those that cost next to nothing.

A process has a few threads and one processor. If all of them made pages, readers of kept pages
would wait behind them, and every page would take as long as all together. So a part of the threads
makes pages, a part waits for its turn, and the rest is free for what is kept, for files, and for
refusals, which come at once. Nothing is counted by who asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.1
IDLE_SHARE = 0.3  # of a processor: below it a process is not busy making pages


class Turns:
    """Turns of one process. Without ``limit`` there is no limit. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._free: int | None = None
        self._most_waiting = self._waiting = self._most_idle = 0
        self._share, self._looked_at, self._used = 0.0, time.monotonic(), time.process_time()

    def limit(self, threads: int) -> None:
        """For a process of so many threads: a quarter makes pages, and as many wait."""
        self._free = self._most_waiting = max(1, threads // 4)
        self._most_idle = max(0, threads - 2 - self._free)

    def are_taken(self) -> bool:
        """Whether one more request would be refused at once."""
        if self._free is None or self._free > 0 or self._may_exceed():
            return False
        return self._waiting >= self._most_waiting

    @contextmanager
    def turn(self, seconds: float) -> Iterator[bool]:
        """Whether it is this request's turn, within so many seconds."""
        is_admitted = self._enter(seconds)
        try:
            yield is_admitted
        finally:
            if is_admitted:
                self._leave()

    def _enter(self, seconds: float) -> bool:
        with self._changed:
            if self._free is None:
                return True
            must_wait = self._free <= 0 or self._waiting > 0  # who came first is first
            must_wait = must_wait and not self._may_exceed()
            if must_wait and not self._wait(seconds):
                return False
            self._free -= 1
            return True

    def _wait(self, seconds: float) -> bool:
        if self._waiting >= self._most_waiting:
            return False
        deadline = time.monotonic() + seconds
        self._waiting += 1
        try:
            while self._free is None or self._free <= 0:
                remaining = deadline - time.monotonic()
                if remaining <= 0 or not self._changed.wait(remaining):
                    return self._free is not None and self._free > 0
            return True
        finally:
            self._waiting -= 1

    def _may_exceed(self) -> bool:
        """Whether those at work only wait, as for a table that is locked, and a thread is left."""
        now, used = time.monotonic(), time.process_time()
        if now - self._looked_at >= LOOK_SECONDS:
            self._share = (used - self._used) / (now - self._looked_at)
            self._looked_at, self._used = now, used
        return self._free is not None and -self._free < self._most_idle and self._share < IDLE_SHARE

    def _leave(self) -> None:
        with self._changed:
            if self._free is not None:
                self._free += 1
                self._changed.notify()


turns = Turns()
