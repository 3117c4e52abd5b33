"""The steps of an import, each one short transaction of the caller's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports import feeds, staging
from hub.imports.apply import apply
from hub.imports.apply.parent_rows import mark_of, next_parts, with_parents
from hub.imports.apply.planner import CHUNK, DecidedRow, prepare
from hub.imports.map import ValueMap, propose_columns
from hub.imports.models import Import, ImportRow, JournalEntry, RowRange
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import row_outcome
from hub.imports.undo import inversion, rollback
from hub.imports.validate.chunks import garbage_collection_paused, validate_chunk
from hub.imports.validate.row_ranges import validate_range, validate_repeated

State = Import.State
SAMPLE = 50  # rows by whose values a mapping is proposed
SHARE = {"postgresql": 2500, "sqlite": CHUNK}  # rows; a share is one short transaction
LINES = 100  # of the journal that one row needs at most: shares of rows do not meet in it


def go(batch: Import, state: str, then: str = "") -> None:
    """Into the next state; its counters begin anew."""
    batch.state, batch.then, batch.at_number = state, then, 0
    batch.step_at = timezone.now()
    if state in (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDONE):
        batch.finished_at = batch.step_at


def _sniff(batch: Import) -> None:
    batch.started_at = timezone.now()
    certain = staging.detect_format(batch)
    batch.sentence = (
        ""
        if certain
        else _("It is not certain in which encoding this file is written. Look at its letters.")
    )
    go(batch, State.READING)


def _read(batch: Import) -> None:
    if staging.stage_rows(batch):
        return
    batch.total = batch.rows_read
    if not batch.mapping:
        batch.mapping = proposed(batch)
        go(batch, State.MAPPING)
    elif batch.sentence:
        go(batch, State.MAPPING)
    else:
        begin_checking(batch)


def proposed(batch: Import) -> dict[str, Any]:
    """A mapping as the headings and the first rows suggest it."""
    first = ImportRow.objects.filter(batch=batch).in_order()[:SAMPLE]
    rows = list(first.values_list("cells", flat=True))
    samples = [[cells.get(heading) for cells in rows] for heading in batch.headings]
    words = ValueMap(batch.words)
    return propose_columns(importer_for(batch.kind), batch.headings, samples, words).as_json()


def begin_checking(batch: Import) -> None:
    """On to the check, or a wait where another import of the source is under way."""
    other = in_the_way(batch)
    if other is not None:
        go(batch, State.HELD)
        batch.sentence = _(
            "Another import of this source is under way: “%(name)s”. Finish or cancel it, then let "
            "this one go on."
        ) % {"name": other.name}
        return
    batch.sentence = ""
    go(batch, State.CHECKING)


def in_the_way(batch: Import) -> Import | None:
    """Another import of the same source that is between its check and its end."""
    if batch.dry_run:
        return None
    others = Import.objects.filter(source=batch.source_id, state__in=Import.EXCLUSIVE)
    return others.filter(dry_run=False).exclude(pk=batch.pk).first()


def _check(batch: Import) -> None:
    """In shares, where nothing was checked yet and the database lets several write at once."""
    if batch.shares.left().exists():
        return
    if batch.shares.exists():
        if validate_repeated(batch):
            return
        batch.shares.all().delete()
    elif not batch.rows_checked and connection.vendor == "postgresql" and batch.rows.exists():
        share_out(batch)
        return
    elif validate_chunk(batch):
        return
    go(batch, State.READY)
    if batch.dry_run or not feeds.is_from_feed(batch):
        return
    batch.sentence = feeds.hold_reason(batch)
    go(batch, State.HELD if batch.sentence else State.PREPARING)


def _prepare(batch: Import) -> None:
    """Cut the rows into shares; once nothing of them is left, go on."""
    if not batch.shares.exists() and batch.rows.exists():
        share_out(batch)
    elif not batch.shares.left().exists() and not _prepare_parts(batch):
        batch.shares.all().delete()
        go(batch, State.APPLYING)


def _prepare_parts(batch: Import) -> bool:
    """The next rows that are part of others of the file, behind those; False once none is left."""
    kind, rows = importer_for(batch.kind), next_parts(batch, CHUNK)
    if not rows:
        return False
    prepare(batch, with_parents(batch, list(decided(batch, rows)), kind), kind)
    batch.rows_prepared += len(rows)
    batch.at_number = mark_of(rows[-1])
    return True


def share_out(batch: Import) -> None:
    numbers = list(batch.rows.in_order().values_list("number", flat=True))
    size = SHARE[connection.vendor]
    parts = (numbers[start : start + size] for start in range(0, len(numbers), size))
    RowRange.objects.bulk_create(
        RowRange(batch=batch, first=part[0], last=part[-1]) for part in parts
    )


def do_share(batch: Import, share: RowRange) -> None:
    """Check or prepare its rows, in a transaction of the caller's, with others at work beside."""
    this = Import.objects.filter(pk=batch.pk)
    if batch.state == State.CHECKING:
        found = validate_range(batch, share)
        counts = Counter(this.select_for_update().values_list("counts", flat=True).get())
        counts.update(found)
        this.update(counts=counts, rows_checked=F("rows_checked") + found.total())
    else:
        this.update(rows_prepared=F("rows_prepared") + prepare_share(batch, share))
    share.done = True
    share.save(update_fields=["done", "marks"])


def prepare_share(batch: Import, share: RowRange) -> int:
    """Write down what a share of the rows changes. How many rows it holds."""
    with garbage_collection_paused():
        found = ImportRow.objects.filter(batch=batch, depth=0).of_share(share)
        rows = list(found.defer("cells"))
        prepare(batch, list(decided(batch, rows)), importer_for(batch.kind), share.first * LINES)
    return len(rows)


def decided(batch: Import, rows: Iterable[ImportRow]) -> Iterator[DecidedRow]:
    """The rows that are written, and those whose source is to be remembered."""
    for row in rows:
        row.batch = batch
        what = row_outcome(row)
        if what.write or (what.record_id is not None and what.values):
            facts = what.facts if what.write else {}
            yield DecidedRow(row, what.record_id, facts, what.values, what.refused)


def _apply(batch: Import) -> None:
    if not apply.apply_next(batch):
        go(batch, State.APPLIED)


def take_back(batch: Import, then: str) -> None:
    """Have the journal rolled back, and go into the state ``then``."""
    batch.shares.all().delete()
    if JournalEntry.objects.filter(batch=batch).exists():
        go(batch, State.ROLLING_BACK, then)
    else:
        go(batch, then)


def _roll_back(batch: Import) -> None:
    if rollback.roll_back_next(batch):
        return
    batch.rows_prepared = batch.rows_applied = 0
    go(batch, batch.then or State.FAILED)


def _undo(batch: Import) -> None:
    """First the whole journal is turned round, then all of it happens."""
    if not batch.then:
        if not inversion.turn_next(batch):
            batch.then = State.UNDONE
    elif not inversion.go_back_next(batch):
        go(batch, State.UNDONE)


STEPS: dict[str, Callable[[Import], None]] = {
    State.UPLOADED: _sniff,
    State.READING: _read,
    State.CHECKING: _check,
    State.PREPARING: _prepare,
    State.APPLYING: _apply,
    State.ROLLING_BACK: _roll_back,
    State.UNDOING: _undo,
}
