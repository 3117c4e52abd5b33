"""How many requests a process works on at once, beyond those that cost next to nothing.

A process has a few threads and one processor. If all of them made pages, readers of kept pages
would wait behind them, and every page would take as long as all together. So a part of the threads
makes pages, in another requests wait for their turn, and the rest is free for what is kept, for
files, and for refusals, which come at once. Nothing is counted by who asks.
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
        self._most_at_work: int | None = None
        self._most_inside = self._most_idle = self._at_work = self._waiting = 0
        self._share, self._looked_at, self._used = 0.0, time.monotonic(), time.process_time()

    def limit(self, threads: int) -> None:
        """For a process of so many threads: a sixteenth makes pages, and three times as many wait.

        Measured by ``make bench PART=load``: Python works on one page at a time in any case.
        """
        self._most_at_work = max(1, threads // 16)
        self._most_inside = max(1, min(4 * self._most_at_work, threads - 1))
        self._most_idle = max(1, threads - max(1, threads // 4))

    def are_taken(self) -> bool:
        """Whether one more request would be refused at once."""
        return not self._is_free() and self._is_full()

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
            # Who came first is first.
            must_wait = not self._is_free() or (self._waiting > 0 and not self._is_idle())
            if must_wait and (self._is_full() or not self._wait(seconds)):
                return False
            self._at_work += 1
            return True

    def _wait(self, seconds: float) -> bool:
        self._waiting += 1
        try:
            return self._changed.wait_for(self._is_free, seconds)
        finally:
            self._waiting -= 1

    def _leave(self) -> None:
        with self._changed:
            self._at_work -= 1
            self._changed.notify()

    def _is_free(self) -> bool:
        if self._most_at_work is None or self._at_work < self._most_at_work:
            return True
        return self._at_work < self._most_idle and self._is_idle()

    def _is_full(self) -> bool:
        return self._at_work + self._waiting >= self._most_inside

    def _is_idle(self) -> bool:
        """Whether those at work only wait, as for a table that is locked."""
        now, used = time.monotonic(), time.process_time()
        if now - self._looked_at >= LOOK_SECONDS:
            self._share = (used - self._used) / (now - self._looked_at)
            self._looked_at, self._used = now, used
        return self._share < IDLE_SHARE


turns = Turns()
