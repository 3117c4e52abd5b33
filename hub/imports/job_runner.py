"""The way of an import, step by step: any worker may take the next one.

Where it stands is in its row. A step is one transaction, so that a worker that dies leaves no
trace of it, and the same step asked for ten times is done once. Each beginning is counted in a
transaction of its own before: a step that kills its workers, or that the database refuses again
and again, ends with a sentence.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports import staging, starter_data
from hub.imports.apply import apply
from hub.imports.apply.chunk_writer import RecordsChanged, RowsInTheWay
from hub.imports.job_status import EDITABLE, is_decidable
from hub.imports.locks import alone_with, beside_others
from hub.imports.models import Import, ImportRow, RowRange
from hub.imports.read.sandbox import UnreadableFile
from hub.imports.staging import MissingFile
from hub.imports.steps import (
    STEPS,
    begin_checking,
    begin_roll_back,
    check_next_share,
    go,
    in_the_way,
)
from hub.imports.validate.chunks import reset_rows
from hub.records.database_clock import now_in_database
from hub.records.link_tables import MissingLink

log = logging.getLogger(__name__)
State = Import.State

# What a step may change. ``cancel_asked`` is not among them: a person sets it at any time.
FIELDS = (
    "state", "then", "sentence", "format", "encoding", "delimiter", "sheet", "heading_row",
    "headings", "layout", "mapping", "text_language", "words", "total", "rows_read",
    "rows_checked", "rows_prepared", "rows_applied", "bytes_read", "at_depth", "at_number",
    "counts", "attempts", "started_at", "step_at", "finished_at",
)  # fmt: skip
# Until its last transaction an import can be cancelled; what was applied is undone instead.
CANCELLABLE = (
    State.UPLOADED, State.READING, State.MAPPING, State.CHECKING, State.READY, State.HELD,
    State.PREPARING, State.APPLYING,
)  # fmt: skip


class CancelledMeanwhile(Exception):  # noqa: N818 (a person's wish, not an error)
    """Somebody cancelled the import while its last transaction was under way."""


def advance(pk: int) -> bool:
    """Do the next step of an import. True while there is more that needs no person."""
    try:
        if _did_share(pk):
            apply.pause()
            return True
        if not _began_attempt(pk):
            return False
        if not _did_step(pk):
            return False
    except CancelledMeanwhile:
        _end(pk, State.CANCELLED)
    except MissingFile:
        _file_is_missing(pk)
        return False  # another machine may have it: the sweep tries again
    except RecordsChanged as changed:
        _look_again(pk, changed.numbers)
        return True
    except (UnreadableFile, RowsInTheWay) as problem:
        _give_up(pk, problem.sentence)
    except (IntegrityError, DataError) as error:
        _refused(pk, error)
        return True
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # neither is about the file; the sweep, or ``too_long``, has the step again
    except Exception as error:  # noqa: BLE001 (what a hostile file raises in a parser is without end)
        return _fault(pk, error)
    apply.pause()
    return Import.objects.at_work().filter(pk=pk).exists()


def _began_attempt(pk: int) -> bool:
    """Count that the next step is begun, and whether it may be: somebody else may be at it."""
    with alone_with(pk) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is None:
            return False
        if job.attempts < settings.IMPORT_ATTEMPTS:
            Import.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
            return True
        _too_many_attempts(job)
        job.save(update_fields=FIELDS)
    return True


def _did_step(pk: int) -> bool:
    """Raises CancelledMeanwhile, so that what the step wrote is rolled back."""
    with alone_with(pk) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is None:
            return False
        if job.cancel_asked and job.state in CANCELLABLE:
            begin_roll_back(job, State.CANCELLED)
        else:
            was = job.state
            job.sentence = job.sentence.removesuffix(missing_file_sentence()).rstrip()
            STEPS[job.state](job)
            if job.state not in (State.UPLOADED, State.READING):
                staging.kept_copy.close()
            _heed_cancelling(job, was)
        job.attempts = 0
        job.save(update_fields=FIELDS)
    return True


def _heed_cancelling(job: Import, was: str) -> None:
    """Look, as the last thing of a step, whether somebody has cancelled the import meanwhile.

    From here on the row is locked: whoever cancels now is told how it ended. An import that waits
    for a person is not looked at again, so that it has to be cancelled here.
    """
    row = Import.objects.select_for_update().filter(pk=job.pk)
    if was not in CANCELLABLE or not row.values_list("cancel_asked", flat=True).get():
        return
    if job.state == State.APPLIED:
        raise CancelledMeanwhile
    if job.state in CANCELLABLE and job.state not in Import.WORKING:
        begin_roll_back(job, State.CANCELLED)


def _did_share(pk: int) -> bool:
    """Check a share of the rows, while other workers check theirs."""
    checking = Import.objects.filter(
        pk=pk, state=State.CHECKING, cancel_asked=False, attempts__lt=settings.IMPORT_ATTEMPTS
    )
    if not checking.exists():
        return False
    with beside_others(pk) as may:
        job = checking.first() if may else None
        if job is None or job.shares.claim() is None:
            return False
        checking.update(attempts=F("attempts") + 1)
    with beside_others(pk) as may:
        job = Import.objects.filter(pk=pk, state=State.CHECKING).first() if may else None
        share = job.shares.claim() if job else None
        if job is not None and share is not None:
            check_next_share(job, share)
    return True


def wants_company(pk: int) -> bool:
    """Whether its rows were just shared out, so that another worker can do some of them."""
    shares = RowRange.objects.filter(batch=pk)
    return shares.left().count() > 1 and not shares.filter(done=True).exists()


# What goes another way


def _look_again(pk: int, numbers: list[int]) -> None:
    """Records were edited meanwhile: their rows are checked again, and a person sees them."""
    with alone_with(pk, wait=True) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is None:
            return
        count = reset_rows(job, numbers)
        job.rows_prepared = 0
        begin_roll_back(job, State.CHECKING)
        job.sentence = _(
            "%(count)s records were edited while this import was on its way. Look at their "
            "rows again; nothing was applied."
        ) % {"count": count}
        job.save(update_fields=FIELDS)


def _give_up(pk: int, sentence: str) -> None:
    _end(pk, State.FAILED, sentence)


def _end(pk: int, state: str, sentence: str = "") -> None:
    """Roll back what was written, and end there: as cancelled, where somebody asked for that."""
    with alone_with(pk, wait=True) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is not None:
            job.sentence = sentence
            begin_roll_back(job, State.CANCELLED if job.cancel_asked else state)
            job.save(update_fields=FIELDS)


def _file_is_missing(pk: int) -> None:
    """Never "damaged": it may lie on another machine, whose worker reads it."""
    log.error("Import %s: its file is not in the storage of this machine.", pk)
    with alone_with(pk) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is not None and not job.sentence.endswith(missing_file_sentence()):
            # Behind what it has to say already: an import waits for a person because of that.
            job.sentence = f"{job.sentence} {missing_file_sentence()}".lstrip()
            job.save(update_fields=["sentence"])


def missing_file_sentence() -> str:
    return _(
        "The file of this import is not stored where this worker can read it. It is tried again; "
        "if it stays away, upload the file again."
    )


def _too_many_attempts(job: Import) -> None:
    """End a step that was begun again and again and never came to its end."""
    log.error("Import %s: given up after %s attempts (%s).", job.pk, job.attempts, job.state)
    if job.state == State.ROLLING_BACK:
        # Checked again it would meet its own drafts.
        go(job, State.CANCELLED if job.then == State.CANCELLED else State.FAILED)
        job.sentence = _(
            "Not all that this import had written so far could be taken back. No reader sees it, "
            "but drafts of its records may be left. Tell an administrator."
        )
    elif job.state == State.UNDOING:
        sentence = _(
            "This import could not be undone: it was tried %(count)s times. Tell an administrator."
        ) % {"count": job.attempts}
        go(job, State.APPLIED)
        job.sentence = sentence
    else:
        job.sentence = _attempts_sentence(job)
        begin_roll_back(job, State.CANCELLED if job.cancel_asked else State.FAILED)


def _attempts_sentence(job: Import) -> str:
    if job.state in (State.UPLOADED, State.READING) and not job.file.storage.exists(
        str(job.file.name)
    ):
        return _("The file of this import was not stored any more. Upload it again.")
    sentences = {
        State.UPLOADED: _(
            "This file could not be opened: each of %(count)s attempts broke off. Save it anew, as "
            "CSV for instance, and upload it again."
        ),
        State.READING: _(
            "This file could not be read: each of %(count)s attempts broke off. Cut it into parts, "
            "or save it as CSV, and upload it again."
        ),
        State.CHECKING: _(
            "The rows of this file could not be checked: each of %(count)s attempts broke off. "
            "Nothing was applied. Cut the file into parts and upload these."
        ),
    }
    applying = _(
        "This file could not be applied: each of %(count)s attempts broke off, and nothing of it "
        "was kept. Cut it into parts and upload these."
    )
    return sentences.get(State(job.state), applying) % {"count": job.attempts}


def _refused(pk: int, error: IntegrityError | DataError) -> None:
    """The database refuses what was to be written."""
    log.error("Import %s: %s", pk, type(error).__name__, exc_info=error)
    job = Import.objects.filter(pk=pk).first()
    if job is None:
        return
    is_twice = isinstance(error, IntegrityError)
    if job.state == State.READING and is_twice and in_the_way(job):
        return  # that one came first, at the same moment: the same step again holds this one
    numbers = apply.rows_with_taken_slugs(job) if job.state == State.APPLYING and is_twice else []
    if numbers:
        _look_again(pk, numbers)
    elif job.state == State.UNDOING:
        _stop_undoing(pk, _("This import could not be undone: other records need what it made."))
    elif is_twice:
        _give_up(
            pk,
            _(
                "The import stopped, and nothing of it was kept: one of its rows contradicts what "
                "the catalogue has by now. Upload the file again; if that stops as well, tell an "
                "administrator."
            ),
        )
    else:
        _give_up(
            pk,
            _(
                "The import stopped, and nothing of it was kept: a value of the file is too long, "
                "or is one that the database cannot hold. Shorten it and upload the file again."
            ),
        )


def _fault(pk: int, error: Exception) -> bool:
    """A step is broken: what a person needs to know is that nothing is half done.

    Whether there is more to do at once.
    """
    log.error("Import %s: %s", pk, type(error).__name__, exc_info=error)
    state = _state_of(pk)
    if state == State.ROLLING_BACK:
        return False  # records that nobody sees are left: only the sweep tries again
    if state == State.UNDOING and isinstance(error, MissingLink):
        _stop_undoing(
            pk, _("This import could not be undone: what its records named before is gone by now.")
        )
    elif state == State.UNDOING:
        _stop_undoing(
            pk, _("This import could not be undone, by a fault of the site. Tell an administrator.")
        )
    else:
        _give_up(
            pk,
            _(
                "The import stopped by a fault of the site, and nothing of it was kept. Tell an "
                "administrator: the log says more."
            ),
        )
    return True


def too_long(pk: int) -> bool:
    """Give up a step that was stopped by the clock: it would be stopped again and again.

    Whether there is more to do at once. A step of reading or checking is small, so that one which
    takes too long is about a value of the file and not about its length.
    """
    state = _state_of(pk)
    if state == State.ROLLING_BACK:
        return False  # records that nobody sees are left: only the sweep tries again
    if state == State.UNDOING:
        _stop_undoing(pk, _("Undoing this import took too long, and was stopped."))
    elif state in (State.UPLOADED, State.READING):
        _give_up(
            pk,
            _(
                "Reading this file took too long, and nothing of it was kept. Look for very long "
                "or damaged texts in it, or cut it into parts."
            ),
        )
    elif state == State.CHECKING:
        _give_up(
            pk,
            _(
                "Checking the rows of this file took too long, and nothing was applied. Look for "
                "very long or damaged texts in it, or cut it into parts."
            ),
        )
    elif state in Import.WORKING:
        _give_up(
            pk,
            _("Applying this file took too long, and nothing of it was kept. Cut it into parts."),
        )
    return Import.objects.at_work().filter(pk=pk).exists()


def _state_of(pk: int) -> str:
    return Import.objects.filter(pk=pk).values_list("state", flat=True).first() or ""


def _stop_undoing(pk: int, sentence: str) -> None:
    with alone_with(pk) as ours:
        job = Import.objects.at_work().filter(pk=pk).first() if ours else None
        if job is None:
            return
        go(job, State.APPLIED)
        job.sentence = sentence
        job.save(update_fields=FIELDS)


# What a person asks for


@transaction.atomic
def _moved(job: Import, states: tuple[str, ...], state: str, **fields: object) -> bool:
    """Into another state, if it is still in one of these: two clicks at once count once."""
    found = Import.objects.filter(pk=job.pk, state__in=states, erased_at=None)
    begun = {
        "state": state, "then": "", "at_depth": 0, "at_number": 0, "attempts": 0,
        "step_at": now_in_database(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            moved = bool(found.update(**begun, **fields))
    except IntegrityError:  # another import of the source came first
        moved = False
    job.refresh_from_db()
    return moved


def remap(job: Import, **fields: Any) -> bool:
    """Store another ``mapping``, ``words`` or ``text_language``; whether this was still possible.

    What was checked by others must be checked again before it can be applied.
    """
    with transaction.atomic():
        editable = Import.objects.select_for_update().filter(pk=job.pk, state__in=EDITABLE)
        now = editable.first()
        if now is None:
            return False
        differs = any(
            _without_certainty(getattr(now, name)) != _without_certainty(value)
            for name, value in fields.items()
        )
        for name, value in fields.items():
            setattr(now, name, value)
        if differs and is_decidable(now):
            go(now, State.MAPPING)
            now.sentence = _("Columns or words were changed since the rows were checked.")
        now.save(update_fields={*FIELDS, *fields})
    job.refresh_from_db()
    return True


def _without_certainty(value: Any) -> Any:
    """A mapping without how sure its proposals were: what a person keeps is sure."""
    if not isinstance(value, dict) or "columns" not in value:
        return value
    return value | {"columns": [column | {"certainty": 100} for column in value["columns"]]}


def check(job: Import) -> bool:
    """From the mapping, or from a hold, on to the check of every row, from the beginning."""
    try:
        with transaction.atomic():
            now = Import.objects.select_for_update().get(pk=job.pk)
            job.state, job.cancel_asked = now.state, now.cancel_asked
            if job.state not in (State.MAPPING, State.HELD, State.READY):
                return False
            _uncheck(job)
            begin_checking(job)
            job.save(update_fields=FIELDS)
    except IntegrityError:  # another import of the source came first
        job.refresh_from_db()
        job.sentence = _("Another import of this source is under way. Wait for its end.")
    return job.state == State.CHECKING


def resume(job: Import) -> bool:
    """Go on with a file that ships and waited for another; whether it did.

    An earlier release left such files checked, for itself to accept.
    """
    if job.state == State.READY:
        with transaction.atomic():
            starter_data.decide(job)
            return accept(job)
    return job.state == State.HELD and check(job)


def _uncheck(job: Import) -> None:
    """Forget every verdict, not what a person decided."""
    rows = ImportRow.objects.filter(batch=job).exclude(verdict="")
    reset_rows(job, set(rows.exclude(problems=[]).values_list("number", flat=True)))
    rows.update(verdict="")
    job.rows_checked, job.counts = 0, {}


def accept(job: Import) -> bool:
    """Apply what was decided. Not for a trial."""
    if job.dry_run:
        return False
    states = (State.READY, State.HELD)
    return _moved(job, states, State.PREPARING, sentence="", rows_prepared=0, rows_applied=0)


def read_again(job: Import, **how: Any) -> bool:
    """Read the file anew with another ``encoding``, ``delimiter``, ``sheet`` or ``heading_row``.

    Its columns are mapped as the profile says, or proposed anew.
    """
    with transaction.atomic():
        if not _moved(job, (State.MAPPING, State.HELD), State.READING, sentence="", **how):
            return False
        ImportRow.objects.filter(batch=job).delete()
        zero = {"rows_read": 0, "rows_checked": 0, "bytes_read": 0, "total": 0}
        profile = job.profile
        mapping = profile.columns if profile else {}
        words = profile.words if profile else {}
        language = profile.text_language if profile else ""
        Import.objects.filter(pk=job.pk).update(
            **zero, counts={}, mapping=mapping, words=words, text_language=language
        )
    job.refresh_from_db()
    return True


def cancel(job: Import) -> bool:
    """Stop it, and take back what it has done so far; False where it is over or applied.

    A worker that is about to apply it sees this as long as its transaction has not ended; once that
    has, this finds the import applied and says so.
    """
    asked = Import.objects.filter(pk=job.pk, state__in=CANCELLABLE).update(cancel_asked=True)
    waiting = (State.MAPPING, State.READY, State.HELD)
    _moved(job, waiting, State.CANCELLED, finished_at=timezone.now())
    return bool(asked)


def expire(job: Import, now: datetime.datetime) -> bool:
    """Cancel an import with which nobody went on for as long as imports are kept."""
    sentence = _("Nobody went on with this import for %(days)s days, so it was cancelled.")
    return _moved(
        job,
        (State.MAPPING, State.READY, State.HELD),
        State.CANCELLED,
        finished_at=now,
        sentence=sentence % {"days": settings.IMPORT_DAYS},
    )


def undo_import(job: Import) -> bool:
    """Undo the whole import, but for the records that were edited since. Not once it is erased."""
    return _moved(
        job,
        (State.APPLIED,),
        State.UNDOING,
        sentence="",
        cancel_asked=False,
        personal_data_erased_at=None,
    )
