"""Rows that stand in an import, checked as a worker does."""

from collections.abc import Callable
from typing import Any

import pytest

from hub.imports.map import ValueMap, propose_columns
from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState
from hub.imports.record_types import importer_for
from hub.imports.validate import validate_chunk

COMMON = {"Name": "Safe Case", "Summary": "Case management against trafficking."}


@pytest.fixture
def stage(db: None) -> Callable[..., Import]:
    """An import with these rows (each a change to a common one), ready to be checked."""

    def make(
        *rows: dict[str, Any], kind: str = "tool", whole: bool = False, **changes: Any
    ) -> Import:
        cells = [row if whole else COMMON | row for row in rows]
        headings = list(dict.fromkeys(name for row in cells for name in row))
        values = [[row.get(name) for row in cells] for name in headings]
        mapping = propose_columns(
            importer_for(kind), headings, values, ValueMap(changes.get("words"))
        )
        key = changes.pop("key_field", "slug")
        source, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": kind, "key_field": key}
        )
        total = {"rows_read": len(rows), "total": len(rows)}
        job = Import.objects.create(
            **{"source": source, "kind": kind, "name": "list.csv", "headings": headings}
            | {"mapping": mapping.as_json(), **total, **changes}
        )
        ImportRow.objects.bulk_create(
            ImportRow(batch=job, number=number, cells=one) for number, one in enumerate(cells, 2)
        )
        return job

    return make


@pytest.fixture
def check(stage: Callable[..., Import]) -> Callable[..., list[ImportRow]]:
    """The rows of an import after the check."""

    def run(*rows: dict[str, Any], **changes: Any) -> list[ImportRow]:
        job = stage(*rows, **changes)
        while validate_chunk(job, 2):
            pass
        return list(job.rows.in_order())

    return run


@pytest.fixture
def said(db: None) -> Callable[..., SourceRecordState]:
    """That the source of ``stage`` said something of a record before."""

    def make(record: Any, key: str, values: dict[str, Any], **more: Any) -> SourceRecordState:
        source, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": record.kind, "key_field": "slug"}
        )
        return SourceRecordState.objects.create(
            source=source, key=key, kind=record.kind, record_id=record.pk, values=values, **more
        )

    return make
