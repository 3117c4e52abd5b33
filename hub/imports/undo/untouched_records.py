"""Which records of an import are as it left them, and may be taken back as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models

from hub.imports.models import Import, SourceRecordState
from hub.imports.record_types import importer_for, record_kind
from hub.records.link_tables import LinkTable, MissingLink, RelatedKeys
from hub.records.models import Record, Revision
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord, read_records


def versions_written(job: Import, pks: Iterable[int]) -> dict[int, int]:
    """The versions that the import itself gave these records; others are missing."""
    revisions = Revision.objects.filter(
        kind=record_kind(job.kind), record_id__in=list(pks), run=job.run
    )
    return dict(revisions.values_list("record_id", "version"))


def unedited_versions(job: Import, written: dict[int, int]) -> dict[int, int]:
    """Those of the records that are as the import left them: the version that each has by now.

    That is another where later imports wrote a record and were undone since.
    """
    records = importer_for(job.kind).model._default_manager.filter(pk__in=written)
    now = dict(records.values_list("pk", "version"))
    later = [pk for pk, version in now.items() if version != written[pk]]
    runs: dict[int, list[str]] = {pk: [] for pk in later}
    since = Revision.objects.filter(kind=record_kind(job.kind), record_id__in=later)
    for pk, version, run in since.values_list("record_id", "version", "run"):
        if version > written[pk]:
            runs[pk].append(run)
    back = {pk for pk in later if _came_back(runs[pk], now[pk] - written[pk])}
    return {pk: version for pk, version in now.items() if pk not in runs or pk in back}


def _came_back(runs: list[str], steps: int) -> bool:
    """Whether each of the steps since is an import or its undoing, and none lacks the other."""
    imports = {run for run in runs if run.startswith("import:") and run.count(":") == 1}
    undone = {f"{run}:undo" for run in imports}
    return len(runs) == steps and sorted(runs) == sorted(imports | undone)


def untouched(job: Import, written: dict[int, int]) -> set[int]:
    """Those of the import's records that are as it left them, and that nothing new points at."""
    same = unedited_versions(job, written)
    return same.keys() - records_in_use(job, {pk: written[pk] for pk in same})


def records_in_use(job: Import, written: dict[int, int]) -> set[int]:
    """Those of the import's records of which undoing would take away what others need: a record
    that is new, or the rows that it added to one that was there."""
    new = {pk for pk, version in written.items() if version == 1}
    return referenced_records(job, new) | _with_rows_in_use(job, written.keys() - new)


def _with_rows_in_use(job: Import, pks: Collection[int]) -> set[int]:
    """Those of the changed records with a row of links that the import added and another row
    points at, such as a round with an entry."""
    model = importer_for(job.kind).model
    own = {table.model for table in model.tables()}  # these change together
    tables = [table for table in model.tables() if table.identity and _others_at(table.model, own)]
    if not tables or not pks:
        return set()
    records = read_records(model, pks, [table.fact for table in tables])
    revisions = Revision.objects.filter(
        kind=record_kind(job.kind), record_id__in=records, run=job.run
    )
    owners: dict[type[models.Model], dict[int, int]] = {}
    for revision in revisions:
        stored = records[revision.record_id]
        for table in tables:
            before = revision.before or {}
            if table.fact in revision.changed and table.fact in before:
                for key in _rows_that_go(table, stored, before):
                    owners.setdefault(table.model, {})[key] = stored.pk
    return {
        keys[key]
        for rows, keys in owners.items()
        for other, pairs in _pointing_at(rows, keys)
        if other not in own
        for _pk, key in pairs
    }


def _rows_that_go(table: LinkTable, stored: StoredRecord, before: Facts) -> list[int]:
    keys, rows = RelatedKeys(), stored.links[table.fact]
    keys.load(table.named(before))
    try:
        wanted = table.wanted(before, rows, keys, stored.links)
    except MissingLink:  # what it named before is gone: undoing tells of that
        return []
    return table.difference(rows, wanted).deletes


def _others_at(rows: type[models.Model], own: Collection[type[models.Model]]) -> bool:
    """Whether rows of tables that are not the record's own may point at these."""
    return any(
        isinstance(relation, models.ManyToOneRel) and relation.related_model not in own
        for relation in rows._meta.get_fields(include_hidden=True)
    )


def referenced_records(job: Import, new: set[int]) -> set[int]:
    """Those of the new records that rows of others point at, or that another source knows."""
    if not new:
        return set()
    model = importer_for(job.kind).model
    used = set[int]()
    for rows, pairs in _pointing_at(model, new):
        if rows is model:
            ours = versions_written(job, [pk for pk, _record in pairs])
            pairs = [(pk, record) for pk, record in pairs if ours.get(pk) != 1]
        used.update(record for _pk, record in pairs)
    elsewhere = SourceRecordState.objects.filter(kind=job.kind, record_id__in=new)
    elsewhere = elsewhere.exclude(source=job.source_id)
    return used | set(elsewhere.values_list("record_id", flat=True))


def pointed_at(model: type[models.Model], pks: Collection[int]) -> set[int]:
    """Those of the rows that a row of another table points at, or one of this table."""
    return {key for _rows, pairs in _pointing_at(model, pks) for _pk, key in pairs}


def _pointing_at(
    model: type[models.Model], pks: Collection[int]
) -> Iterator[tuple[type[models.Model], list[tuple[int, int]]]]:
    """Tables with keys to these rows, each with pairs of its rows' keys and these.

    A record's own links are no others: whoever edits them raises its version.
    """
    own = (
        {(table.model, table.parent) for table in model.tables()}
        if issubclass(model, Record)
        else set()
    )
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        rows: Any = relation.related_model
        name = relation.field.attname
        if (rows, name) not in own:
            pointing = rows._default_manager.filter(**{f"{name}__in": list(pks)})
            yield rows, list(pointing.values_list("pk", name))
