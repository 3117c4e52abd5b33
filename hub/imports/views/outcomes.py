"""What becomes of the rows of a job: counted by outcome, and said in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports.job_status import WAITING
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.review.decisions import OUTCOME_COLUMNS, row_outcome

Verdict = ImportRow.Verdict
MAX_LISTED = 20
# Of these the verdict alone says what happens, as long as nobody has decided anything.
OUTCOME_OF_VERDICT = {
    Verdict.NEW: "added", Verdict.CHANGED: "changed", Verdict.UNCHANGED: "unchanged",
    Verdict.PROBLEM: "problem",
}  # fmt: skip
UNWRITTEN = ("waiting", "left_out", "problem")
OUTCOMES = ("added", "changed", "unchanged", "left_out", "waiting", "problem", "kept")


@dataclass
class OutcomeSummary:
    """Rows by what is done with them. ``left_out``: place and title of the first of those.

    ``records``: keys of those to which entries are added, where rows are entries.
    """

    numbers: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    records: set[int] = field(default_factory=set)

    @property
    def is_written(self) -> bool:
        """Whether applying would write a record."""
        return bool(self.numbers["added"] + self.numbers["changed"])

    @property
    def has_effect(self) -> bool:
        """Whether applying would write a record, or keep in mind what the source says of one."""
        return self.is_written or bool(self.numbers["unchanged"])

    def add(self, name: str, row: ImportRow, labels: FactLabels) -> None:
        self.numbers[name] += 1
        if name in UNWRITTEN:
            self.list_row(name, row, labels)

    def list_row(self, name: str, row: ImportRow, labels: FactLabels) -> None:
        rows = self.left_out.setdefault(name, [])
        if len(rows) < MAX_LISTED:
            rows.append((row.batch.place_of(row.number), labels.title(row.row, row.key)))


def count_outcomes(job: Import) -> dict[str, int]:
    """Numbers of rows by what is done with them; ``kept``: fields that stay a curator's."""
    summary = summarise_outcomes(job)
    return {name: summary.numbers[name] for name in OUTCOMES}


def summarise_outcomes(job: Import) -> OutcomeSummary:
    importer = importer_for(job.kind)
    summary, labels = OutcomeSummary(), FactLabels(importer)
    if importer.entries:
        changed = job.rows.filter(verdict=Verdict.CHANGED, decided_at=None)
        keys = changed.order_by().values_list("record_id", flat=True).distinct()
        summary.records |= {key for key in keys if key is not None}
    for verdict, name in OUTCOME_OF_VERDICT.items():
        rows = job.rows.filter(verdict=verdict, decided_at=None)
        summary.numbers[name] += rows.count() if job.counts.get(verdict) else 0
    unreadable = job.rows.filter(verdict=Verdict.PROBLEM, decided_at=None)
    for row in unreadable.only("number", "row", "key").order_by("number")[:MAX_LISTED]:
        row.batch = job
        summary.list_row("problem", row, labels)
    others = job.rows.exclude(verdict__in=OUTCOME_OF_VERDICT, decided_at=None)
    for row in others.only(*OUTCOME_COLUMNS).order_by("number").iterator(chunk_size=1000):
        row.batch = job
        outcome = row_outcome(row)
        summary.add(_outcome_name(row, outcome.write, outcome.reason), row, labels)
        if importer.entries and outcome.write and row.record_id is not None:
            summary.records.add(row.record_id)
        summary.numbers["kept"] += sum(
            difference["field"] not in outcome.facts for difference in row.differences
        )
    return summary


def _outcome_name(row: ImportRow, write: bool, reason: str) -> str:
    if write:
        return "added" if row.record_id is None else "changed"
    if reason == Verdict.PERSONAL and "personal" in row.decision:
        return "left_out"
    if reason in WAITING:
        return "waiting"
    if reason in ("skip", "same_row"):
        return "left_out"
    return "problem" if reason == Verdict.PROBLEM else "unchanged"


# In words: an entry is no record, and a record may get many of them


def number_of_records(number: int) -> str:
    return ngettext("%(n)s record", "%(n)s records", number) % {"n": f"{number:,}"}


def number_written(job: Import, records: int) -> str:
    """Such as "5 entries, in 3 records". Of rows that were erased only the records are known."""
    entries = _entries_written(job)
    if not entries:
        return number_of_records(records)
    number = ngettext("%(n)s entry", "%(n)s entries", entries) % {"n": f"{entries:,}"}
    words = {"entries": number, "records": number_of_records(records)}
    return _("%(entries)s, in %(records)s") % words


def written_sentence(job: Import, records: int) -> str:
    entries = _entries_written(job)
    if not entries:
        sentence = ngettext(
            "%(n)s record was written by this import.",
            "%(n)s records were written by this import.",
            records,
        )
        return sentence % {"n": f"{records:,}"}
    sentence = ngettext(
        "%(n)s entry was written by this import, in %(records)s.",
        "%(n)s entries were written by this import, in %(records)s.",
        entries,
    )
    return sentence % {"n": f"{entries:,}", "records": number_of_records(records)}


def _entries_written(job: Import) -> int:
    if not importer_for(job.kind).entries or job.erased_at is not None:
        return 0
    return summarise_outcomes(job).numbers["changed"]
