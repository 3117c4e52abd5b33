"""The bookkeeping of link checks for 20,000 addresses: a whole night without the network.

`python -m bench.links night COUNT` alone, in the environment of `bench.place`, makes records and
checks their addresses. Servers answer at once, by a made-up mixture, and the clock of the runs is a
number, so what is measured is our own work: lists, queues, conclusions, tasks and notices.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.place import place
from bench.rows import Row

COUNT, HOSTS = 20_000, 8_000
SECONDS, MEGABYTES = 60.0, 400.0
Measured = dict[str, float]


def rows(count: int = COUNT) -> Iterator[Row]:
    with place() as here:
        here.run("-m", "django", "migrate", "--verbosity=0")
        told: Measured = here.ask("-m", "bench.links", "night", str(count))
    of = f"of {count:,} addresses"
    yield Row(f"link checks, first night {of}, processor", told["first"], "s", SECONDS)
    yield Row(f"link checks, the list of it, {of}, processor", told["gather"], "s")
    yield Row(f"link checks, runs of the night {of}", told["runs"], "runs")
    yield Row(f"link checks, settled in the night {of}", told["settled"], "addresses", count, True)
    yield Row(f"link checks, the night in which 3% are dead {of}, processor", told["dead"], "s")
    yield Row(f"link checks, a list without changes {of}, processor", told["again"], "s")
    yield Row(f"link checks, after a change of one record {of}, processor", told["one"], "s", 1.0)
    yield Row(f"link checks, peak memory of the process {of}", told["megabytes"], "MB", MEGABYTES)


def _night(count: int) -> Measured:
    from django.conf import settings
    from django.db.models import F

    from hub.curation.link_checks import night
    from hub.curation.link_checks.address_register import follow_records
    from hub.curation.link_checks.consequences import follow_changed
    from hub.curation.link_checks.models import CheckedAddress, CheckNight
    from hub.records.database_clock import now_in_database

    now = now_in_database()
    settings.LINK_CHECKS_PER_NIGHT = 200_000
    settings.LINK_CHECKS_FROM_HOUR = now.hour
    settings.CONTACT_EMAIL = "bench@example.org"
    last = _make_tools(count)
    told: Measured = {}
    began = time.process_time()
    night.check_for_a_while()
    told["gather"] = time.process_time() - began
    told["runs"] = float(_all_runs(night.check_for_a_while))
    told["first"] = time.process_time() - began
    told["settled"] = float(CheckedAddress.objects.exclude(asked_at=None).count())
    # The night in which what failed has done so three times over seven days.
    failing = CheckedAddress.objects.filter(state="failing")
    failing.update(
        failed_on=["2020-01-01", "2099-01-01"],
        first_failed_at=F("first_failed_at") - 7 * night.LEASE * 288,
    )
    CheckedAddress.objects.update(due_at=now)
    CheckNight.objects.update(asked=0)
    told["dead"] = _seconds(lambda: _all_runs(night.check_for_a_while))
    told["again"] = _seconds(lambda: follow_records(now))
    type(last).objects.filter(pk=last.pk).update(url="https://changed.example/")
    told["one"] = _seconds(lambda: follow_changed({"tool": [last.pk]}))
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def _seconds(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def _make_tools(count: int) -> Any:
    from catalogue.models import Tool

    tools = (
        Tool(
            slug=f"t{number}",
            name=f"Tool {number}",
            summary="It helps.",
            state="published",
            panel="not_assessed",
            url=f"https://t{number % HOSTS}.example/{number}",
        )
        for number in range(count)
    )
    return Tool.objects.bulk_create(tools, batch_size=2000)[-1]


def _all_runs(check: Callable[..., int]) -> int:
    """Runs until nothing is due; how many."""
    from hub.curation.link_checks.models import CheckedHost
    from hub.curation.link_checks.request_run import Pace

    passed, runs = [0.0], 0

    def sleep(seconds: float) -> None:
        passed[0] += max(seconds, 0.01)

    pace = Pace(clock=lambda: passed[0], sleep=sleep)
    while check(ask=_answer, pace=pace):
        runs += 1
        CheckedHost.objects.all().delete()  # the minute until the next run has passed
    return runs


def _answer(url: str, method: str) -> object:
    """By the number of the address: of a hundred, 85 are well."""
    from hub.http_client.fetch import FetchRefused, RefusalCause
    from hub.http_client.single_request import ServerAnswer

    number = int(url.rpartition("/")[2] or 0)
    mixed = number % 100
    if url.endswith(".net/0") or mixed < 85:
        title = "For sale" if ".net/" in url else f"Tool {number}"
        page = f"<html><head><title>{title}</title></head>".ljust(20_000).encode()
        return ServerAnswer(200, content_type="text/html", start=page if method == "GET" else b"")
    if mixed < 92:
        return ServerAnswer(403 if mixed < 90 else 429, retry_after=60)
    if mixed < 95:
        raise FetchRefused("No answer.", RefusalCause.TIME)
    if mixed < 98:
        return ServerAnswer(301, location=f"{url.rpartition('/')[0]}/{number - mixed}")
    return ServerAnswer(302, location=f"https://parking{number}.net/0")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"night": _night}[sys.argv[1]](int(sys.argv[2]))))
