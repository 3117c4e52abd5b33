"""Removing what was decided on, in bounded batches that any worker takes up where one was killed.

A round goes over the facts of all records, which the ledger writes, then over every table. Rounds
follow until one has found nothing: so what was written meanwhile goes, too. Each batch is one
transaction with the note of where it came to; what is replaced is not found again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.curation.purging.purge import mails_with
from hub.curation.purging.record_facts import write_facts
from hub.curation.purging.stored_texts import (
    DELETED,
    Place,
    columns_without,
    places_in,
    searched_tables,
    take_out,
)
from hub.curation.redaction.kept_copies import remove_copies
from hub.curation.redaction.models import RedactedRecord, Redaction
from hub.curation.redaction.redacted_names import RedactedNames
from hub.curation.redaction.sealed_request import names_of
from hub.imports.models import Import, ImportRow
from hub.outbox.models import Mail
from hub.records.bulk_rows import chunks, overwrite_rows
from hub.records.database_clock import now_in_database
from hub.records.models import Record, SearchState
from hub.records.registry import record_types
from hub.records.stored_records import read_records

ROWS, RECORDS = 500, 100  # of one batch
SECONDS = 40.0  # of one task: well below the limit of a worker
FACTS, TABLE, MAILS = "facts ", "table ", "mails"
State = Redaction.State
Change = tuple[Place, dict[str, Any]]  # a row, and what is written into its columns


def run_due(seconds: float = SECONDS) -> bool:
    """Work on what was decided, for so long; whether anything is left."""
    end = time.monotonic() + seconds
    for pk in list(Redaction.objects.at_work().order_by("pk").values_list("pk", flat=True)):
        while take_step(pk):
            if time.monotonic() > end:
                return True
    return False


def run_whole(pk: int) -> Redaction:
    """All of one, however long it takes; within the caller's transaction where there is one."""
    while take_step(pk):
        pass
    return Redaction.objects.get(pk=pk)


def take_step(pk: int) -> bool:
    """One batch; whether there is another. Safe to be called by several workers at once.

    Raises OSError where a copy cannot be removed: the next call tries again.
    """
    with transaction.atomic():
        row = Redaction.objects.select_for_update().get(pk=pk)
        if row.state == State.APPLYING:
            names = names_of(row)
            if names is None:
                Redaction.objects.filter(pk=pk).update(problem=_unreadable())
                return False
            _Batch(row, names).run()
            row.save()
            return True
        if row.state != State.CLEARING:
            return False
        names = names_of(row)
    if names is not None:
        remove_copies(names)
    done = {"state": State.DONE, "sealed": "", "progress": {}, "finished_at": now_in_database()}
    Redaction.objects.filter(pk=pk, state=State.CLEARING).update(**done)
    return False


def _unreadable() -> str:
    return _("The text cannot be read any more: the keys of the site are others.")


def stages() -> list[str]:
    """What a round goes over, in its order."""
    tables = [model._meta.label for model in searched_tables()]
    return [
        *(f"{FACTS}{kind}" for kind in record_types),
        *(f"{TABLE}{label}" for label in tables),
        MAILS,
    ]


