"""How often snapshots and packs are fetched: kept in the process, written down every few seconds.

A day and a kind of file, and nothing of who fetched it. What a process that is killed has not
written down is not counted.
"""

from __future__ import annotations

import datetime
import threading
from collections import Counter

from hub.open_data.snapshots.models import DownloadCount
from hub.records.seq_cache import on_clear_caches

What = DownloadCount.What

_counts: Counter[tuple[datetime.date, str]] = Counter()
_lock = threading.Lock()


def count_download(what: str) -> None:
    """Costs a reader nothing: no query, no file. ``what``: a value of ``DownloadCount.What``."""
    day = datetime.datetime.now(datetime.UTC).date()
    with _lock:
        _counts[day, what] += 1


def write_downloads() -> None:
    """Add what this process counted to the rows. Raises django.db.Error, and nothing is lost."""
    with _lock:
        waiting = dict(_counts)
    for (day, what), number in waiting.items():
        DownloadCount.add(day, what, number)
        with _lock:
            _counts[day, what] -= number
            if not _counts[day, what]:
                del _counts[day, what]


on_clear_caches(_counts.clear)
