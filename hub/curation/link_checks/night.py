"""A night of checks: some minutes at a time, each of which may be the last.

What is due stands in the database. A run claims some addresses with a lease, asks their servers
with a pause for each host, writes what it found, and ends; the next one goes on. A run that dies
leaves its claims to others when the lease is over.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.address_state import take_finding, wants_title
from hub.curation.link_checks.consequences import tell_everybody
from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.host_queue import PAUSE, HostQueue
from hub.curation.link_checks.models import AddressUse, CheckedAddress, CheckedHost, CheckNight
from hub.curation.link_checks.probe import KnownPage, Probe
from hub.curation.link_checks.record_titles import record_titles
from hub.curation.link_checks.recorded_addresses import host_of
from hub.http_client.fetch import FetchRefused
from hub.http_client.single_request import ServerAnswer, request_once
from hub.records.database_clock import now_in_database
from hub.web.operator import operator

log = logging.getLogger(__name__)

NIGHT_HOURS = 6
RUN_SECONDS = 80.0  # below the hundred that a task of the worker may take
ASK_SECONDS = 20.0  # for one request
LEASE = datetime.timedelta(minutes=5)
AT_ONCE = 600  # addresses of one run
OF_A_HOST = 4  # of them
NIGHTS_KEPT = datetime.timedelta(days=60)
THREADS = 16
OFFLINE_FROM = 10  # addresses without an answer from anywhere: the fault is on our side
COLUMNS = (
    "state", "cause", "status", "asked_at", "well_at", "first_failed_at", "failed_on", "since",
    "due_at", "leased_until", "title", "title_read_at", "domain", "new_url", "new_title",
    "new_domain",
)  # fmt: skip

Ask = Callable[[str, str], ServerAnswer]


@dataclass
class Run:
    """What one run found, by the key of the address, and how often it asked."""

    findings: dict[int, Finding] = field(default_factory=dict)
    requests: int = 0


def user_agent() -> str:
    """Who asks, and where somebody who does not want it can say so."""
    about = f"{settings.SITE_ADDRESS}/about/"
    return f"anti-trafficking-technology-hub (link check; {about}; {operator().contact})"


def is_enabled() -> bool:
    """Nobody is asked by a site whose operator cannot be written to."""
    return settings.LINK_CHECKS_PER_NIGHT > 0 and bool(operator().contact)


def night_of(now: datetime.datetime) -> datetime.date | None:
    """The day on which the night began that it is now; None by day. Hours are UTC."""
    began = now - datetime.timedelta(hours=settings.LINK_CHECKS_FROM_HOUR)
    return began.date() if began.hour < NIGHT_HOURS else None


def ask_server(url: str, method: str) -> ServerAnswer:
    return request_once(url, method, timeout=ASK_SECONDS, user_agent=user_agent())


def check_for_a_while(
    now: datetime.datetime | None = None,
    *,
    ask: Ask = ask_server,
    seconds: float = RUN_SECONDS,
    pause: float = PAUSE,
) -> int:
    """One run; how many addresses were settled. Nothing by day, or where another process runs."""
    now = now or now_in_database()
    day = night_of(now)
    if day is None or not is_enabled() or not _claim_night(day, now):
        return 0
    night = CheckNight.objects.get(day=day)
    if night.gathered_at is None:
        follow_records(now)
        CheckNight.objects.filter(day__lt=day - NIGHTS_KEPT).delete()
        CheckNight.objects.filter(day=day).update(gathered_at=now)
    left = max(0, settings.LINK_CHECKS_PER_NIGHT - night.asked)
    addresses = _claim_addresses(now, min(AT_ONCE, left))
    run = _ask_all(addresses, now, ask=ask, seconds=seconds, pause=pause, most=left)
    _write(addresses, run, now)
    CheckNight.objects.filter(day=day).update(asked=F("asked") + run.requests, leased_until=None)
    if run.findings or night.gathered_at is None:
        tell_everybody()
    return len(run.findings)


# Claims


def _claim_night(day: datetime.date, now: datetime.datetime) -> bool:
    CheckNight.objects.get_or_create(day=day)
    is_free = Q(leased_until=None) | Q(leased_until__lt=now)
    return bool(CheckNight.objects.filter(is_free, day=day).update(leased_until=now + LEASE))


def _claim_addresses(now: datetime.datetime, most: int) -> list[CheckedAddress]:
    """Those that are due for longest, a few of each host."""
    resting = CheckedHost.objects.filter(
        not_before__gt=now + datetime.timedelta(seconds=RUN_SECONDS)
    )
    place = Window(RowNumber(), partition_by="host", order_by=["due_at", "pk"])
    due = CheckedAddress.objects.due(now).exclude(host__in=resting.values("host"))
    ranked = due.annotate(place=place).filter(place__lte=OF_A_HOST).order_by("due_at", "pk")
    keys = list(ranked.values_list("pk", flat=True)[:most])
    rows = CheckedAddress.objects.due(now).filter(pk__in=keys)
    rows.update(leased_until=now + LEASE)
    return list(CheckedAddress.objects.filter(pk__in=keys, leased_until=now + LEASE))


# Asking


def _ask_all(
    addresses: Sequence[CheckedAddress],
    now: datetime.datetime,
    *,
    ask: Ask,
    seconds: float,
    pause: float,
    most: int,
) -> Run:
    """Ask for all of them until the time is over, or ``most`` requests were made."""
    run, started = Run(), time.monotonic()
    queue = HostQueue(_resting(addresses, now, started))
    names = _names(addresses)
    for address in addresses:
        page = _known_page(address, names.get(address.pk, ()), now)
        queue.put(Probe(page, key=address.pk))
    pending: dict[Future[ServerAnswer], tuple[Probe, str]] = {}
    with ThreadPoolExecutor(THREADS, thread_name_prefix="link-check") as pool:
        while queue or pending:
            clock = time.monotonic()
            is_over = clock - started > seconds or run.requests >= most
            while not is_over and len(pending) < THREADS and (probe := queue.take(clock)):
                pending[pool.submit(ask, probe.url, probe.method)] = (probe, host_of(probe.url))
                run.requests += 1
                is_over = run.requests >= most
            if is_over and not pending:
                break
            _wait(pending, queue, clock)
            for future in [one for one in pending if one.done()]:
                _take_answer(run, queue, pending.pop(future), future, pause)
    _note_hosts(queue, now, started)
    _end_begun(run, queue)
    return run


def _wait(pending: dict[Future[ServerAnswer], Any], queue: HostQueue, clock: float) -> None:
    turn = queue.next_turn()
    timeout = 0.5 if turn is None or len(pending) >= THREADS else max(0.0, min(0.5, turn - clock))
    if pending:
        wait(pending, timeout=timeout, return_when=FIRST_COMPLETED)
    else:
        time.sleep(timeout)


def _take_answer(
    run: Run,
    queue: HostQueue,
    asked: tuple[Probe, str],
    future: Future[ServerAnswer],
    pause: float,
) -> None:
    probe, host = asked
    try:
        finding = probe.answered(future.result())
    except FetchRefused as refusal:
        finding = probe.refused(refusal)
    except Exception as error:  # noqa: BLE001 - what strangers' servers send is without end
        log.warning("A check of an address broke off: %s", type(error).__name__)
        finding = probe.broken()
    queue.asked(host, time.monotonic(), max(pause, finding.retry_after if finding else 0))
    if finding is None:
        queue.put(probe, first=True)
    else:
        run.findings[probe.key] = finding


def _resting(
    addresses: Iterable[CheckedAddress], now: datetime.datetime, started: float
) -> dict[str, float]:
    rows = CheckedHost.objects.filter(not_before__gt=now).values_list("host", "not_before")
    return {host: started + (until - now).total_seconds() for host, until in rows}


def _note_hosts(queue: HostQueue, now: datetime.datetime, started: float) -> None:
    """The next run, here or elsewhere, keeps the pauses of this one."""
    ended = time.monotonic()
    CheckedHost.objects.filter(not_before__lt=now).delete()
    CheckedHost.objects.bulk_create(
        (
            CheckedHost(host=host, not_before=now + datetime.timedelta(seconds=at - started))
            for host, at in queue.free_at.items()
            if at > ended
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["host"],
        update_fields=["not_before"],
    )


def _end_begun(run: Run, queue: HostQueue) -> None:
    """What has begun and found no end is told of as such; the rest is left to the next run."""
    for probe in queue.left():
        if probe.steps or probe.method != "HEAD":
            run.findings[probe.key] = probe.unfinished()


# Bookkeeping


def _names(addresses: Sequence[CheckedAddress]) -> dict[int, tuple[str, ...]]:
    """By address what the things are called that it is recorded for."""
    uses = AddressUse.objects.filter(address__in=[one.pk for one in addresses]).values_list(
        "address_id", "record_kind", "record_id", "label"
    )
    rows = list(uses)
    titles = record_titles((kind, key) for _address, kind, key, _label in rows)
    names: dict[int, set[str]] = {}
    for address, kind, key, label in rows:
        names.setdefault(address, set()).update({titles.get((kind, key), ""), label} - {""})
    return {address: tuple(sorted(some)) for address, some in names.items()}


def _known_page(
    address: CheckedAddress, names: tuple[str, ...], now: datetime.datetime
) -> KnownPage:
    return KnownPage(address.url, address.title, address.domain, names, wants_title(address, now))


def _write(addresses: Sequence[CheckedAddress], run: Run, now: datetime.datetime) -> None:
    findings = _without_our_faults(run.findings)
    for address in addresses:
        finding = findings.get(address.pk)
        address.leased_until = None
        if finding is not None:
            take_finding(address, finding, now)
    CheckedAddress.objects.bulk_create(
        addresses,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=COLUMNS,
    )


def _without_our_faults(findings: dict[int, Finding]) -> dict[int, Finding]:
    """Where nobody in the world answered, it is this machine that is cut off."""
    silent = [key for key, one in findings.items() if not one.was_answered]
    if len(silent) < OFFLINE_FROM or len(silent) < len(findings):
        return findings
    log.warning("No address answered: this machine seems to be cut off, nothing is counted.")
    untold = CheckedAddress.Cause.UNTOLD
    return {
        key: replace(one, verdict=Verdict.UNTOLD, cause=untold) for key, one in findings.items()
    }
