"""Doing what the journal says: all of it at once for every reader."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.db.models import QuerySet

from catalogue.models import Organisation
from catalogue.models.classified import ClassifiedRecord
from hub.imports.apply.index_stamps import model_of_kind, records_written, stamp
from hub.imports.apply.new_organisations import made_before
from hub.imports.apply.planner import RecordsChanged
from hub.imports.apply.sql_writer import do, do_inserts
from hub.imports.models import Import, JournalEntry
from hub.records.models import Change, SearchState

PAUSE = 0.05  # seconds between two chunks on SQLite, so that others come to write

NEWS = Change._meta.label_lower
HIDDEN = {"state": "draft"}  # what a new record is until the last transaction


def apply_next(batch: Import) -> bool:
    """Do the next part, in a transaction of the caller's; False once all of it is done.

    PostgreSQL does everything in this one transaction. SQLite lets one process write at a time: it
    adds the new records in lines of 200 rows, hidden as drafts, and does in its last transaction
    what readers see: changes to records that were there, news, and showing the new ones.

    Raises Changed when a record was edited since it was checked; then nothing is to be kept.
    """
    if connection.vendor == "sqlite" and _hide_next(batch):
        return True
    finish(batch)
    return False


def pause() -> None:
    """Call it between transactions."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


def _hide_next(batch: Import) -> bool:
    line = lines_left(batch).filter(early=True).first()
    if line is None:
        return False
    is_record = line.table == model_of_kind(batch.kind)._meta.label_lower
    do(line, HIDDEN if is_record else None)
    line.done = True
    line.save(update_fields=["done"])
    batch.rows_applied += line.size if is_record else 0
    return True


def lines_left(batch: Import, way: str = JournalEntry.Way.THERE) -> QuerySet[JournalEntry]:
    return JournalEntry.objects.going(way).filter(batch=batch, done=False)


def finish(batch: Import) -> None:
    """Everything that is left, with the new number last: its lock is held until the commit."""
    model = model_of_kind(batch.kind)
    demand_unchanged(batch, model)
    left = lines_left(batch)
    for op in (JournalEntry.Op.DELETE, JournalEntry.Op.UPDATE):
        for line in left.filter(op=op):
            do(line)
    inserts = left.filter(op=JournalEntry.Op.INSERT)
    do_inserts(batch, _without_content(inserts.exclude(table=NEWS)))
    new = records_written(batch, model, JournalEntry.Way.THERE, JournalEntry.Op.INSERT)
    changed = records_written(batch, model, JournalEntry.Way.THERE, JournalEntry.Op.UPDATE)
    check_keys()
    if new or changed:
        seq = SearchState.raise_seq()
        do_inserts(batch, _without_content(inserts.filter(table=NEWS)), {"seq": seq})
        hidden = connection.vendor == "sqlite"
        stamp(model, new, changed, seq, **({"state": batch.publish_as} if hidden else {}))
        stamp(Organisation, sorted(made_before(batch).values()), [], seq)
    left.update(done=True)
    batch.rows_applied = len(new) + len(changed)


def _without_content(lines: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """PostgreSQL reads the rows itself."""
    if connection.vendor == "postgresql":
        return lines.defer("shared", "values", "before", "records", "numbers")
    return lines


def check_keys() -> None:
    """Have keys to other tables checked now, before the number is raised and others wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def demand_unchanged(
    batch: Import, model: type[ClassifiedRecord], way: str = JournalEntry.Way.THERE
) -> None:
    """Lock every record that is to be changed. Raises Changed if one was edited meanwhile."""
    numbers: list[int] = []
    lines = lines_left(batch, way).filter(table=model._meta.label_lower).exclude(op="insert")
    for line in lines.order_by("position"):
        locked = model._default_manager.filter(pk__in=line.records).select_for_update()
        there = dict(locked.order_by("pk").values_list("pk", "version"))
        for place, (pk, before) in enumerate(zip(line.records, line.before, strict=True)):
            if there.get(pk) != before["version"]:
                numbers.append(line.numbers[place] if line.numbers else pk)
    if numbers:
        raise RecordsChanged(numbers)


@transaction.atomic
def taken(batch: Import) -> list[int]:
    """Rows of the file whose new record has an address that another record has by now."""
    model = model_of_kind(batch.kind)
    numbers: list[int] = []
    lines = JournalEntry.objects.going(JournalEntry.Way.THERE).filter(
        batch=batch, table=model._meta.label_lower, op=JournalEntry.Op.INSERT, done=False
    )
    for line in lines:
        slugs = [row["slug"] for row in line.values]
        found = set(model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True))
        numbers += [
            number for number, slug in zip(line.numbers, slugs, strict=True) if slug in found
        ]
    return numbers
