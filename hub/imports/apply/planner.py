"""From decided rows to lines of the journal, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils import timezone

from hub.imports.apply.journal import Journal, Values, blank_row
from hub.imports.apply.keys import Address, Keys
from hub.imports.apply.new_organisations import with_made
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import current_lookup
from hub.imports.record_types.parts import TableWrite
from hub.imports.record_types.record_plan import RecordPlan, Stored
from hub.records.models import Change, FormerSlug, Revision, Source
from hub.records.models.ledger import Facts

CHUNK = 1000  # rows written down in one transaction


class DecidedRow(NamedTuple):
    """What is to be written of a row: ``facts`` are those to be set, none where all is as it was.

    ``record_id``: None for a new record. ``values`` and ``kept``: for ``SourceRecordState``.
    """

    row: ImportRow
    record_id: int | None
    facts: Facts
    values: Facts
    kept: Facts


class RecordsChanged(Exception):  # noqa: N818 - nothing went wrong, somebody was at work meanwhile
    """Records that were changed since they were checked; ``numbers`` are their rows."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(f"{len(numbers)} records were changed since the check")
        self.numbers = numbers


def prepare(
    batch: Import, asked: Sequence[DecidedRow], kind: RecordImporter, position: int = 0
) -> None:
    """Write down what these rows change. Raises Changed before anything is written.

    ``position`` of the first line in the journal; 0: behind those that are there.
    """
    if asked:
        ChunkPlanner(batch, asked, kind, position).write()


