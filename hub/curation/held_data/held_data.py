"""The answer to a request for one's own data: by table, with its purpose and its retention."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction

from hub.curation.held_data.held_rows import HeldRow, rows_about_address, rows_with_name
from hub.curation.purging.purged_text import PurgedText
from hub.digests import keyed_hashes
from hub.digests.models import AddressLookup
from hub.records.data_handling import handled_columns
from hub.records.keyed_hash import keyed_hash
from hub.records.processing_activities import ACTIVITIES
from hub.records.processing_papers import rule_in_words

EXPORTED = "exported"  # a value of ``AddressLookup.did``


@dataclass(frozen=True)
class HeldTable:
    """``rows``: of each its number and what it says, by the name of the column."""

    name: str
    label: str
    purpose: str
    kept: str
    rows: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {
            "table": self.label,
            "what": self.name,
            "purpose": self.purpose,
            "kept": self.kept,
            "rows": self.rows,
        }


def look_up(*, address: str, name: str, by: Any, reason: str) -> list[HeldTable]:
    """What is held with the address, and where the name stands; logged before it is answered.

    Either may be empty. Raises PurgeRefused for a name that is too short to be told from others.
    ``reason`` is kept: it must not hold either.
    """
    text = PurgedText.parse(name) if name else None
    key = keyed_hashes.address_key(address) if address else keyed_hash("held name", name)
    with transaction.atomic():
        AddressLookup.objects.create(by=by, address_key=key, reason=reason, did=EXPORTED)
    rows = rows_about_address(address) if address else []
    seen = {(row.model, row.pk) for row in rows}
    if text:
        rows += [row for row in rows_with_name(text) if (row.model, row.pk) not in seen]
    return _by_table(rows)


def _by_table(rows: list[HeldRow]) -> list[HeldTable]:
    rows = sorted(rows, key=lambda row: row.model._meta.label)
    return [_table(list(some)) for _label, some in groupby(rows, key=lambda row: row.model)]


def _table(rows: list[HeldRow]) -> HeldTable:
    options = rows[0].model._meta
    columns = handled_columns(rows[0].model)
    shown = {name for row in rows for name in row.values}
    rules = [rule_in_words(column.retention) for column in columns if column.name in shown]
    return HeldTable(
        name=str(options.verbose_name_plural),
        label=options.label,
        purpose=ACTIVITIES[columns[0].purpose].aim,
        kept="; ".join(dict.fromkeys(rules)),
        rows=[{"row": row.pk, **row.values} for row in rows],
    )
