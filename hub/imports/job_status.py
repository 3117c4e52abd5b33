"""Where a job stands: its progress, its rows by verdict, and what can be done with it now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types import importer_for
from hub.imports.review.row_tally import verdict_label

State, Verdict = Import.State, ImportRow.Verdict

# A person is asked, and what they decided before can still be changed.
EDITABLE = (State.MAPPING, State.HELD, State.READY)
WRITTEN = (State.APPLIED, State.UNDOING, State.UNDONE)
# The order in which a person looks: first what waits for them.
ORDER = (
    Verdict.CONFLICT, Verdict.DUPLICATE, Verdict.PERSONAL, Verdict.OFF_TOPIC, Verdict.UNDATED,
    Verdict.PROBLEM, Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED,
)  # fmt: skip
WAITING = (
    Verdict.CONFLICT, Verdict.DUPLICATE, Verdict.PERSONAL, Verdict.OFF_TOPIC, Verdict.UNDATED,
)  # fmt: skip


def is_mappable(job: Import) -> bool:
    return job.state in EDITABLE and bool(job.headings)


def is_validated(job: Import) -> bool:
    return job.total > 0 and job.rows_checked >= job.total


def is_decidable(job: Import) -> bool:
    """Whether decisions on its rows count."""
    return job.state in (State.READY, State.HELD) and is_validated(job)


def is_appliable(job: Import) -> bool:
    return is_decidable(job) and not job.dry_run


@dataclass(frozen=True)
class Progress:
    """``rows`` of ``total``; what is not known is None: the total of a file that is being read."""

    rows: int
    total: int | None
    per_second: float | None
    seconds_left: float | None

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, round(100 * self.rows / self.total))


def progress(job: Import) -> Progress:
    """Of the present state, which began at ``step_at``."""
    rows = {
        State.READING: job.rows_read,
        State.CHECKING: job.rows_checked,
        State.PREPARING: job.rows_prepared,
        State.APPLYING: job.rows_applied,
    }.get(State(job.state), 0)
    total = job.total if job.state != State.READING and job.total else None
    seconds = (timezone.now() - job.step_at).total_seconds() if job.step_at else 0.0
    if not rows or seconds <= 0:
        return Progress(rows, total, None, None)
    speed = rows / seconds
    return Progress(rows, total, speed, max(0.0, (total - rows) / speed) if total else None)


@dataclass(frozen=True)
class VerdictCount:
    """``waits``: a person decides on these rows first."""

    verdict: str
    label: str
    count: int
    waits: bool


def count_verdicts(job: Import) -> list[VerdictCount]:
    """By the job's own counters: no query."""
    return [
        VerdictCount(
            verdict.value,
            verdict_label(verdict, job.kind),
            job.counts[verdict.value],
            verdict in WAITING,
        )
        for verdict in ORDER
        if job.counts.get(verdict.value)
    ]


def count_gone(job: Import) -> int:
    """Rows that earlier files of the source had and this one has not; 0 before its check."""
    return SourceRecordState.objects.gone_from(job).count() if is_validated(job) else 0


def explain_verdict(verdict: str, kind: str) -> str:
    """What a verdict means, and what happens to such rows if nobody decides anything."""
    if verdict == Verdict.CHANGED and importer_for(kind).entries:
        return _("The catalogue has no such entries yet. They are added.")
    sentences = {
        Verdict.NEW: _("The catalogue has nothing like these. They are added."),
        Verdict.CHANGED: _(
            "The catalogue has them, and the file says something else. They change."
        ),
        Verdict.UNCHANGED: _("The catalogue says all of it already. Nothing happens."),
        Verdict.CONFLICT: _(
            "A curator wrote something since the last import, and the file says something else. "
            "What the curator wrote stays unless you take the file’s value."
        ),
        Verdict.DUPLICATE: _(
            "These look like something that is there already. Until you say which, they are left "
            "out."
        ),
        Verdict.PROBLEM: _(
            "These are left out. Mend them in the file and upload it again, say which record a row "
            "is, or leave it out on purpose."
        ),
        Verdict.OFF_TOPIC: _(
            "Nothing in these speaks of trafficking or of our topics. Until you let them in, they "
            "are left out."
        ),
        Verdict.UNDATED: _(
            "The file gives these a date that could not be read. Mend it in the file, or say that "
            "they are to be added without it; until then they are left out."
        ),
        Verdict.PERSONAL: _(
            "E-mail addresses, telephone numbers or coordinates stand in their texts. Until you "
            "allow them, new records are left out, and in known ones the text stays as it is."
        ),
    }
    return sentences.get(verdict, "")  # type: ignore[call-overload, no-any-return]
