"""What stands on the desk follows what waits: soon after a change, and all of it now and then.

A change of a record is found by its revision, so nothing below this room need know of it. What such
a look misses (a large import, a day that passes) is found by the comparison of everything.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict

from hub.curation.desk.sources.record_kinds import BY_RECORD, with_documents
from hub.curation.desk.task_kinds import task_kinds
from hub.curation.desk.task_list import Reconciled, reconcile, reconcile_records
from hub.records.database_clock import now_in_database
from hub.records.models import Revision
from hub.records.registry import record_types

log = logging.getLogger(__name__)

# A look every minute sees each change more than once, also where a few looks were lost.
LATELY = datetime.timedelta(minutes=10)
MOST_REVISIONS = 2_000  # what is more is left to the comparison of everything


def follow_waiting() -> None:
    """The kinds whose sources are no records: few rows, compared whole."""
    for name, kind in task_kinds.items():
        if kind.open_tasks is not None and name not in BY_RECORD and not kind.is_heavy:
            _log(name, reconcile(name))


def follow_changed_records() -> None:
    """The tasks at records that changed lately."""
    revisions = Revision.objects.filter(at__gte=now_in_database() - LATELY)
    changed: dict[str, set[int]] = defaultdict(set)
    for kind, key in revisions.order_by("-pk").values_list("kind", "record_id")[:MOST_REVISIONS]:
        if kind in record_types:
            changed[kind].add(key)
    if not changed:
        return
    keys = with_documents(changed)
    for name, named in BY_RECORD.items():
        _log(name, reconcile_records(name, named(keys), keys))


def light_kinds() -> list[str]:
    """The kinds with a source that are compared whole every hour; heavy ones have other hours."""
    kinds = task_kinds.items()
    return [name for name, kind in kinds if kind.open_tasks is not None and not kind.is_heavy]


def reconcile_kind(name: str) -> None:
    """One kind against all that its source names."""
    _log(name, reconcile(name))


def _log(name: str, done: Reconciled) -> None:
    if done.opened or done.changed or done.closed:
        log.info(
            "The desk, %s: %d opened, %d changed, %d closed.",
            name,
            done.opened,
            done.changed,
            done.closed,
        )
