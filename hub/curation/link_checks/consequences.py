"""What follows from how addresses stand: tasks for curators, notices for readers; no change of any
record. Both are compared with what stands there already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hub.curation.desk.task_list import close_task, reconcile
from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.desk_kinds import KINDS, address_key
from hub.curation.link_checks.reader_notices import follow_notices
from hub.records.database_clock import now_in_database


def tell_everybody() -> None:
    for kind in KINDS:
        reconcile(kind.name)
    follow_notices()


def tell_of(address_id: int, by: Any) -> None:
    """A curator decided on an address, so that it waits no longer."""
    for kind in KINDS:
        close_task(kind.name, address_key(address_id), by=by)
    follow_notices(address_id)


def follow_changed(keys: Mapping[str, Collection[int]]) -> None:
    """These records changed: their addresses may be others, and what is told of them."""
    if follow_records(now_in_database(), keys):
        tell_everybody()
