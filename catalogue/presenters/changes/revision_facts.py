"""What revisions say of a change: the facts of its record before it, right after it, and by now.

Revisions are private; only what readers could see before the change and after it comes from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from hub.records.fields import RecordType
from hub.records.models import Change, Record, Revision
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord, read_records

Step = tuple[datetime.datetime, Facts | None]  # when a revision was made, and the facts before it


class FactVersions(NamedTuple):
    before: Facts
    after: Facts
    now: Facts


def read_versions(record_type: RecordType, changes: Sequence[Change]) -> dict[int, FactVersions]:
    """By the key of a change to a record of this kind; without those that readers saw one side of,
    and those to a record that is hidden by now.

    Two queries, and one for each table of links that a changed fact hangs on.
    """
    keys = {change.record_id for change in changes}
    steps = _read_steps(record_type, keys, min(change.at for change in changes))
    changed = {name for change in changes for name in change.facts}
    stored = read_records(record_type.model, steps, changed) if steps else {}
    versions = {
        change.pk: _versions(change, steps.get(change.record_id, ()), stored.get(change.record_id))
        for change in changes
    }
    return {key: version for key, version in versions.items() if version is not None}


def _read_steps(
    record_type: RecordType, keys: set[int], since: datetime.datetime
) -> dict[int, list[Step]]:
    steps: dict[int, list[Step]] = {}
    revisions = Revision.objects.filter(kind=record_type.kind, record_id__in=keys, at__gte=since)
    for pk, at, before in revisions.order_by("version").values_list("record_id", "at", "before"):
        steps.setdefault(pk, []).append((at, before))
    return steps


def _versions(
    change: Change, steps: Sequence[Step], stored: StoredRecord | None
) -> FactVersions | None:
    place = next((i for i, (at, _facts) in enumerate(steps) if at == change.at), None)
    if place is None or stored is None:
        return None
    before = steps[place][1]
    after = steps[place + 1][1] if place + 1 < len(steps) else stored.facts
    if before is None or after is None:
        return None
    # What was taken off the site since is not quoted: its words still stand in the hidden record.
    if not all(map(_is_public, (before, after, stored.facts))):
        return None
    return FactVersions(before, after, stored.facts)


def _is_public(facts: Facts) -> bool:
    return (facts.get("state"), facts.get("visibility")) == (
        Record.State.PUBLISHED,
        Record.Visibility.PUBLIC,
    )
