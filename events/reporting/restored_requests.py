"""What the journal of removals says of requests, in a database that is older than it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from events.reporting import report_requests, retention
from events.reporting.models import ReportRequest
from hub.records.removal_journal import CLOCKS_DIFFER, Removal, RemovalKind, request_key


def apply(removals: Iterable[Removal]) -> int:
    """Have links end that had ended since, reminders stop, and addresses go; of how many requests.

    ``removals``: oldest first. A link that was replaced is withdrawn: the new one is not known. An
    address that was entered after its erasure stays. Idempotent.
    """
    keys: dict[RemovalKind, dict[str, datetime.datetime]] = {}
    for removal in removals:
        keys.setdefault(removal.what, {}).update(dict.fromkeys(removal.keys, removal.at))
    changed = 0
    for request in ReportRequest.objects.standing().iterator():
        key = request_key(request.pk, request.nonce)
        if key in keys.get(RemovalKind.REQUEST, ()):
            changed += report_requests.withdraw(request.pk)
        elif key in keys.get(RemovalKind.REMINDERS, ()) and not request.reminders_refused_at:
            report_requests.refuse_reminders(request)
            changed += 1
    erased = sorted(keys.get(RemovalKind.FOCAL_POINT, {}).items())
    return changed + sum(_erase(key, at) for key, at in erased)


def _erase(key: str, at: datetime.datetime) -> int:
    """Erase an address as of then; of how many requests. Machines' clocks differ."""
    rows = ReportRequest.objects.filter(address_key=key)
    if rows.filter(address_entered_at__gt=at + CLOCKS_DIFFER).exists():
        entered = rows.filter(address_entered_at__lte=at + CLOCKS_DIFFER)
        return sum(map(retention.erase_address, list(entered.values_list("pk", flat=True))))
    return retention.erase_by_key(key, at=at)
