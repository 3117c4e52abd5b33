"""Decided rows of a file, written as changes of records, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hub.imports.apply.new_organisations import make_organisations
from hub.imports.apply.parent_rows import mark_left_out, with_parents
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import RowOutcome, row_outcome
from hub.records.bulk_rows import Columns, insert_rows, update_rows
from hub.records.link_tables import MissingLink
from hub.records.models import Ledger, RecordChange
from hub.records.stored_records import StoredRecord

Decided = tuple[ImportRow, RowOutcome]


class RecordsChanged(Exception):  # noqa: N818 - nothing went wrong, somebody was at work meanwhile
    """Records that were changed since they were checked; ``numbers`` are their rows."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(f"{len(numbers)} records were changed since the check")
        self.numbers = numbers


class RowsInTheWay(Exception):  # noqa: N818 - a person decided two things that cannot both be
    """Rows that cannot both be written; ``sentence`` says which and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def rows_to_write(job: Import, rows: Iterable[ImportRow]) -> list[Decided]:
    """The rows that are written, and those whose source is to be remembered."""
    rows_decided = []
    for row in rows:
        row.batch = job
        result = row_outcome(row)
        if result.write or (result.record_id is not None and result.values):
            rows_decided.append((row, result))
    return rows_decided


class ChunkWriter:
    """Writes rows of one import into one ledger. ``hidden``: new records stay drafts for now."""

    def __init__(self, job: Import, ledger: Ledger, *, hidden: bool = False) -> None:
        self.job, self.ledger, self.hidden = job, ledger, hidden
        self.importer = importer_for(job.kind)
        self.sources_made = 0
        self.row_of_record: dict[int, int] = {}  # primary key -> number of the row that changes it

    @property
    def earlier_states(self) -> QuerySet[SourceRecordState]:
        """What the source said in other imports."""
        return SourceRecordState.objects.filter(source=self.job.source_id)

    @cached_property
    def is_known_source(self) -> bool:
        """Whether it said anything before: a first import need not look for each of its rows."""
        return self.earlier_states.exclude(batch=self.job).exists()

    def write(self, rows: Sequence[Decided]) -> int:
        """How many records were made or changed. Raises RecordsChanged or RowsInTheWay."""
        rows = with_parents(self.job, rows, self.importer)
        pks = [result.record_id for _row, result in rows if result.record_id is not None]
        stored = self.importer.stored(pks, lock=True)
        # First: a record that an earlier chunk has changed is no longer as it was checked.
        if not self.importer.entries:
            self._refuse_doubles(rows)
        refuse_changed(rows, stored)
        make_organisations(self.job, rows, self.ledger, announce=not self.hidden)
        state = "draft" if self.hidden else self.job.publish_as
        changes = self._changes(rows, stored, state)
        self.importer.agree(changes.values())
        self._write_changes(rows, changes)
        written = [
            (row, result) for row, result in rows if row.verdict != ImportRow.Verdict.PROBLEM
        ]
        before = {row.number: _before_of(changes.get(row.number)) for row, _result in written}
        self._remember(written, changes, before)
        made = self.ledger.keys.made[self.sources_made :]
        self.sources_made += len(made)
        if made and rows:
            before.setdefault(rows[0][0].number, {})["sources"] = made
        pk_of = {row.number: row.pk for row, _result in rows}
        update_rows(ImportRow, (
            {"id": pk_of[number], "before": values} for number, values in before.items() if values
        ))  # fmt: skip
        return len({change.pk for change in changes.values() if change.changed})

    def _changes(
        self, rows: Sequence[Decided], stored: Mapping[int, StoredRecord], state: str
    ) -> dict[int, RecordChange]:
        """What is written, by the number of its row; rows that add to one record share a change."""
        name = self.importer.entries
        added: dict[int, list[Any]] = {}
        for _row, result in rows if name else ():
            if result.write:
                added.setdefault(result.record_id or 0, []).extend(result.facts[name])
        of_record = {
            pk: self.importer.change({name: entries}, stored[pk]) for pk, entries in added.items()
        }
        return {
            row.number: of_record.get(result.record_id or 0)
            or self.importer.change(
                result.facts, stored.get(result.record_id or 0), state=state, number=row.number
            )
            for row, result in rows
            if result.write
        }

    def _refuse_doubles(self, rows: Iterable[Decided]) -> None:
        """Two rows of the import that stand for one record would overwrite each other."""
        for row, result in rows:
            if result.write and result.record_id is not None:
                number = self.row_of_record.setdefault(result.record_id, row.number)
                if number != row.number:
                    sentence = _(
                        "Rows %(first)d and %(second)d stand for one record. Leave one of them out."
                    )
                    raise RowsInTheWay(sentence % {"first": number, "second": row.number})

    def _write_changes(self, rows: Sequence[Decided], changes: dict[int, RecordChange]) -> None:
        """Those that would contradict themselves are left out, and their rows say so."""
        try:
            refused = self.ledger.write(
                self.importer.model,
                list({id(change): change for change in changes.values()}.values()),
                announce=not self.hidden,
            )
        except MissingLink as missing:
            raise RecordsChanged(self._naming(missing, changes)) from missing
        if not refused:
            return
        sentences = {id(change): problems for change, problems in refused}
        numbers = {number for number, change in changes.items() if id(change) in sentences}
        mark_left_out(
            self.job,
            [
                (row, " ".join(sentences[id(changes[row.number])]), "contradiction")
                for row, _result in rows
                if row.number in numbers
            ],
        )
        for number in numbers:
            changes.pop(number)

    def _naming(self, missing: MissingLink, changes: dict[int, RecordChange]) -> list[int]:
        """Rows that name what is not there any more."""
        return [
            number
            for number, change in changes.items()
            for table in self.importer.model.tables()
            if table.identity
            if any(
                (model, named) == (missing.model, missing.named)
                for model, _fields, named in table.named(change.after)
            )
        ]

    def _remember(
        self,
        rows: Sequence[Decided],
        changes: dict[int, RecordChange],
        before: dict[int, dict[str, Any]],
    ) -> None:
        """What the source said, so that the next file is compared with it and not with an edit."""
        keys = {row.key for row, _result in rows if row.key}
        states = self.earlier_states.filter(key__in=keys) if self.is_known_source else ()
        existing = {state.key: state for state in states}
        new: list[Columns] = []
        changed: list[Columns] = []
        for row, result in rows:
            if not row.key:
                continue
            pk = changes[row.number].pk if result.record_id is None else result.record_id
            stated = {"values": result.values, "kept": result.refused, "record_id": pk}
            state = existing.get(row.key)
            if state is None:
                key = {"source_id": self.job.source_id, "key": row.key}
                new.append(key | stated | {"kind": self.importer.name, "batch_id": self.job.pk})
            elif any(getattr(state, name) != value for name, value in stated.items()):
                previous = {name: getattr(state, name) for name in stated}
                before[row.number]["source"] = previous | {"import_id": state.batch_id}
                changed.append({"id": state.pk, "batch_id": self.job.pk} | stated)
        insert_rows(SourceRecordState, new)
        update_rows(SourceRecordState, changed)


def _before_of(change: RecordChange | None) -> dict[str, Any]:
    """What undoing needs to know of a changed record beside its revision."""
    if change is None or change.stored is None or not change.changed:
        return {}
    before: dict[str, Any] = {"updated_at": change.stored.columns["updated_at"]}
    if change.replaced_links:
        before["links"] = change.replaced_links
    if change.hidden_news:
        before["news"] = change.hidden_news
    if change.freed_slug:
        before["former_slug"] = True
    return before


def refuse_changed(rows: Iterable[Decided], stored: dict[int, StoredRecord]) -> None:
    """Whoever edits a record raises its version: what was checked is there no longer."""
    numbers = []
    for row, result in rows:
        if result.record_id is None:
            continue
        record = stored.get(result.record_id)
        checked = row.version if result.record_id == row.record_id else None
        if record is None or checked not in (None, record.version):
            numbers.append(row.number)
    if numbers:
        raise RecordsChanged(numbers)
