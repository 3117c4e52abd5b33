"""The way of an import, step by step: any worker may take the next one.

Where it stands is in its row. A step is one transaction, so that a worker that dies leaves no
trace of it, and the same step asked for ten times is done once.
"""

from __future__ import annotations

import logging

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports.apply import apply
from hub.imports.apply.planner import RecordsChanged
from hub.imports.locks import alone_with, beside_others
from hub.imports.models import Import, ImportRow, RowRange
from hub.imports.read.sandbox import UnreadableFile
from hub.imports.transitions import STEPS, begin_checking, do_share, go, in_the_way, take_back
from hub.imports.undo import inversion
from hub.imports.validate.chunks import reset_rows

log = logging.getLogger(__name__)
State = Import.State

# What a step may change. ``cancel_asked`` is not among them: a person sets it at any time.
FIELDS = (
    "state", "then", "sentence", "format", "encoding", "delimiter", "sheet", "headings", "mapping",
    "words", "total", "rows_read", "rows_checked", "rows_prepared", "rows_applied", "at_number",
    "counts", "started_at", "step_at", "finished_at",
)  # fmt: skip
SHARED = (State.CHECKING, State.PREPARING)  # states in which workers share the rows among them
# Until its last transaction an import can be cancelled; what was applied is undone instead.
CANCELLABLE = (
    State.UPLOADED, State.READING, State.MAPPING, State.CHECKING, State.READY, State.HELD,
    State.PREPARING, State.APPLYING,
)  # fmt: skip


def advance(pk: int) -> bool:
    """Do the next step of an import. True while there is more that needs no person."""
    try:
        if _did_share(pk):
            apply.pause()
            return True
        with alone_with(pk) as ours:
            batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
            if batch is None:
                return False
            if batch.cancel_asked and batch.state in CANCELLABLE:
                take_back(batch, State.CANCELLED)
            else:
                STEPS[batch.state](batch)
            batch.save(update_fields=FIELDS)
    except RecordsChanged as changed:
        _look_again(pk, changed.numbers)
        return True
    except UnreadableFile as problem:
        _give_up(pk, problem.sentence)
    except (IntegrityError, DataError, LookupError, TypeError, ValueError, AttributeError) as error:
        _stumble(pk, error)
        return True
    apply.pause()
    return Import.objects.at_work().filter(pk=pk).exists()


def _did_share(pk: int) -> bool:
    """Do a share of the rows, while other workers may do theirs."""
    found = Import.objects.filter(pk=pk, state__in=SHARED, cancel_asked=False)
    if not found.exists():
        return False
    with beside_others(pk) as may:
        batch = found.first() if may else None
        share = batch.shares.claim() if batch else None
        if batch is None or share is None:
            return False
        do_share(batch, share)
    return True


def wants_company(pk: int) -> bool:
    """Whether its rows were just shared out, so that another worker can do some of them."""
    shares = RowRange.objects.filter(batch=pk)
    return shares.left().count() > 1 and not shares.filter(done=True).exists()


# What goes another way


def _look_again(pk: int, numbers: list[int]) -> None:
    """Records were edited meanwhile: their rows are checked again, and a person sees them."""
    with alone_with(pk, wait=True) as ours:
        batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if batch is None:
            return
        if batch.state == State.UNDOING:
            inversion.begin_again(batch)
            batch.then = ""
        else:
            found = reset_rows(batch, numbers)
            batch.rows_prepared = 0
            take_back(batch, State.CHECKING)
            batch.sentence = _(
                "%(count)s records were edited while this import was on its way. Look at their "
                "rows again; nothing was applied."
            ) % {"count": found}
        batch.save(update_fields=FIELDS)


def _give_up(pk: int, sentence: str) -> None:
    with alone_with(pk, wait=True) as ours:
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
    if batch.state == State.READING and isinstance(error, IntegrityError) and in_the_way(batch):
        return  # that one came first, at the same moment: the same step again holds this one
    if isinstance(error, IntegrityError) and batch.state in (State.APPLYING, State.UNDOING):
        numbers = apply.taken(batch) if batch.state == State.APPLYING else []
        if numbers:
            _look_again(pk, numbers)
            return
    if batch.state == State.UNDOING:
        _stop_undoing(pk, _("This import could not be undone: other records need what it made."))
        return
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    _give_up(pk, _("The import stopped, and nothing of it was kept: %(why)s") % {"why": why})


def too_long(pk: int) -> bool:
    """A step was stopped by the clock. What is one transaction would be stopped again and again."""
    batch = Import.objects.filter(pk=pk).first()
    if batch is not None and batch.state == State.UNDOING:
        _stop_undoing(pk, _("Undoing this import took too long, and was stopped."))
    elif batch is not None and batch.state == State.APPLYING:
        _give_up(
            pk,
            _("Applying this file took too long, and nothing of it was kept. Cut it into parts."),
        )
    return Import.objects.at_work().filter(pk=pk).exists()


def _stop_undoing(pk: int, sentence: str) -> None:
    with alone_with(pk) as ours:
        batch = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if batch is None:
            return
        inversion.begin_again(batch)
        go(batch, State.APPLIED)
        batch.sentence = sentence
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
    try:
        with transaction.atomic():
            now = Import.objects.select_for_update().get(pk=batch.pk)
            batch.state, batch.cancel_asked = now.state, now.cancel_asked
            if batch.state not in (State.MAPPING, State.HELD, State.READY):
                return False
            _uncheck(batch)
            begin_checking(batch)
            batch.save(update_fields=FIELDS)
    except IntegrityError:  # another import of the source came first
        batch.refresh_from_db()
        batch.sentence = _("Another import of this source is under way. Wait for its end.")
    return batch.state == State.CHECKING


def _uncheck(batch: Import) -> None:
    """Forget every verdict, not what a person decided."""
    rows = ImportRow.objects.filter(batch=batch).exclude(verdict="")
    reset_rows(batch, set(rows.exclude(problems=[]).values_list("number", flat=True)))
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
