"""A record as JSON: the same shape in files, calls and packs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hub.open_data.exported_fields import ExportedField, ValueType, fields_by_name
from hub.open_data.exported_values import (
    ExportedChoice,
    ExportedFact,
    ExportedRecord,
    ExportedReference,
    ExportedSource,
    ExportedTerm,
)

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
encode_json = _encoder.encode


def record_json(record: ExportedRecord) -> dict[str, Any]:
    """``sources`` of a fact are numbers of those of the record, from 1, as on its page.

    ``value``: a list of a field that may have several, else one; null unless the state is "known".
    """
    numbers = {id(source): number for number, source in enumerate(record.sources, 1)}
    fields = fields_by_name(record.kind)
    return {
        "kind": record.kind,
        "id": record.id,
        "slug": record.slug,
        "title": record.title,
        "address": record.address,
        "language": record.language,
        "verified_on": record.verified_on,
        "created_at": record.created_at.isoformat(timespec="seconds"),
        "updated_at": record.updated_at.isoformat(timespec="seconds"),
        "facts": {
            name: fact_json(fields[name], fact, numbers)
            for name, fact in record.facts.items()
            if fields[name].type is not ValueType.SOURCE
        },
        "sources": [
            {"number": number} | source_json(source)
            for number, source in enumerate(record.sources, 1)
        ],
    }


def fact_json(
    field: ExportedField, fact: ExportedFact, numbers: Mapping[int, int]
) -> dict[str, Any]:
    """``numbers``: of the sources of the record, by their ``id()``."""
    values = [value_json(value) for value in fact.values]
    shown: dict[str, Any] = {
        "state": fact.state,
        "value": (values if field.many else values[0]) if values else None,
        "sources": [numbers[id(source)] for source in fact.sources],
        "checked_on": fact.checked_on,
    }
    if fact.withheld:
        shown["withheld"] = fact.withheld
    if fact.doubted_on:
        shown["doubted_on"] = fact.doubted_on
    if fact.stated_on:
        shown["stated_on"] = fact.stated_on
    return shown


def value_json(value: Any) -> Any:
    """One value of a fact, or one part of an entry."""
    if isinstance(value, ExportedTerm):
        shown = {
            "scheme": value.scheme,
            "slug": value.slug,
            "label": value.label,
            "address": value.address,
        }
        return shown | {"inferred": True} if value.inferred else shown
    if isinstance(value, ExportedSource):
        return source_json(value)
    if isinstance(value, ExportedChoice | ExportedReference):
        return value._asdict()
    if isinstance(value, dict):
        return {name: value_json(part) for name, part in value.items()}
    return value


def source_json(source: ExportedSource) -> dict[str, Any]:
    """What is not recorded of a source is null."""
    return {name: value or None for name, value in source._asdict().items()}
