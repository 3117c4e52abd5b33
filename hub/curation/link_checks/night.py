"""A night of checks: a minute at a time, each of which may be the last.

What is due stands in the database. A run claims some addresses with a lease and takes its share of
the night's requests, asks their servers, writes what it found, and ends; the next one goes on. A
run that dies leaves its claims to others when the lease is over.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.address_state import take_finding, wants_title
from hub.curation.link_checks.consequences import tell_everybody
from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.models import AddressUse, CheckedAddress, CheckedHost, CheckNight
from hub.curation.link_checks.probe import KnownPage, Probe
from hub.curation.link_checks.record_titles import record_titles
from hub.curation.link_checks.request_run import RUN_SECONDS, Ask, Pace, Run
from hub.http_client.single_request import ServerAnswer, request_once
from hub.records.database_clock import now_in_database
from hub.web.operator import operator

log = logging.getLogger(__name__)

NIGHT_HOURS = 6
ASK_SECONDS = 20.0  # for one request
LEASE = datetime.timedelta(minutes=5)
AT_ONCE = 600  # addresses of one run
REQUESTS_AT_ONCE = 3 * AT_ONCE
OF_A_HOST = 2  # of them
NIGHTS_KEPT = datetime.timedelta(days=60)
OFFLINE_FROM = 10  # addresses without an answer from anywhere: the fault is on our side
COLUMNS = (
    "state", "cause", "status", "asked_at", "well_at", "first_failed_at", "failed_on", "since",
    "due_at", "leased_until", "title", "title_read_at", "domain", "new_url", "new_title",
    "new_domain",
)  # fmt: skip


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


def check_for_a_while(*, ask: Ask = ask_server, pace: Pace | None = None) -> int:
    """One run; how many addresses were settled. Nothing by day, or where another process runs.

    The first run of a night only brings the list of addresses up to date.
    """
    now = now_in_database()
    day = night_of(now)
    if day is None or not is_enabled() or not _claim_night(day, now):
        return 0
    night = CheckNight.objects.get(day=day)
    if night.gathered_at is None:
        _gather(day, now)
        return 0
    most = _take_share(day)
    addresses = _claim_addresses(now, min(AT_ONCE, most))
    run = Run(ask, most, pace or Pace(), _resting(now))
    run.ask_all(_probes(addresses, now))
    _note_hosts(run, now)
    _write(run, [address.pk for address in addresses], now)
    CheckNight.objects.filter(day=day).update(
        asked=F("asked") - most + run.requests, leased_until=None
    )
    if run.findings:
        tell_everybody()
    return len(run.findings)


def _gather(day: datetime.date, now: datetime.datetime) -> None:
    follow_records(now)
    CheckNight.objects.filter(day__lt=day - NIGHTS_KEPT).delete()
    tell_everybody()
    CheckNight.objects.filter(day=day).update(gathered_at=now, leased_until=None)


# Claims


def _claim_night(day: datetime.date, now: datetime.datetime) -> bool:
    CheckNight.objects.get_or_create(day=day)
    is_free = Q(leased_until=None) | Q(leased_until__lt=now)
    return bool(CheckNight.objects.filter(is_free, day=day).update(leased_until=now + LEASE))


def _take_share(day: datetime.date) -> int:
    """Requests that this run may make. They are counted before: a run that dies gives none back."""
    asked = CheckNight.objects.values_list("asked", flat=True).get(day=day)
    most = max(0, min(REQUESTS_AT_ONCE, settings.LINK_CHECKS_PER_NIGHT - asked))
    CheckNight.objects.filter(day=day).update(asked=F("asked") + most)
    return most


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


def _resting(now: datetime.datetime) -> dict[str, float]:
    rows = CheckedHost.objects.filter(not_before__gt=now).values_list("host", "not_before")
    return {host: (until - now).total_seconds() for host, until in rows}


def _note_hosts(run: Run, began: datetime.datetime) -> None:
    """The next run, here or elsewhere, keeps the pauses of this one."""
    # The clock of the run was started later than ``began``, which is read before the claims.
    slack = datetime.timedelta(seconds=5)
    CheckedHost.objects.filter(not_before__lt=began).delete()
    CheckedHost.objects.bulk_create(
        (
            CheckedHost(host=host, not_before=began + slack + datetime.timedelta(seconds=seconds))
            for host, seconds in run.seconds_to_rest().items()
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["host"],
        update_fields=["not_before"],
    )


# Bookkeeping


def _probes(addresses: Sequence[CheckedAddress], now: datetime.datetime) -> list[Probe]:
    names = _names(addresses)
    return [
        Probe(_known_page(address, names.get(address.pk, ()), now), key=address.pk)
        for address in addresses
    ]


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


def _write(run: Run, claimed: Sequence[int], now: datetime.datetime) -> None:
    """Into the rows as they are now: a curator may have decided on one meanwhile."""
    findings = _without_our_faults(run.findings)
    with transaction.atomic():
        rows = CheckedAddress.objects.select_for_update().filter(pk__in=claimed).order_by("pk")
        addresses = list(rows)
        for address in addresses:
            address.leased_until = None
            if finding := findings.get(address.pk):
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
