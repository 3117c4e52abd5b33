"""A record as it would be with other facts: written, read, and rolled back.

Forms and pages of a record read the database. So facts that nobody may see yet are written to it in
a transaction that never commits; what is made there of the record is made by the code that makes it
of any other, and nothing else ever sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from hub.records import removal_journal
from hub.records.cache_bypass import bypass_caches
from hub.records.link_tables import Facts, LinkTable
from hub.records.models.ledger import Ledger, RecordChange
from hub.records.stored_records import StoredRecord, read_records

if TYPE_CHECKING:
    from hub.records.models.record import Record

# Keys of rows that are only written here: the same each time, so that a form finds its rows again.
FIRST_ROW_KEY = 9 * 10**17


@dataclass(frozen=True)
class Preview:
    """Whose page is shown with facts that are not public, and the sentence above it."""

    kind: str
    pk: int
    banner: str


_shown: ContextVar[Preview | None] = ContextVar("record_preview", default=None)


def preview_of_record(record: Record) -> Preview | None:
    """The preview that is being made of this record; None on every other page."""
    shown = _shown.get()
    return shown if shown and (shown.kind, shown.pk) == (record.kind, record.pk) else None


def previewed_key(model: type[Record]) -> int | None:
    """The key of the record of this kind of which a preview is being made."""
    shown = _shown.get()
    return shown.pk if shown is not None and shown.kind == model.kind else None


@contextmanager
def record_with_facts(
    model: type[Record], pk: int, facts: Facts, *, banner: str = "", by: int | None = None
) -> Iterator[StoredRecord]:
    """Within, the record has these facts, in this connection alone; nothing of it is ever stored.

    Gives the record as it is stored. No cache of this process keeps what is read, no journal notes
    what is written, no number is raised, and nothing that waits for a commit is done. Raises
    Model.DoesNotExist where the record is gone, MissingLink where the facts name what is not there,
    and IntegrityError where another record has an address of theirs.
    """
    token = _shown.set(Preview(model.kind, pk, banner))
    try:
        with bypass_caches(), removal_journal.suspended(), transaction.atomic():
            try:
                yield _write(model, pk, facts, by)
            finally:
                transaction.set_rollback(True)
    finally:
        _shown.reset(token)


def _write(model: type[Record], pk: int, facts: Facts, by: int | None) -> StoredRecord:
    stored = read_records(model, [pk], lock=True).get(pk)
    if stored is None:
        raise model.DoesNotExist(f"{model._meta.label} {pk} is gone.")
    change = RecordChange(facts, stored)
    with transaction.atomic():  # what is refused leaves the caller's transaction usable
        Ledger(by=by).write(model, [change], announce=False, refuse=False)
        for table in model.tables():
            _give_keys(model, table, stored)
    return stored


def _give_keys(model: type[Record], table: LinkTable, stored: StoredRecord) -> None:
    """Have the rows that are written here have keys that are the same every time."""
    there = {row["id"] for row in stored.links.get(table.fact, ())}
    rows = table.read([stored.pk]).get(stored.pk, [])
    for number, row in enumerate(row for row in rows if row["id"] not in there):
        key = FIRST_ROW_KEY + number
        table.model._default_manager.filter(id=row["id"]).update(id=key)
        for other in model.tables():
            for link in other.link_columns:
                if link.model is table.model:
                    pointing = {other.parent: stored.pk, link.column: row["id"]}
                    other.model._default_manager.filter(**pointing).update(**{link.column: key})
