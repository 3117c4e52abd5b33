"""Asking the servers of some addresses, each host with a pause, until the time of a run is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from hub.curation.link_checks.address_state import MOST_RETRY_AFTER
from hub.curation.link_checks.finding import Finding
from hub.curation.link_checks.host_queue import PAUSE, HostQueue
from hub.curation.link_checks.probe import Probe
from hub.curation.link_checks.recorded_addresses import host_of
from hub.http_client.fetch import FetchRefused
from hub.http_client.single_request import ServerAnswer

log = logging.getLogger(__name__)

RUN_SECONDS = 50.0  # a run has one of two workers, and others want it, too
BEGIN_SECONDS = 25.0  # no address is begun later: two requests to its host take more than ten
THREADS = 16

Ask = Callable[[str, str], ServerAnswer]


@dataclass(frozen=True)
class Pace:
    """How long a run lasts, and by which clock: seconds that only go on."""

    seconds: float = RUN_SECONDS
    begin_seconds: float = BEGIN_SECONDS
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Run:
    """One run: what it found, by the key of the address, and how often it asked.

    ``resting``: seconds from its start for which hosts are to be left alone. ``most``: requests.
    """

    ask: Ask
    most: int
    pace: Pace = field(default_factory=Pace)
    resting: Mapping[str, float] = field(default_factory=dict)
    findings: dict[int, Finding] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        self._started = self.pace.clock()
        self._queue = HostQueue({host: self._started + at for host, at in self.resting.items()})
        self._pending: dict[Future[ServerAnswer], tuple[Probe, str]] = {}

    def ask_all(self, probes: Iterable[Probe]) -> None:
        """Ask for all of them until the time is over, or ``most`` requests were made."""
        for probe in probes:
            self._queue.put(probe)
        with ThreadPoolExecutor(THREADS, thread_name_prefix="link-check") as pool:
            while self._queue or self._pending:
                passed = self.pace.clock() - self._started
                if passed > self.pace.begin_seconds:
                    self._queue.drop_unbegun()
                is_over = passed > self.pace.seconds
                if not is_over:
                    self._submit(pool)
                if not self._pending and (is_over or self.requests >= self.most or not self._queue):
                    break
                self._wait()
                for future in [one for one in self._pending if one.done()]:
                    self._take_answer(*self._pending.pop(future), future)
        for probe in self._queue.left():
            if probe.is_begun:
                # It found no end in the time that there is; the rest is left to the next run.
                self.findings[probe.key] = probe.unfinished()

    def seconds_to_rest(self) -> dict[str, float]:
        """By host, how many seconds from the start of the run it is to be left alone."""
        now = self.pace.clock()
        rest = self._queue.free_at.items()
        return {host: at - self._started for host, at in rest if at > now}

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        now = self.pace.clock()
        while len(self._pending) < THREADS and self.requests < self.most:
            probe = self._queue.take(now)
            if probe is None:
                return
            future = pool.submit(self.ask, probe.url, probe.method)
            self._pending[future] = (probe, host_of(probe.url))
            self.requests += 1

    def _wait(self) -> None:
        turn = self._queue.next_turn()
        is_full = turn is None or len(self._pending) >= THREADS
        timeout = 0.5 if is_full else min(0.5, max(0.0, turn - self.pace.clock()))  # type: ignore[operator]
        if self._pending:
            wait(self._pending, timeout=timeout, return_when=FIRST_COMPLETED)
        else:
            self.pace.sleep(timeout)

    def _take_answer(self, probe: Probe, host: str, future: Future[ServerAnswer]) -> None:
        try:
            finding = probe.answered(future.result())
        except FetchRefused as refusal:
            finding = probe.refused(refusal)
        except Exception as error:  # noqa: BLE001 - what strangers' servers send is without end
            log.warning("A check of an address broke off: %s", type(error).__name__)
            finding = probe.broken()
        wanted = min(finding.retry_after, MOST_RETRY_AFTER.total_seconds()) if finding else 0
        self._queue.asked(host, self.pace.clock(), max(PAUSE, wanted))
        if finding is None:
            self._queue.put(probe, first=True)
        else:
            self.findings[probe.key] = finding
