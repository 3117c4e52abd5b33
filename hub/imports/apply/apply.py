"""Applying an import: every reader sees all of it at once, or nothing.

PostgreSQL does all of it in one transaction. SQLite lets one process write at a time: new records
are added in short transactions, hidden as drafts, and one last transaction changes what was there
and shows the new ones. In both the number is raised as the last thing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import groupby

from django.db import connection
from django.db.models import Exists, OuterRef

from catalogue.models import Organisation
from hub.imports import starter_data
from hub.imports.apply.chunk_writer import ChunkWriter, RecordsChanged, rows_to_write
from hub.imports.apply.new_organisations import organisations_made
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for, record_kind
from hub.records.bulk_rows import check_keys, chunks, inserts_in_background
from hub.records.garbage_collection import garbage_collection_paused
from hub.records.models import Ledger, RecordChange, Revision
from hub.records.stored_records import read_records

CHUNK_READ = 5000  # rows of the file that are read together
CHUNK = 1000  # and written together
CHUNK_HIDDEN = 100  # rows in one short transaction of SQLite
PAUSE = 0.05  # seconds between two transactions on SQLite, so that others come to write


def pause() -> None:
    """Call it between transactions."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


def check_unchanged(job: Import) -> None:
    """Raise RecordsChanged for rows whose record was edited since the check.

    Asked before anything is written, and once more when the records are locked.
    """
    model = importer_for(job.kind).model
    same = model._default_manager.filter(pk=OuterRef("record_id"), version=OuterRef("version"))
    checked = job.rows.filter(record_id__isnull=False, version__isnull=False)
    rows = checked.exclude(Exists(same)).defer("cells")
    numbers = [row.number for row, _result in rows_to_write(job, rows.in_order().iterator(CHUNK))]
    if numbers:
        raise RecordsChanged(numbers)


def apply_next(job: Import) -> bool:
    """Do the next part, in a transaction of the caller's; False once all of it is done.

    Raises RecordsChanged when a record was edited since it was checked; then nothing is to be kept.
    """
    with garbage_collection_paused():
        if connection.vendor == "sqlite" and _add_hidden(job):
            return True
        _finish(job)
    return False


def ledger_of(job: Import) -> Ledger:
    """Of what no person brings in only the data that ship were looked at before."""
    return Ledger(
        by=job.by_id,
        reason=job.name,
        run=job.run,
        news=job.with_news,
        at=job.step_at,
        is_unattended=job.by_id is None and not starter_data.is_shipped(job),
    )


def _add_hidden(job: Import) -> bool:
    rows = next_rows(job, CHUNK_HIDDEN, new=True)
    if not rows:
        return False
    ledger = ledger_of(job)
    job.rows_applied += ChunkWriter(job, ledger, hidden=True).write(rows_to_write(job, rows))
    return True


def _finish(job: Import) -> None:
    ledger = ledger_of(job)
    hidden = connection.vendor == "sqlite"
    job.rows_applied = _show_hidden(job, ledger) if hidden else 0
    writer = ChunkWriter(job, ledger)
    job.at_depth = job.at_number = 0
    new = False if hidden else None
    with inserts_in_background():
        for some in _row_chunks(job, new=new):
            job.rows_applied += writer.write(rows_to_write(job, some))
            check_keys()  # of the rows written, while the next are composed
    ledger.close()


def _row_chunks(job: Import, *, new: bool | None) -> Iterator[list[ImportRow]]:
    """Rows that are written together, in the order in which they are written."""
    if importer_for(job.kind).entries:
        yield from _chunks_by_record(job)
        return
    while rows := next_rows(job, CHUNK_READ, new=new):
        yield from chunks(rows, CHUNK)


def _chunks_by_record(job: Import) -> Iterator[list[ImportRow]]:
    """All rows of a record stand together: they are one change of it."""
    rows = ImportRow.objects.filter(batch=job, record_id__isnull=False).defer("cells")
    some: list[ImportRow] = []
    ordered = rows.order_by("record_id", "number").iterator(CHUNK_READ)
    for _pk, of_record in groupby(ordered, lambda row: row.record_id):
        some += of_record
        if len(some) >= CHUNK:
            yield some
            some = []
    if some:
        yield some


def next_rows(job: Import, limit: int, *, new: bool | None) -> list[ImportRow]:
    """The next rows, each behind the one that it is part of; ``new``: with or without a record.

    ``at_depth`` and ``at_number`` of the import stand at the last of them afterwards.
    """
    rows = ImportRow.objects.filter(batch=job).defer("cells")
    if new is not None:
        rows = rows.filter(record_id__isnull=new)
    while True:
        chunk = list(rows.filter(depth=job.at_depth, number__gt=job.at_number).in_order()[:limit])
        if chunk:
            job.at_number = chunk[-1].number
            return chunk
        deeper = rows.filter(depth__gt=job.at_depth).order_by("depth")
        depth = deeper.values_list("depth", flat=True).first()
        if depth is None:
            return []
        job.at_depth, job.at_number = depth, 0


def _show_hidden(job: Import, ledger: Ledger) -> int:
    """Publish what was added so far, but for what somebody edited meanwhile. How many records."""
    count = 0
    model = importer_for(job.kind).model
    for made in _made(job):
        records = read_records(model, made)
        untouched = [record for record in records.values() if record.version == 1]
        same = model._default_manager.filter(pk__in=[record.pk for record in untouched])
        same.update(state=job.publish_as)
        ledger.announce(
            model,
            [
                RecordChange(
                    record.facts | {"state": job.publish_as}, pk=record.pk, changed=made[record.pk]
                )
                for record in untouched
            ],
        )
        count += len(records)
    organisations = read_records(Organisation, organisations_made(job))
    ledger.announce(
        Organisation,
        [RecordChange(record.facts, pk=record.pk) for record in organisations.values()],
    )
    return count


def _made(job: Import) -> Iterator[dict[int, list[str]]]:
    """Keys of the records that the import made, with the names of their facts, some at a time."""
    made = Revision.objects.filter(kind=record_kind(job.kind), run=job.run, version=1).order_by(
        "record_id"
    )
    for pairs in chunks(made.values_list("record_id", "changed").iterator(CHUNK), CHUNK):
        yield dict(pairs)


def rows_with_taken_slugs(job: Import) -> list[int]:
    """Rows of the file whose new record has an address that another record has by now."""
    model = importer_for(job.kind).model
    rows = ImportRow.objects.filter(batch=job, record_id=None).defer("cells")
    numbers: list[int] = []
    for some in chunks(rows.in_order().iterator(CHUNK), CHUNK):
        slugs = {result.facts.get("slug"): row.number for row, result in rows_to_write(job, some)}
        owners = model._default_manager.filter(slug__in=slugs).values_list("pk", "slug")
        numbers_of = {pk: slugs[slug] for pk, slug in owners}
        ours = Revision.objects.filter(
            kind=record_kind(job.kind), run=job.run, version=1, record_id__in=numbers_of
        )
        for pk in ours.values_list("record_id", flat=True):
            numbers_of.pop(pk)
        numbers += numbers_of.values()
    return sorted(numbers)
