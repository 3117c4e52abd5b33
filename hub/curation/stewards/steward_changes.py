"""Naming the steward of a record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from catalogue.models import Organisation
from hub.curation.stewards.models import StewardChange, Stewardship
from hub.records.database_clock import now_in_database


def steward_of(kind: str, record_id: int) -> Organisation | None:
    """The organisation that was named, also where it was archived since."""
    rows = Stewardship.objects.of_record(kind, record_id).select_related("organisation")
    row = rows.first()
    return row.organisation if row else None


def name_steward(
    kind: str, record_ids: Collection[int], organisation: Organisation | None, *, by: Any
) -> int:
    """Have these records of a kind this steward, or none; how many had another one."""
    with transaction.atomic():
        rows = Stewardship.objects.select_for_update(of=("self",)).filter(
            record_kind=kind, record_id__in=record_ids
        )
        before = {row.record_id: row.organisation for row in rows.select_related("organisation")}
        changed = [key for key in sorted(record_ids) if before.get(key) != organisation]
        now = now_in_database()
        if organisation is None:
            rows.filter(record_id__in=changed).delete()
        else:
            Stewardship.objects.bulk_create(
                [
                    Stewardship(
                        record_kind=kind, record_id=key, organisation=organisation,
                        set_by=by, set_at=now,
                    )
                    for key in changed
                ],
                update_conflicts=True,
                unique_fields=["record_kind", "record_id"],
                update_fields=["organisation", "set_by", "set_at"],
            )  # fmt: skip
        StewardChange.objects.bulk_create(
            StewardChange(
                record_kind=kind, record_id=key, by=by, at=now,
                before=_name(before.get(key)), after=_name(organisation),
            )
            for key in changed
        )  # fmt: skip
    return len(changed)


def _name(organisation: Organisation | None) -> str:
    return str(organisation)[:300] if organisation else ""
