"""Which probe may make its next request: a host is left alone for some seconds after each one."""

from __future__ import annotations

import heapq
from collections import deque

from hub.curation.link_checks.probe import Probe
from hub.curation.link_checks.recorded_addresses import host_of

PAUSE = 10.0  # seconds between two requests to a host


class HostQueue:
    """Probes by the host of their next request. Times are seconds of any clock that only goes on.

    ``free_at``: when each host may be asked that was asked before.
    """

    def __init__(self, free_at: dict[str, float] | None = None) -> None:
        self.free_at = dict(free_at or {})
        self._waiting: dict[str, deque[Probe]] = {}
        self._turns: list[tuple[float, str]] = []  # a heap: hosts that are at rest, with their turn
        self._busy: set[str] = set()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def put(self, probe: Probe, *, first: bool = False) -> None:
        """``first``: before others of its host, as what has begun."""
        host = host_of(probe.url)
        waiting = self._waiting.setdefault(host, deque())
        is_new = not waiting and host not in self._busy
        waiting.appendleft(probe) if first else waiting.append(probe)
        if is_new:
            self._line_up(host)

    def take(self, now: float) -> Probe | None:
        """A probe whose host may be asked now; the host is busy until ``asked``."""
        if not self._turns or self._turns[0][0] > now:
            return None
        _turn, host = heapq.heappop(self._turns)
        probe = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self._busy.add(host)
        return probe

    def asked(self, host: str, now: float, pause: float = PAUSE) -> None:
        """The host has answered, or not; it is left alone for so long."""
        self._busy.discard(host)
        self.free_at[host] = now + max(pause, PAUSE)
        if self._waiting.get(host):
            self._line_up(host)

    def next_turn(self) -> float | None:
        """When the next probe may go on; None where none waits for its turn."""
        return self._turns[0][0] if self._turns else None

    def drop_unbegun(self) -> None:
        """Only what has begun goes on."""
        for host, waiting in list(self._waiting.items()):
            begun = deque(probe for probe in waiting if probe.is_begun)
            if begun:
                self._waiting[host] = begun
            else:
                del self._waiting[host]
        self._turns = [turn for turn in self._turns if turn[1] in self._waiting]
        heapq.heapify(self._turns)

    def left(self) -> list[Probe]:
        """What waits still."""
        return [probe for waiting in self._waiting.values() for probe in waiting]

    def _line_up(self, host: str) -> None:
        heapq.heappush(self._turns, (self.free_at.get(host, 0.0), host))
