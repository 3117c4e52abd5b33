"""What the journal of removals says of requests, in a database that is older than it."""

from __future__ import annotations

from collections.abc import Iterable

from events.reporting import report_requests, retention
from events.reporting.models import ReportRequest
from hub.records.removal_journal import Removal, RemovalKind, request_key


def apply(removals: Iterable[Removal]) -> int:
    """Have links end that had ended since, reminders stop, and addresses go; of how many requests.

    A link that was replaced is withdrawn: the new one is not known. Idempotent.
    """
    keys: dict[RemovalKind, set[str]] = {}
    for removal in removals:
        keys.setdefault(removal.what, set()).update(removal.keys)
    changed = 0
    for request in ReportRequest.objects.standing().iterator():
        key = request_key(request.pk, request.nonce)
        if key in keys.get(RemovalKind.REQUEST, ()):
            changed += report_requests.withdraw(request.pk)
        elif key in keys.get(RemovalKind.REMINDERS, ()) and not request.reminders_refused_at:
            report_requests.refuse_reminders(request)
            changed += 1
    erased = sorted(keys.get(RemovalKind.FOCAL_POINT, ()))
    return changed + sum(retention.erase_by_key(key) for key in erased)
