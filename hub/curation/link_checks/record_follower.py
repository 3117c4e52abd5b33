"""Soon after a record changed, its addresses are those that it has now: a dead one that a curator
replaced is dead no longer, and no reader is told of it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict

from hub.curation.link_checks.consequences import follow_changed
from hub.curation.link_checks.models import CheckedAddress
from hub.curation.link_checks.night import is_enabled
from hub.records.database_clock import now_in_database
from hub.records.models import Revision
from hub.records.registry import record_types

# A look every minute sees each change more than once, also where a few looks were lost.
LATELY = datetime.timedelta(minutes=10)
MOST_REVISIONS = 2_000  # what is more is left to the night


def follow_changed_records() -> None:
    # Where the checks were turned off, what they told of an address goes with the address still.
    if not (is_enabled() or CheckedAddress.objects.filter(in_use=True).exists()):
        return
    revisions = Revision.objects.filter(at__gte=now_in_database() - LATELY)
    changed: dict[str, set[int]] = defaultdict(set)
    for kind, key in revisions.order_by("-pk").values_list("kind", "record_id")[:MOST_REVISIONS]:
        if kind in record_types:
            changed[kind].add(key)
    if changed:
        follow_changed(changed)
