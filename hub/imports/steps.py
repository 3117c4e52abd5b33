"""The steps of an import, each one short transaction of the caller's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast, Length
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports import feeds, staging, starter_data
from hub.imports.apply import apply
from hub.imports.map import ColumnMap, ValueMap
from hub.imports.map.column_descriptions import propose_described
from hub.imports.map.column_drift import DRIFT, ColumnDrift, fit_mapping
from hub.imports.map.column_map import Samples
from hub.imports.map.file_dates import judge_dates
from hub.imports.map.matrix import unfold
from hub.imports.map.text_language import language_of_samples
from hub.imports.models import Import, ImportRow, RowRange
from hub.imports.record_types import importer_for
from hub.imports.undo import undo
from hub.imports.validate.chunks import MAX_CHARACTERS, validate_chunk
from hub.imports.validate.row_ranges import validate_range, validate_repeated
from hub.records.database_clock import now_in_database

State = Import.State
SAMPLE = 50  # rows by whose values a mapping is proposed
SHARE = 2500  # rows; a share is one short transaction


def go(job: Import, state: str, then: str = "") -> None:
    """Into the next state; its counters begin anew."""
    job.state, job.then = state, then
    job.at_depth = job.at_number = job.attempts = 0
    job.step_at = now_in_database()
    if state in (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDONE):
        job.finished_at = job.step_at


def _detect_format(job: Import) -> None:
    job.started_at = timezone.now()
    certain = staging.detect_format(job)
    job.sentence = staging.find_sheet(job)
    if job.sentence:
        go(job, State.READING, State.HELD)
        return
    if not certain:
        job.sentence = _(
            "It is not certain in which encoding this file is written. Look at its letters."
        )
    go(job, State.READING)


def _read(job: Import) -> None:
    if staging.stage_rows(job):
        return
    unfold(job, samples_of(job))
    job.total = job.rows_read
    if not job.mapping:
        importer = importer_for(job.kind)
        proposal = propose_described(
            importer, job.headings, samples_of(job), ValueMap(job.words), job.layout
        )
        job.mapping = proposal.as_json()
        job.text_language = language_of_samples(importer, proposal, samples_of(job))
        remarks = (*staging.layout_remarks(job), judge_dates(job, afresh=True))
        job.sentence = " ".join(filter(None, (job.sentence, *remarks)))
        go(job, State.MAPPING)
        return
    if not starter_data.names_every_field(job):
        drift = _fit_mapping(job)
        if drift.lost and not job.sentence and staging.find_delimiter(job):
            ImportRow.objects.filter(batch=job).delete()
            job.rows_read = job.bytes_read = job.total = 0
            go(job, State.READING, State.HELD)
            return
        if drift:
            job.sentence = " ".join(filter(None, (job.sentence, drift.sentence)))
            go(job, State.HELD)
            return
    if job.sentence:
        go(job, job.then or State.MAPPING)
    else:
        begin_checking(job)


def samples_of(job: Import) -> Samples:
    """The first values of each column."""
    first = ImportRow.objects.filter(batch=job).in_order()[:SAMPLE]
    rows = list(first.values_list("cells", flat=True))
    return [[cells.get(heading) for cells in rows] for heading in job.headings]


def _fit_mapping(job: Import) -> ColumnDrift:
    """Fit the mapping of a profile to the headings of the file; what is apart is kept beside it."""
    importer = importer_for(job.kind)
    stored = ColumnMap.read(job.profile.columns if job.profile else job.mapping)
    fitted, drift = fit_mapping(
        stored, importer, job.headings, samples_of(job), ValueMap(job.words)
    )
    job.text_language = job.text_language or language_of_samples(importer, fitted, samples_of(job))
    job.mapping = fitted.as_json() | ({DRIFT: drift.as_json()} if drift else {})
    return drift


def begin_checking(job: Import) -> None:
    """On to the check, or a wait where another import of the source is under way.

    A file that ships waits for those before it, too.
    """
    earlier = starter_data.earlier_file(job)
    if earlier is not None:
        go(job, State.HELD)
        job.sentence = _("This waits for “%(name)s”.") % {"name": earlier.name}
        return
    drift = ColumnDrift.read(job.mapping)
    if drift:
        go(job, State.HELD)
        job.sentence = drift.sentence
        return
    other = in_the_way(job)
    if other is not None:
        go(job, State.HELD)
        job.sentence = _(
            "Another import of this source is under way: “%(name)s”. Finish or cancel it, then let "
            "this one go on."
        ) % {"name": other.name}
        return
    job.sentence = ""
    judge_dates(job)
    go(job, State.CHECKING)


def in_the_way(job: Import) -> Import | None:
    """Another import of the same source that is between its check and its end."""
    if job.dry_run:
        return None
    others = Import.objects.filter(source=job.source_id, state__in=Import.EXCLUSIVE)
    return others.filter(dry_run=False).exclude(pk=job.pk).first()


def _check(job: Import) -> None:
    """In shares, where nothing was checked yet and the database lets several write at once."""
    if job.shares.left().exists():
        return
    if job.shares.exists():
        if validate_repeated(job):
            return
        job.shares.all().delete()
    elif not job.rows_checked and connection.vendor == "postgresql" and job.rows.exists():
        share_out(job)
        return
    elif validate_chunk(job):
        return
    go(job, State.READY)
    if starter_data.is_shipped(job):
        starter_data.decide(job)
        go(job, State.PREPARING)
        return
    if job.dry_run or not feeds.is_from_feed(job):
        return
    job.sentence = feeds.hold_reason(job)
    go(job, State.HELD if job.sentence else State.PREPARING)


def _prepare(job: Import) -> None:
    """See that nothing is different from when it was checked, before anything is written."""
    apply.check_unchanged(job)
    job.rows_prepared = job.rows_checked
    go(job, State.APPLYING)


def share_out(job: Import) -> None:
    """Ranges of rows, none of which holds more than fits into the memory of a worker."""
    sizes = job.rows.in_order().annotate(size=Length(Cast("cells", TextField())))
    count = total = 0
    ranges: list[RowRange] = []
    for number, size in sizes.values_list("number", "size").iterator(chunk_size=10_000):
        if not ranges or count == SHARE or total + size > MAX_CHARACTERS:
            ranges.append(RowRange(batch=job, first=number, last=number))
            count = total = 0
        ranges[-1].last = number
        count, total = count + 1, total + size
    RowRange.objects.bulk_create(ranges)


def check_next_share(job: Import, share: RowRange) -> None:
    """Check its rows, in a transaction of the caller's, with others at work beside."""
    verdicts = validate_range(job, share)
    this = Import.objects.filter(pk=job.pk)
    counts = Counter(this.select_for_update().values_list("counts", flat=True).get())
    counts.update(verdicts)
    this.update(counts=counts, rows_checked=F("rows_checked") + verdicts.total(), attempts=0)
    share.done = True
    share.save(update_fields=["done", "marks"])


def _apply(job: Import) -> None:
    if not apply.apply_next(job):
        go(job, State.APPLIED)


def begin_roll_back(job: Import, then: str) -> None:
    """Have what was written rolled back, and go into the state ``then``."""
    job.shares.all().delete()
    if undo.has_written(job):
        go(job, State.ROLLING_BACK, then)
    else:
        go(job, then)


def _roll_back(job: Import) -> None:
    if undo.roll_back_next(job):
        return
    job.rows_prepared = job.rows_applied = 0
    go(job, job.then or State.FAILED)


def _undo(job: Import) -> None:
    if not undo.undo_next(job):
        go(job, State.UNDONE)


STEPS: dict[str, Callable[[Import], None]] = {
    State.UPLOADED: _detect_format,
    State.READING: _read,
    State.CHECKING: _check,
    State.PREPARING: _prepare,
    State.APPLYING: _apply,
    State.ROLLING_BACK: _roll_back,
    State.UNDOING: _undo,
}
