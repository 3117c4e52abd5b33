"""``/healthz/deep``: whether all parts of the site work, for a service that watches it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from hub.monitoring import checks
from hub.monitoring.checks import CheckStatus, SiteCheck
from hub.monitoring.models import Heartbeat
from hub.records.seq_cache import on_clear_caches

# However often it is asked for: each answer costs a dozen queries.
SECONDS_KEPT = 5.0
MINUTE = 60
NO_DATABASE: dict[str, Any] = {
    "status": "no database",
    "reason": "The database does not answer, so nothing else is known.",
    "checks": {},
}


class RecentAnswer:
    """The last answer, made anew by one thread at a time; others get the last one meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._made_at, self._answer = 0.0, dict[str, Any]()

    def get(self) -> dict[str, Any]:
        if self._is_recent() or not self._lock.acquire(blocking=not self._answer):
            return self._answer
        try:
            if not self._is_recent():  # made by the thread that was waited for
                self._answer = _answer()
                self._made_at = time.monotonic()
            return self._answer
        finally:
            self._lock.release()

    def _is_recent(self) -> bool:
        return bool(self._answer) and time.monotonic() - self._made_at < SECONDS_KEPT


recent = RecentAnswer()
on_clear_caches(recent.clear)


def healthz_deep(request: HttpRequest) -> HttpResponse:
    """200 where all is well or within its limits, else 503 and what is late."""
    answer = recent.get()
    response = JsonResponse(answer, status=200 if answer["status"] == CheckStatus.OK else 503)
    response["Cache-Control"] = "no-store"
    if response.status_code != 200:
        response["Retry-After"] = str(MINUTE)
    return response


def _answer() -> dict[str, Any]:
    try:
        current = checks.run_checks()
    except Error:
        return NO_DATABASE
    return describe(current)


def describe(current: Sequence[SiteCheck]) -> dict[str, Any]:
    """Ages in seconds, as ``_told_age`` has them."""
    return {
        "status": CheckStatus.LATE if checks.late(current) else CheckStatus.OK,
        "checks": {
            check.name: {
                "status": check.status,
                "age": _told_age(check),
                "limit": int(check.limit),
            }
            for check in current
        },
    }


def _told_age(check: SiteCheck) -> int | None:
    """Of processes and backups whole minutes; None for what has never been heard from.

    Of what waits 0 unless it is late, else a multiple of the limit: asked again and again, the
    answer would tell by the turn of a minute when somebody sent a form or was written to.
    """
    if check.age is None:
        return None if check.status is not CheckStatus.OK else 0
    if check.name in Heartbeat.Kind.values:
        return int(check.age) // MINUTE * MINUTE
    limit = int(check.limit)
    return int(check.age) // limit * limit if check.status is CheckStatus.LATE else 0