class _Batch:
    """The next batch of a redaction, whose row the caller has locked and saves."""

    def __init__(self, row: Redaction, names: RedactedNames) -> None:
        self.row, self.names = row, names
        self.by = row.decided_by
        self.mark = f"-{row.pk}"

    def run(self) -> None:
        order = stages()
        stage = self.row.progress.get("stage", order[0])
        if stage not in order:  # of another release: from the beginning, which does no harm
            stage, self.row.progress = order[0], {}
        if stage == MAILS:
            self._empty_mails()
            self._end_round(order[0])
            return
        after = self.row.progress.get("after")
        name = stage.removeprefix(FACTS).removeprefix(TABLE)
        if stage.startswith(FACTS):
            last = self._write_records(record_types[name].model, after or 0)
        else:
            last = self._rewrite_rows(apps.get_model(name), after)
        following = stage if last is not None else order[order.index(stage) + 1]
        self.row.progress |= {"stage": following, "after": last}

    def _end_round(self, first: str) -> None:
        if self.row.progress.get("changed"):
            self.row.progress = {"stage": first, "after": None, "changed": 0}
            return
        SearchState.begin_epoch()
        self.row.state, self.row.progress = State.CLEARING, {}

    def _count(self, changed: int) -> None:
        self.row.places += changed
        self.row.progress["changed"] = self.row.progress.get("changed", 0) + changed

    # Records

    def _write_records(self, model: type[Record], after: int) -> int | None:
        """The key of the last record that was written; None where no other holds anything."""
        tables = [model, *(table.model for table in model.tables())]
        holding = {
            place.record[1]
            for table in tables
            for place in places_in(table, self.names.is_in, None, *self.names.probes)
            if place.record is not None and place.record[1] > after
        }
        keys = sorted(holding)[:RECORDS]
        if not keys:
            return None
        self._write_versions(model, keys)
        self._count(len(keys))
        return keys[-1]

    def _write_versions(self, model: type[Record], keys: Collection[int]) -> None:
        """A version without it, whose reason is the tombstone in the record's history."""
        stored = list(read_records(model, keys, lock=True).values())
        try:
            with transaction.atomic():
                write_facts(self.names, model, stored, by=self.by, reason=tombstone(), mark="")
        except IntegrityError:  # what is written instead must be there once only
            for record in stored:
                self._write_alone(model, record)
        RedactedRecord.objects.bulk_create(
            [
                RedactedRecord(redaction=self.row, record_kind=model.kind, record_id=record.pk)
                for record in stored
            ],
            ignore_conflicts=True,
        )

    def _write_alone(self, model: type[Record], record: Any) -> None:
        try:
            with transaction.atomic():
                write_facts(
                    self.names, model, [record], by=self.by, reason=tombstone(),
                    mark=f"{self.mark}-{record.pk}",
                )  # fmt: skip
        except IntegrityError:  # its rows are rewritten in place, after all records
            self.row.problem = f"{model.kind} {record.pk}"

    # Rows

    def _rewrite_rows(self, model: type[models.Model], after: Any) -> Any:
        """The key of the last row of the batch; None where no other holds anything."""
        start = after if after is not None else _before_all(model)
        found = places_in(model, bool, None, *self.names.probes, after=start)
        with closing(found):  # its cursor ends with the transaction
            rows = list(islice(found, ROWS))
        if not rows:
            return None
        changes = list(filter(None, (_change_of(row, self.names) for row in rows)))
        places = [place for place, _columns in changes]
        if model is ImportRow:
            _delete_files(places)
        _rewrite(model, changes, self.names)
        self._count(len(places))
        self._note_histories({place.record for place in places if place.record is not None})
        return rows[-1].pk

    def _note_histories(self, records: set[tuple[str, int]]) -> None:
        """Tombstones for records in whose history alone it stood."""
        for kind in {kind for kind, _pk in records if kind in record_types}:
            keys = {pk for of, pk in records if of == kind}
            noted = self.row.records.filter(record_kind=kind, record_id__in=keys)
            left = keys.difference(noted.values_list("record_id", flat=True))
            for some in chunks(sorted(left), RECORDS):
                self._write_versions(record_types[kind].model, some)

    def _empty_mails(self) -> None:
        """What waits is not sent; of what is kept the text goes."""
        keys = mails_with(self.names)
        rows = Mail.objects.filter(pk__in=keys)
        rows.take_back()
        rows.update(sealed_message="")
        self._count(len(keys))


def tombstone() -> str:
    """What the history says: that and when something went, and not what."""
    today = date_format(now_in_database().date(), "Y-m-d")
    sentence = _("Something was removed from this record on %(date)s, at the request of a person.")
    return sentence % {"date": today}


def _before_all(model: type[models.Model]) -> Any:
    return 0 if isinstance(model._meta.pk, models.IntegerField) else ""


def _change_of(row: Place, names: RedactedNames) -> Change | None:
    """The columns of a row that hold it, and what is written there; None where none does."""
    columns = columns_without(row, names, "")
    changed = {name: value for name, value in columns.items() if value != row.columns[name]}
    if not changed:
        return None
    return replace(row, columns={name: row.columns[name] for name in changed}), changed


def _rewrite(model: type[models.Model], changes: Sequence[Change], names: RedactedNames) -> None:
    """Many rows at once; one by one where two of them would become the same."""
    may_be_many = model._meta.pk.attname == "id" and model._meta.label not in DELETED
    try:
        with transaction.atomic():
            if not may_be_many:
                raise IntegrityError
            overwrite_rows(model, ({"id": place.pk} | columns for place, columns in changes))
    except IntegrityError:
        for place, _columns in changes:
            take_out(place, names)


def _delete_files(places: Sequence[Place]) -> None:
    """Files of imports go as a whole: nobody can take a part out of them."""
    batches = ImportRow.objects.filter(pk__in=[place.pk for place in places])
    jobs = Import.objects.filter(pk__in=batches.values("batch_id")).exclude(file="")
    for job in jobs:
        job.file.storage.delete(str(job.file.name))
