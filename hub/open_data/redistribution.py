"""What the licence of a source of imports keeps out of files, calls and packs.

A curator says of a source whether its values may be passed on. Where they may not, a value that it
gave and that still stands so is shown on the site only. It is known, and its reason stands in its
place: ``ExportedFact.withheld``. Where even the name of a record came so, the record is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from hub.imports.models import ImportSource, SourceRecordState
from hub.imports.record_types import IMPORTERS, record_kind
from hub.open_data.exported_fields import ExportedField, exported_fields
from hub.records.fields import IndexRole
from hub.records.registry import record_types
from hub.records.stored_records import read_records

LICENCE = "licence"  # why a value is withheld
Withheld = Mapping[int, frozenset[str]]  # names of fields, by the key of the record


def withheld_fields(kind: str, keys: Collection[int]) -> Withheld:
    """Of those among the records that have any. One query where no source is restricted."""
    stated = _stated(kind, keys)
    if not stated:
        return {}
    facts = {
        pk: stored.facts for pk, stored in read_records(record_types[kind].model, stated).items()
    }
    return {
        pk: names
        for pk, values in stated.items()
        if pk in facts and (names := _names(kind, values, facts[pk]))
    }


def is_whole(kind: str, names: Collection[str]) -> bool:
    """Whether the name of the record is among the fields, so that nothing of it is given out."""
    return not _title_fields(kind).isdisjoint(names)


@cache
def _title_fields(kind: str) -> frozenset[str]:
    declared = record_types[kind].fields
    titles = {each.name for each in declared if each.index is IndexRole.TITLE}
    return frozenset(each.name for each in exported_fields(kind) if each.fact in titles)


def _stated(kind: str, keys: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """What restricted sources last said, by the key of the record."""
    restricted = list(
        ImportSource.objects.filter(redistributable=False).values_list("pk", flat=True)
    )
    stated: dict[int, list[dict[str, Any]]] = {}
    if restricted:
        kinds = [each for each in IMPORTERS if record_kind(each) == kind]
        rows = SourceRecordState.objects.filter(
            source__in=restricted, kind__in=kinds, record_id__in=keys
        )
        for pk, values in rows.values_list("record_id", "values"):
            stated.setdefault(pk, []).append(values)
    return stated


def _names(kind: str, stated: list[dict[str, Any]], facts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        each.name
        for each in exported_fields(kind)
        if any(_gave(each, values, facts) for values in stated)
    )


def _gave(field: ExportedField, values: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether what stands there is, wholly or in part, what the source gave."""
    value, now = values.get(field.subject, values.get(field.fact)), facts.get(field.fact)
    if value in (None, "", []):
        return False
    if isinstance(value, list) and isinstance(now, list):
        return any(each in now for each in value)
    return field.fact not in facts or value == now
