"""Leaves a service alone for a while after it failed, so that nobody waits for it again and again.

A circuit breaker: closed while the service answers; open, for a pause that grows, after a failure;
then one caller at a time tries it again, until an answer closes it.
"""

from __future__ import annotations

import threading
import time

FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 8.0
# So long without a failure, and what answers closes it although it proves little.
QUIET_SECONDS = 8.0
# A failure so soon after it was closed is the same trouble: one table is locked, others answer.
SAME_TROUBLE_SECONDS = 30.0
# After which one who tried and never reported is not waited for any more.
TRIAL_SECONDS = 20.0


class CircuitBreaker:
    """Thread-safe. Who gets True from ``may_try`` reports by ``succeeded``, ``failed`` or ``left``.

    ``left``: nothing was learnt.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Closed, as at the start."""
        with self._lock:
            self._close()
            self._last_pause, self._closed_at = 0.0, 0.0

    def _close(self) -> None:
        """``_pause`` is 0 while it is closed."""
        self._pause, self._open_until, self._tried_until = 0.0, 0.0, 0.0
        self._closed_at = time.monotonic()

    @property
    def is_closed(self) -> bool:
        return not self._pause

    def may_try(self) -> bool:
        if not self._pause:  # without the lock: so it is nearly always
            return True
        with self._lock:
            if not self._pause:
                return True
            now = time.monotonic()
            if now < max(self._open_until, self._tried_until):
                return False
            self._tried_until = now + TRIAL_SECONDS
            return True

    def succeeded(self) -> None:
        if self._pause:
            with self._lock:
                self._close()

    def failed(self) -> bool:
        """Whether it was closed before."""
        with self._lock:
            was_closed = not self._pause
            now = time.monotonic()
            # Threads that began before the first failure fail after it, and are the same one.
            if was_closed or now >= self._open_until:
                if was_closed and now > self._closed_at + SAME_TROUBLE_SECONDS:
                    self._last_pause = 0.0
                self._pause = min(max(self._last_pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                self._last_pause, self._open_until = self._pause, now + self._pause
            self._tried_until = 0.0
            return was_closed

    def left(self) -> None:
        if not self._pause:
            return
        with self._lock:
            self._tried_until = 0.0
            if time.monotonic() > self._open_until + QUIET_SECONDS:
                self._close()
