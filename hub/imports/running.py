"""The way of an import, step by step: any worker may take the next one.

Where it stands is in its row. A step is one transaction, so that a worker that dies leaves no
trace of it, and the same step asked for ten times is done once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports import feeds, staging
from hub.imports.applying import apply, rollback, undo
from hub.imports.applying.prepare import CHUNK, Changed, Decided, prepare
from hub.imports.checking.again import again
from hub.imports.checking.chunk import check_chunk
from hub.imports.deciding import outcome
from hub.imports.kinds import kind_of
from hub.imports.locking import alone_with
from hub.imports.mapping import WordBook, propose
from hub.imports.models import Import, ImportRow, Write
from hub.imports.reading.files import UnreadableFile

log = logging.getLogger(__name__)
State = Import.State
SAMPLE = 50  # rows by whose values a mapping is proposed

# What a step may change. ``cancel_asked`` is not among them: a person sets it at any time.
FIELDS = (
    "state", "then", "sentence", "format", "encoding", "delimiter", "sheet", "headings", "mapping",
    "words", "total", "rows_read", "rows_checked", "rows_prepared", "rows_applied", "at_number",
    "counts", "started_at", "step_at", "finished_at",
)  # fmt: skip
# Until its last transaction an import can be cancelled; what was applied is undone instead.
CANCELLABLE = (
    State.UPLOADED, State.READING, State.MAPPING, State.CHECKING, State.READY, State.HELD,
    State.PREPARING, State.APPLYING,
)  # fmt: skip


def advance(pk: int) -> bool:
    """Do the next step of an import. True while there is more that needs no person."""
    try:
        with alone_with(pk) as ours:
            batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
            if batch is None:
                return False
            if batch.cancel_asked and batch.state in CANCELLABLE:
                take_back(batch, State.CANCELLED)
            else:
                STEPS[batch.state](batch)
            batch.save(update_fields=FIELDS)
    except Changed as changed:
        _look_again(pk, changed.numbers)
        return True
    except UnreadableFile as problem:
        _give_up(pk, problem.sentence)
    except (IntegrityError, DataError, LookupError, TypeError, ValueError, AttributeError) as error:
        _stumble(pk, error)
        return True
    apply.pause()
    return Import.objects.at_work().filter(pk=pk).exists()


def go(batch: Import, state: str, then: str = "") -> None:
    """Into the next state; its counters begin anew."""
    batch.state, batch.then, batch.at_number = state, then, 0
    batch.step_at = timezone.now()
    if state in (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDONE):
        batch.finished_at = batch.step_at


# The steps


def _sniff(batch: Import) -> None:
    batch.started_at = timezone.now()
    certain = staging.find_out(batch)
    batch.sentence = (
        ""
        if certain
        else _("It is not certain in which encoding this file is written. Look at its letters.")
    )
    go(batch, State.READING)


def _read(batch: Import) -> None:
    if staging.stage_next(batch):
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
    words = WordBook(batch.words)
    return propose(kind_of(batch.kind), batch.headings, samples, words).as_json()


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
    if check_chunk(batch):
        return
    go(batch, State.READY)
    if batch.dry_run or not feeds.came_by_feed(batch):
        return
    batch.sentence = feeds.why_held(batch)
    go(batch, State.HELD if batch.sentence else State.PREPARING)


def _prepare(batch: Import) -> None:
    left = ImportRow.objects.filter(batch=batch, number__gt=batch.at_number).in_order()
    rows = list(left.defer("cells")[:CHUNK])
    if not rows:
        go(batch, State.APPLYING)
        return
    prepare(batch, list(decided(batch, rows)), kind_of(batch.kind))
    batch.rows_prepared += len(rows)
    batch.at_number = rows[-1].number


def decided(batch: Import, rows: Iterable[ImportRow]) -> Iterator[Decided]:
    """The rows that are written, and those whose source is to be remembered."""
    for row in rows:
        row.batch = batch
        what = outcome(row)
        if what.write or (what.record_id is not None and what.values):
            facts = what.facts if what.write else {}
            yield Decided(row, what.record_id, facts, what.values, what.kept)


def _apply(batch: Import) -> None:
    if not apply.apply_next(batch):
        go(batch, State.APPLIED)


def take_back(batch: Import, then: str) -> None:
    """Have the journal rolled back, and go into the state ``then``."""
    if Write.objects.filter(batch=batch).exists():
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
        if not undo.turn_next(batch):
            batch.then = State.UNDONE
    elif not undo.go_back_next(batch):
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


# What goes another way


def _look_again(pk: int, numbers: list[int]) -> None:
    """Records were edited meanwhile: their rows are checked again, and a person sees them."""
    with alone_with(pk) as ours:
        batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if batch is None:
            return
        if batch.state == State.UNDOING:
            undo.begin_again(batch)
            batch.then = ""
        else:
            found = again(batch, numbers)
            batch.rows_prepared = 0
            take_back(batch, State.CHECKING)
            batch.sentence = _(
                "%(count)s records were edited while this import was on its way. Look at their "
                "rows again; nothing was applied."
            ) % {"count": found}
        batch.save(update_fields=FIELDS)


def _give_up(pk: int, sentence: str) -> None:
    with alone_with(pk) as ours:
        batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if batch is not None:
            batch.sentence = sentence
            take_back(batch, State.FAILED)
            batch.save(update_fields=FIELDS)


def _stumble(pk: int, error: Exception) -> None:
    """The database refuses what was to be written, or a step is broken."""
    log.error("Import %s: %s", pk, type(error).__name__, exc_info=error)
    batch = Import.objects.filter(pk=pk).first()
    if batch is None:
        return
    if isinstance(error, IntegrityError) and batch.state in (State.APPLYING, State.UNDOING):
        numbers = apply.taken(batch) if batch.state == State.APPLYING else []
        if numbers:
            _look_again(pk, numbers)
            return
    if batch.state == State.UNDOING:
        _stop_undoing(pk)
        return
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    _give_up(pk, _("The import stopped, and nothing of it was kept: %(why)s") % {"why": why})


def _stop_undoing(pk: int) -> None:
    with alone_with(pk) as ours:
        batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if batch is None:
            return
        undo.begin_again(batch)
        go(batch, State.APPLIED)
        batch.sentence = _("This import could not be undone: other records need what it made.")
        batch.save(update_fields=FIELDS)


# What a person asks for


@transaction.atomic
def _moved(batch: Import, states: tuple[str, ...], state: str, **fields: object) -> bool:
    """Into another state, if it is still in one of these: two clicks at once count once."""
    found = Import.objects.filter(pk=batch.pk, state__in=states)
    values = {"state": state, "then": "", "at_number": 0, "step_at": timezone.now(), **fields}
    try:
        with transaction.atomic():
            moved = bool(found.update(**values))
    except IntegrityError:  # another import of the source came first
        moved = False
    batch.refresh_from_db()
    return moved


def check(batch: Import) -> bool:
    """From the mapping, or from a hold, on to the check of every row, from the beginning."""
    with transaction.atomic():
        if batch.state not in (State.MAPPING, State.HELD, State.READY):
            return False
        _uncheck(batch)
        begin_checking(batch)
        batch.save(update_fields=FIELDS)
    return batch.state == State.CHECKING


def _uncheck(batch: Import) -> None:
    """Forget every verdict, not what a person decided."""
    rows = ImportRow.objects.filter(batch=batch).exclude(verdict="")
    again(batch, set(rows.exclude(problems=[]).values_list("number", flat=True)))
    rows.update(verdict="")
    batch.rows_checked, batch.counts = 0, {}


def accept(batch: Import) -> bool:
    """Apply what was decided. Not for a trial."""
    if batch.dry_run:
        return False
    states = (State.READY, State.HELD)
    return _moved(batch, states, State.PREPARING, sentence="", rows_prepared=0, rows_applied=0)


def read_again(batch: Import, **how: str) -> bool:
    """Read the file anew with another ``encoding``, ``delimiter`` or ``sheet``."""
    with transaction.atomic():
        if not _moved(batch, (State.MAPPING, State.HELD), State.READING, sentence="", **how):
            return False
        ImportRow.objects.filter(batch=batch).delete()
        zero = {"rows_read": 0, "rows_checked": 0, "total": 0}
        Import.objects.filter(pk=batch.pk).update(**zero, counts={}, mapping={}, words={})
    batch.refresh_from_db()
    return True


def cancel(batch: Import) -> bool:
    """Stop it, and take back what it has done so far; False where it is over or applied."""
    asked = Import.objects.filter(pk=batch.pk, state__in=CANCELLABLE).update(cancel_asked=True)
    waiting = (State.MAPPING, State.READY, State.HELD)
    _moved(batch, waiting, State.CANCELLED, finished_at=timezone.now())
    return bool(asked)


def take_all_back(batch: Import) -> bool:
    """Undo the whole import, but for the records that were edited since."""
    return _moved(batch, (State.APPLIED,), State.UNDOING, sentence="", cancel_asked=False)
