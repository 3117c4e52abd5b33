"""Two records become one, in one call."""

from typing import Any

from hub.curation.merging import record_merge
from hub.curation.merging.models import RecordMerge
from hub.records.models import Record


def merge(
    leaving: Record, into: Record, *, by: Any = None, reason: str = "The same.", **chosen: str
) -> RecordMerge:
    return record_merge.merge(type(into), leaving.pk, into.pk, by=by, reason=reason, chosen=chosen)
