"""What records are called, many at once."""

from __future__ import annotations

from collections.abc import Iterable

from hub.records.models import RecordKey
from hub.records.registry import record_types
from hub.records.stored_records import facts_of_columns

BATCH = 500


def record_titles(keys: Iterable[RecordKey]) -> dict[RecordKey, str]:
    """By kind and key; those that are not there are left out. A query for each kind and 500."""
    by_kind: dict[str, set[int]] = {}
    for kind, key in keys:
        if kind in record_types:
            by_kind.setdefault(kind, set()).add(key)
    titles: dict[RecordKey, str] = {}
    for kind, ids in by_kind.items():
        model = record_types[kind].model
        columns = [column.attname for column in model._meta.concrete_fields]
        ordered = sorted(ids)
        for start in range(0, len(ordered), BATCH):
            rows = model._default_manager.filter(pk__in=ordered[start : start + BATCH])
            for row in rows.values(*columns):
                titles[kind, row["id"]] = model.title_of(facts_of_columns(model, row))
    return titles
