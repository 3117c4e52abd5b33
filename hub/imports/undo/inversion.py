"""The way back: the journal backwards, for the records that nobody touched since.

Untouched records return to exactly what they were: every column and every row beside them, with
their old keys. Three things move on and never back, since locks and caches go by them: a record's
``version`` and ``index_seq``, and ``SearchState.seq``. The ledger keeps what happened: the import's
revisions stay, and the undoing adds one of its own. News that the import told is taken away.

A record that was edited since, or that something else points at by now, is left as it is and
listed, for a person to decide (``hub.imports.undo.edited_records``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models.classified import ClassifiedRecord
from hub.imports.apply.apply import HIDDEN, check_keys, demand_unchanged, lines_left
from hub.imports.apply.index_stamps import model_of_kind, some, stamp
from hub.imports.apply.journal import Journal, Values, blank_row
from hub.imports.apply.keys import Keys
from hub.imports.apply.new_organisations import unmake
from hub.imports.apply.planner import RecordsChanged
from hub.imports.apply.sql_writer import do, model_of
from hub.imports.models import Import, JournalEntry, SourceRecordState
from hub.imports.record_types import importer_for
from hub.imports.undo.rollback import relations_to, take_away
from hub.records.models import Removed, Revision, SearchState, Source

LINES = 20  # of the journal turned round in one step
BACK, THERE = JournalEntry.Way.BACK, JournalEntry.Way.THERE


def versions_written(batch: Import, pks: Iterable[int]) -> dict[int, int]:
    """The versions that the import itself gave these records; others are missing."""
    found = Revision.objects.filter(kind=batch.kind, record_id__in=list(pks), run=batch.run)
    return dict(found.values_list("record_id", "version"))


def as_left(batch: Import, written: dict[int, int]) -> dict[int, int]:
    """Those of the records that are as the import left them: the version that each has by now.

    That is another where later imports wrote a record and were undone since.
    """
    there = model_of_kind(batch.kind)._default_manager.filter(pk__in=written)
    now = dict(there.values_list("pk", "version"))
    later = [pk for pk, version in now.items() if version != written[pk]]
    runs: dict[int, list[str]] = {pk: [] for pk in later}
    since = Revision.objects.filter(kind=batch.kind, record_id__in=later)
    for pk, version, run in since.values_list("record_id", "version", "run"):
        if version > written[pk]:
            runs[pk].append(run)
    back = {pk for pk in later if _came_back(runs[pk], now[pk] - written[pk])}
    return {pk: version for pk, version in now.items() if pk not in runs or pk in back}


def _came_back(runs: list[str], steps: int) -> bool:
    """Whether each of the steps since is an import or its undoing, and none lacks the other."""
    there = {run for run in runs if run.startswith("import:") and run.count(":") == 1}
    return len(runs) == steps and sorted(runs) == sorted(there | {f"{run}:undo" for run in there})


def untouched(batch: Import, pks: Iterable[int]) -> dict[int, int]:
    """Those of the import's records that are as it left them, and that nothing new points at.

    The version that each has, by key.
    """
    written = versions_written(batch, pks)
    same = as_left(batch, written)
    used = in_use(batch, model_of_kind(batch.kind), {pk for pk in same if written[pk] == 1})
    return {pk: version for pk, version in same.items() if pk not in used}


def only_remembered(batch: Import, lines: Iterable[JournalEntry]) -> set[int]:
    """Lines of ``SourceRecordState`` whose record the import left, and nobody wrote since."""
    told = {
        after["id"]: record
        for line in lines if model_of(line) is SourceRecordState
        for after, record in zip(line.after(), line.records, strict=True)
    }  # fmt: skip
    written = versions_written(batch, {pk for pk in told.values() if pk is not None})
    alone = [pk for pk, record in told.items() if record not in written]
    same = SourceRecordState.objects.filter(pk__in=alone, batch=batch)
    return set(same.values_list("pk", flat=True))


def in_use(batch: Import, model: type[ClassifiedRecord], new: set[int]) -> set[int]:
    """Those of the new records that rows of others point at.

    Rows of the record itself are no others: whoever edits them raises its version.
    """
    found: set[int] = set()
    if not new:
        return found
    own = {(part.model, part.parent) for part in importer_for(batch.kind).parts}
    for relation in relations_to(model):
        rows: Any = relation.related_model
        name = relation.field.attname
        if (rows, name) in own:
            continue
        pointing = rows._default_manager.filter(**{f"{name}__in": new}).values_list("pk", name)
        pairs = list(pointing)
        if rows is model:
            ours = versions_written(batch, [pk for pk, _record in pairs])
            pairs = [(pk, record) for pk, record in pairs if ours.get(pk) != 1]
        found.update(record for _pk, record in pairs)
    elsewhere = SourceRecordState.objects.filter(kind=batch.kind, record_id__in=new)
    elsewhere = elsewhere.exclude(source=batch.source_id)
    return found | set(elsewhere.values_list("record_id", flat=True))


def turn_next(batch: Import) -> bool:
    """Turn some lines of the journal round, the newest first; False once all are.

    ``at_number`` is the position of the last line that was turned.
    """
    lines = JournalEntry.objects.filter(batch=batch, way=THERE).order_by("-position")
    if batch.at_number:
        lines = lines.filter(position__lt=batch.at_number)
    some_lines = list(lines[:LINES])
    if not some_lines:
        return False
    records = {pk for line in some_lines for pk in line.records if pk is not None}
    turning = _Turning(batch, untouched(batch, records), only_remembered(batch, some_lines))
    for line in some_lines:
        turning.turn(line)
    turning.journal.close()
    batch.at_number = some_lines[-1].position
    return True


class _Turning:
    """Some lines on their way back, for the records in ``versions``, and ``alone``."""

    def __init__(self, batch: Import, versions: dict[int, int], alone: set[int]) -> None:
        self.batch, self.versions, self.alone = batch, versions, alone
        self.model = model_of_kind(batch.kind)
        self.journal, self.keys = Journal(batch, BACK), Keys()
        told = {"kind": batch.kind, "at": timezone.now(), "run": f"{batch.run}:undo"}
        reason = _("Undone: %(name)s") % {"name": batch.name}
        self.revision = blank_row(Revision) | told | {"reason": reason[:500]}

    def turn(self, line: JournalEntry) -> None:
        model = model_of(line)
        if model in (Revision, Source):
            return
        after = list(line.after())
        alone = self.alone if model is SourceRecordState else set()
        places = [
            place
            for place, pk in enumerate(line.records)
            if pk in self.versions or (alone and after[place]["id"] in alone)
        ]
        for place in places:
            record = line.records[place]
            version = self.versions.get(record, 0)
            own = model is self.model
            if line.op == JournalEntry.Op.INSERT:
                gone: Values = {"id": after[place]["id"]} | ({"version": version} if own else {})
                self.journal.delete(model, gone, record=record, early=line.early)
            elif line.op == JournalEntry.Op.UPDATE:
                was, now = line.before[place], after[place]
                if own:
                    was, now = was | {"version": version + 1}, now | {"version": version}
                self.journal.update(model, was, now, record=record)
            else:
                self.journal.insert(model, line.before[place], record=record, shared={})
        if model is self.model:
            self._tell([line.records[place] for place in places])

    def _tell(self, pks: list[int]) -> None:
        """The ledger says what the record was, also of one that is gone: its history stays."""
        was = dict(
            Revision.objects.filter(
                kind=self.batch.kind, record_id__in=pks, run=self.batch.run
            ).values_list("record_id", "changed")
        )
        for pk, stored in importer_for(self.batch.kind).stored(pks).items():
            values: Values = {"id": self.keys.next(Revision._meta.db_table), "record_id": pk}
            values |= {"version": stored.version + 1, "before": stored.facts}
            self.journal.insert(
                Revision, values | {"changed": was[pk]}, record=pk, shared=self.revision
            )


def go_back_next(batch: Import) -> bool:
    """Do the next part of the way back, in a transaction of the caller's; False once it is done.

    The first part is all that readers see. The rows of records that were new, hidden by then, go
    afterwards: in lines of 200 on SQLite, in the same transaction on PostgreSQL.
    Raises Changed when a record was edited since its line was turned.
    """
    left = lines_left(batch, BACK)
    if left.filter(early=False).exists() or not _has_begun(batch):
        _hide_and_restore(batch)
    early = left.filter(early=True)
    if connection.vendor == "sqlite":
        line = early.first()
        if line is not None:
            _done(line)
            return True
    for line in early:
        _done(line)
    check_keys()
    kept = unmake(batch)
    if kept:
        batch.sentence = _(
            "Organisations that this import made are in use elsewhere or were edited, and stay: "
            "%(names)s"
        ) % {"names": ", ".join(kept)}
    for line in JournalEntry.objects.filter(batch=batch, way=THERE, table=Source._meta.label_lower):
        take_away(line)
    return False


def _has_begun(batch: Import) -> bool:
    return JournalEntry.objects.filter(batch=batch, way=BACK, done=True).exists()


def _done(line: JournalEntry) -> None:
    do(line)
    JournalEntry.objects.filter(pk=line.pk).update(done=True)


def _hide_and_restore(batch: Import) -> None:
    model = model_of_kind(batch.kind)
    demand_unchanged(batch, model, BACK)
    late = lines_left(batch, BACK).filter(early=False)
    restored: list[int] = []
    for op in (JournalEntry.Op.DELETE, JournalEntry.Op.UPDATE, JournalEntry.Op.INSERT):
        for line in late.filter(op=op):
            do(line)
            if model_of(line) is model and op == JournalEntry.Op.UPDATE:
                restored += line.records
    late.update(done=True)
    own = lines_left(batch, BACK).filter(early=True, table=model._meta.label_lower)
    hidden = [pk for records in own.values_list("records", flat=True) for pk in records]
    if not hidden and not restored:
        return
    demand_unused(batch, model, hidden)
    seq = SearchState.raise_seq()
    for pks in some(hidden):
        model._default_manager.filter(pk__in=pks).update(index_seq=seq, **HIDDEN)
        Removed.objects.bulk_create(Removed(kind=model.kind, record_id=pk, seq=seq) for pk in pks)
    stamp(model, [], restored, seq)


def demand_unused(batch: Import, model: type[ClassifiedRecord], pks: list[int]) -> None:
    """Raises Changed where something came to point at a record since its line was turned."""
    for chunk in some(pks, 1000):
        if in_use(batch, model, set(chunk)):
            raise RecordsChanged([])


def begin_again(batch: Import) -> None:
    """Forget what was turned round: some record changed since."""
    JournalEntry.objects.filter(batch=batch, way=BACK).delete()
    batch.at_number = 0
