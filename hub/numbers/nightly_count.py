"""The count of each night. Its rows are kept, and the pages that show them made anew."""

from __future__ import annotations

import datetime

from django.db import transaction

from hub.numbers.models import NightlyCount
from hub.numbers.number_tables import NUMBER_TABLES, Counted
from hub.records.database_clock import now_in_database
from hub.records.models import SearchState


def count_if_due(now: datetime.datetime | None = None) -> bool:
    """Count where that was not done on this day (UTC) yet; whether it was. May be called twice."""
    today = (now or now_in_database()).date()
    last = NightlyCount.last()
    if last is not None and last.day == today:
        return False
    tables = {
        table.name: table.count(
            today, Counted(last.day, last.rows(table.name)) if last else Counted()
        )
        for table in NUMBER_TABLES
        if table.is_nightly
    }
    with transaction.atomic():
        NightlyCount.keep(today, tables)
        SearchState.raise_seq(kinds=())  # last: its lock is held until the commit
    return True
