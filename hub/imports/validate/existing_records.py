"""What a chunk asks the database, one query for each thing and none for a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from hub.imports.models import Import, SourceRecordState
from hub.imports.record_types import RecordImporter, RecordLookup
from hub.records.models import FormerSlug, Revision
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord


@dataclass(frozen=True)
class PreviousValues:
    """What the source said last time of the record that a key stands for."""

    record_id: int
    values: Facts
    kept: Facts


@dataclass
class ExistingRecords:
    """What is there already for the keys and slugs of a chunk."""

    said: dict[str, PreviousValues]
    by_slug: dict[str, int]
    former: dict[str, int]
    stored: dict[int, StoredRecord]
    edited: dict[int, set[str]] = field(default_factory=dict)  # facts that persons wrote


def what_is_there(
    batch: Import,
    kind: RecordImporter,
    keys: Collection[str],
    slugs: Collection[str],
    names: RecordLookup,
    spoken: Collection[str],
) -> ExistingRecords:
    """Five queries and one for each table of the kind that holds a fact of the rows."""
    said = what_was_said(batch, kind, keys)
    records = kind.model._default_manager
    by_slug = dict(records.filter(slug__in=slugs).values_list("slug", "pk"))
    former = dict(
        FormerSlug.objects.filter(kind=kind.name, slug__in=slugs).values_list("slug", "record_id")
    )
    pks = {*(one.record_id for one in said.values()), *by_slug.values(), *former.values()}
    stored = kind.stored(pks, spoken)
    # Of what the source has said before, the last word of it tells what a curator edited since.
    strange = stored.keys() - {one.record_id for one in said.values()}
    return ExistingRecords(said, by_slug, former, stored, edited_by_people(kind, strange))


def what_was_said(
    batch: Import, kind: RecordImporter, keys: Collection[str]
) -> dict[str, PreviousValues]:
    """What the source said last time, by key."""
    lines = SourceRecordState.objects.filter(source=batch.source_id, kind=kind.name)
    if not lines.exists():  # the first import of a source need not ask for each of its rows
        return {}
    found = lines.filter(key__in=keys).values_list("key", "record_id", "values", "kept")
    return {key: PreviousValues(pk, values, kept) for key, pk, values, kept in found}


def edited_by_people(kind: RecordImporter, pks: Collection[int]) -> dict[int, set[str]]:
    """Names of the facts of each record that a person wrote, and no load or import."""
    found: dict[int, set[str]] = {}
    if pks:
        lines = Revision.objects.filter(kind=kind.name, record_id__in=pks, run="")
        for pk, changed in lines.values_list("record_id", "changed"):
            found.setdefault(pk, set()).update(changed)
    return found
