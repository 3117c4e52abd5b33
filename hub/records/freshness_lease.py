"""For how long a process may trust the number of the newest public change without asking again.

A page from the cache costs less than the query that says whether it is still the newest. So what
was read is trusted for ``LEASE_SECONDS``, counted from before the query; and whoever changes a
public fact through this site is answered no sooner than that after the commit. So nobody who has
been told of a change, in whichever process, on however many machines, is sent a page of before it.
What a worker changes shows as much later.

The clock is that of the machine since it started, which nobody sets and which counts sleep.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from django.db import connection, transaction

from hub.records.seq_cache import on_clear_caches

if TYPE_CHECKING:
    from hub.records.models.search_state import Numbers

LEASE_SECONDS = 0.05


def moment() -> float:
    """Seconds since the machine started."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class FreshnessLease:
    """What was read last and until when that may be used, in this process."""

    def __init__(self) -> None:
        self._held: tuple[float, Numbers | None] = (0.0, None)  # replaced as one: threads read it

    def begin(self, numbers: Numbers, asked_at: float) -> None:
        """``numbers`` are what the database answered to a question asked at ``asked_at``.

        SQLite answers sooner than one looks at the clock: there nothing is trusted.
        """
        until = asked_at + LEASE_SECONDS
        if connection.vendor != "sqlite" and until > self._held[0]:
            self._held = (until, numbers)

    def numbers(self) -> Numbers | None:
        """None where the database has to be asked."""
        until, numbers = self._held
        return numbers if moment() < until else None

    def end(self) -> None:
        self._held = (0.0, None)


class _Publication(threading.local):
    """The moment of the last commit of a public change in this thread; 0 where there was none."""

    committed_at = 0.0


lease = FreshnessLease()
on_clear_caches(lease.end)
_publication = _Publication()


def note_publication() -> None:
    """Have ``wait_until_seen`` wait, if the transaction that this thread is in is committed."""
    transaction.on_commit(_note_commit)


def _note_commit() -> None:
    _publication.committed_at = moment()


def forget_publication() -> None:
    _publication.committed_at = 0.0


def wait_until_seen() -> None:
    """Return when no process trusts what it read before this thread's last public change."""
    if _publication.committed_at:
        time.sleep(max(0.0, _publication.committed_at + LEASE_SECONDS - moment()))
        forget_publication()