class ChunkPlanner:
    """What is known of the rows of one chunk, and the journal that they go into."""

    def __init__(
        self, batch: Import, asked: Sequence[DecidedRow], kind: RecordImporter, position: int = 0
    ) -> None:
        self.batch, self.asked, self.kind = batch, asked, kind
        self.at = (batch.step_at or timezone.now()).isoformat()
        self.names = current_lookup()
        there = {one.record_id for one in asked if one.record_id is not None}
        self.stored = kind.stored(there, self.names)
        refuse_changed(asked, self.stored)
        self.keys, self.journal = Keys(addresses(asked)), Journal(batch, position=position)
        found = with_made(batch, asked, self.names, self.keys, self.journal, self.at)
        self.names, lost = found
        if lost:
            raise RecordsChanged(lost)
        self.tables = {model._meta.db_table: model for model in apps.get_models()}
        self.blanks: dict[type[models.Model], Values] = {}
        shared = {"kind": kind.name, "at": self.at}
        run = {"by_id": batch.by_id, "run": batch.run, "reason": batch.name[:500]}
        self.revision = blank_row(Revision) | shared | run
        self.change = blank_row(Change) | shared | {"seq": 0}
        self.imported = blank_row(SourceRecordState) | {"kind": kind.name, "import_id": batch.pk}
        self.imported |= {"source_id": batch.source_id}

    def write(self) -> None:
        remembered = self._remembered()
        for one in self.asked:
            pk = one.record_id
            if pk is None or one.facts:
                pk = self._record(one)
            if one.row.key:
                self._remember(one, pk, remembered.get(one.row.key))
        for (url, title), pk in self.keys.made.items():
            values: Values = {"id": pk, "url": url, "title": title}
            self.journal.insert(Source, values, record=None, early=True, done=True)
        self.journal.close()

    def _remembered(self) -> dict[str, SourceRecordState]:
        lines = SourceRecordState.objects.filter(source=self.batch.source_id)
        if not lines.exists():  # the first import of a source need not ask for each of its rows
            return {}
        keys = {one.row.key for one in self.asked if one.row.key}
        return {line.key: line for line in lines.filter(key__in=keys)}

    def _record(self, one: DecidedRow) -> int:
        stored = self.stored[one.record_id] if one.record_id is not None else None
        plan = self.kind.plan(
            one.facts,
            stored,
            self.keys,
            now=self.at,
            state=self.batch.publish_as,
            number=one.row.number,
            names=self.names,
        )
        if plan.changed:
            for line in plan.lines:
                self._write(line, plan.pk, one.row.number, new=stored is None)
            self._tell(plan)
            if stored is not None and plan.slug != stored.slug:
                values = {"id": self.keys.next(FormerSlug._meta.db_table), "slug": stored.slug}
                values |= {"kind": self.kind.name, "record_id": plan.pk}
                self.journal.insert(FormerSlug, values, record=plan.pk)
        return plan.pk

    def _write(self, line: TableWrite, pk: int, number: int, *, new: bool) -> None:
        model = self.tables[line.table]
        own = number if model is self.kind.model else None
        if line.op == "insert":
            assert line.values is not None  # noqa: S101 - an insert has values
            blank = self._blank(model)
            values = line.values
            if own is not None:
                # A record has forty columns, of which a file speaks of ten.
                rest = {name: value for name, value in values.items() if blank.get(name) != value}
                values = rest | {"id": line.pk}
            self.journal.insert(model, values, record=pk, early=new, number=own, shared=blank)
        elif line.op == "update":
            values, before = line.values or {}, line.before or {}
            if values:
                key = {"id": line.pk}
                self.journal.update(model, key | values, key | before, record=pk, number=own)
        else:
            self.journal.delete(model, line.before or {}, record=pk)

    def _blank(self, model: type[models.Model]) -> Values:
        """What most new rows of a table have alike."""
        if model not in self.blanks:
            self.blanks[model] = blank_row(model)
            if model is self.kind.model:
                common = {"state": self.batch.publish_as, "version": 1}
                self.blanks[model] |= common | {"created_at": self.at, "updated_at": self.at}
        return self.blanks[model]

    def _tell(self, plan: RecordPlan) -> None:
        """The lines of the ledger, as ``hub.records.models.ledger.LedgerEntry`` writes them."""
        new = plan.before is None
        values: Values = {"id": self.keys.next(Revision._meta.db_table), "record_id": plan.pk}
        values |= {"version": plan.version, "before": plan.before, "changed": plan.changed}
        self.journal.insert(Revision, values, record=plan.pk, early=new, shared=self.revision)
        was_out = plan.before is not None and plan.before["state"] == "published"
        if not self.batch.with_news or not (was_out or plan.after["state"] == "published"):
            return
        for what in self.kind.news(plan):
            values = {"id": self.keys.next(Change._meta.db_table), "record_id": plan.pk}
            values |= {"slug": plan.slug, "title": plan.title, "what": what}
            values |= {"facts": plan.changed, "visibility": plan.visibility}
            self.journal.insert(Change, values, record=plan.pk, shared=self.change)

    def _remember(self, one: DecidedRow, pk: int, there: SourceRecordState | None) -> None:
        """What the source said, so that the next file is compared with it and not with an edit."""
        values: Values = {"values": one.values, "kept": one.kept, "record_id": pk}
        if there is None:
            new = values | {
                "id": self.keys.next(SourceRecordState._meta.db_table),
                "key": one.row.key,
            }
            early = one.record_id is None
            self.journal.insert(
                SourceRecordState, new, record=pk, early=early, shared=self.imported
            )
        elif any(getattr(there, name) != value for name, value in values.items()):
            before = {name: getattr(there, name) for name in values}
            key = {"id": there.pk}
            self.journal.update(
                SourceRecordState,
                key | values | {"import_id": self.batch.pk},
                key | before | {"import_id": there.batch_id},
                record=pk,
            )


def refuse_changed(asked: Iterable[DecidedRow], stored: dict[int, Stored]) -> None:
    """Whoever edits a record raises its version: what was checked is there no longer."""
    numbers = []
    for one in asked:
        if one.record_id is None:
            continue
        there = stored.get(one.record_id)
        checked = one.row.version if one.record_id == one.row.record_id else None
        if there is None or checked not in (None, there.version):
            numbers.append(one.row.number)
    if numbers:
        raise RecordsChanged(numbers)


def addresses(asked: Iterable[DecidedRow]) -> set[Address]:
    """The sources that rows cite."""
    return {
        (url, title)
        for one in asked
        for _subject, url, title, _note in one.facts.get("citations") or ()
    }
