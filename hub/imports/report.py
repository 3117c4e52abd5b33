"""The report of a job: each problem with its row and column, and how to mend it.

What many rows say alike, such as a body that nobody knows, is told once with the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports.map import ColumnMap
from hub.imports.map.source_values import missing_cells
from hub.imports.match.record_matcher import CURATOR
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types import current_lookup, importer_for
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.record_types.list_entries import BOTH_KEPT
from hub.imports.record_types.new_bodies import ORGANISATION, with_words
from hub.imports.review.decisions import OUTCOME_COLUMNS, row_outcome
from hub.imports.review.row_tally import verdict_label
from hub.records.text_cleaning import inert
from hub.web.table_files import Sheet, csv_line, write_workbook

Verdict = ImportRow.Verdict
CHUNK = 500
HEADINGS_ROW = 1  # what concerns a whole column stands with its heading
WIDTHS = (8, 18, 24, 40, 90)  # of the columns of a workbook, in characters
MAX_NUMBERS, MAX_VALUE = 10, 300  # rows named in one sentence, characters of a value
# Codes of what a curator is asked of a row; other problems of a row that is written are notes.
QUESTIONS = (Verdict.PERSONAL, Verdict.OFF_TOPIC, Verdict.UNDATED)


@dataclass(frozen=True)
class ReportLine:
    """A problem or an open question of a row. ``row``: as in the file, the headings are row 1.

    0: of no row. The sentence tells the rows where there are several.
    """

    row: int
    verdict: str
    column: str
    value: str
    sentence: str


def report_lines(job: Import) -> Iterator[ReportLine]:
    """Problems, and what waits for a person, in the order of the file."""
    yield from _column_lines(job)
    plain = ["", Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED]
    reported = job.rows.exclude(verdict__in=plain, problems=[])
    loaded = reported.only("number", "verdict", "problems", "candidates", "differences", "cells")
    words, notes = ReportWords(job), RepeatedNotes(job)
    for row in loaded.order_by("number").iterator(chunk_size=CHUNK):
        notes.add(row)
        yield from _row_lines(row, words)
    yield from notes.lines()
    yield from _gone_lines(job)


def _column_lines(job: Import) -> Iterator[ReportLine]:
    """What is read as empty, once for each column."""
    for column in missing_cells(job) if job.rows_checked else ():
        sentence = ngettext(
            "%(count)d cell of this column says that there is no value. It is read as empty.",
            "%(count)d cells of this column say that there is no value. They are read as empty.",
            column.count,
        ) % {"count": column.count}
        words = ", ".join(word for word, _rows in column.words)[:300]
        yield ReportLine(HEADINGS_ROW, "", column.heading, words, sentence)


def left_out_columns(job: Import) -> list[str]:
    """Headings of the columns that are no field, so that nothing of them is taken in."""
    fields = {column.heading: column.field for column in ColumnMap.read(job.mapping).columns}
    return [heading for heading in job.headings if not fields.get(heading)]


def left_out_values(job: Import) -> RepeatedNotes:
    """What is left out of rows that are written all the same."""
    notes = RepeatedNotes(job)
    noted = job.rows.exclude(problems=[]).exclude(verdict__in=["", Verdict.PROBLEM])
    for row in noted.only(*OUTCOME_COLUMNS).order_by("number").iterator(CHUNK):
        row.batch = job
        if row_outcome(row).write:
            notes.add(row)
    return notes


class RepeatedNotes:
    """Notes on rows that can be written, by column and sentence, with the numbers of the rows."""

    def __init__(self, job: Import) -> None:
        self.words = ReportWords(job)
        self.numbers: dict[tuple[str, str], list[int]] = {}

    def add(self, row: ImportRow) -> None:
        for entry in row.problems if row.verdict != Verdict.PROBLEM else ():
            if entry["code"] not in (*QUESTIONS, BOTH_KEPT):
                numbers = self.numbers.setdefault((entry["column"], entry["sentence"]), [])
                number = self.words.job.row_of(row.number)
                if number not in numbers[-1:]:
                    numbers.append(number)

    @property
    def cell_count(self) -> int:
        return sum(map(len, self.numbers.values()))

    def lines(self) -> list[ReportLine]:
        """The most frequent first."""
        most_first = sorted(self.numbers.items(), key=lambda item: -len(item[1]))
        return [
            ReportLine(
                numbers[0],
                _("Left out"),
                self.words.column(column),
                "",
                f"{sentence} {_in_rows(numbers)}",
            )
            for (column, sentence), numbers in most_first
        ]


def _in_rows(numbers: list[int]) -> str:
    first = ", ".join(map(str, numbers[:MAX_NUMBERS]))
    words = {"n": len(numbers), "numbers": first + (" …" if len(numbers) > MAX_NUMBERS else "")}
    return ngettext("(In row %(numbers)s.)", "(In %(n)d rows: %(numbers)s.)", len(numbers)) % words


def _gone_lines(job: Import) -> Iterator[ReportLine]:
    if job.state != Import.State.READY:  # not checked yet, or the file is the last one by now
        return
    sentence = _("Earlier files of this source had this row. Nothing happens to its record.")
    for key in SourceRecordState.objects.gone_from(job).values_list("key", flat=True):
        yield ReportLine(0, _("Gone from the file"), "", key, sentence)


class ReportWords:
    """Columns and values as the pages call them."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.of_cells = frozenset(job.layout.get("matrix", {}).get("new", ()))
        mapping, importer = ColumnMap.read(job.mapping), importer_for(job.kind)
        names = with_words(current_lookup(), job.words.get(ORGANISATION, {}))
        self.labels = FactLabels(importer, names.to_make)
        self.headings = {
            fact: mapping.heading_of(field.name)
            for field in importer.fields
            for fact in field.facts
        }
        own = {column.heading for column in mapping.columns}
        self.fields = {
            field.name: str(field.label) for field in importer.fields if field.name not in own
        }

    def column(self, name: str, number: int = 0) -> str:
        """A heading of the file; a field that no column gives by its label. ``number``: of the row;
        what was made of a cell stands in its column."""
        if name in self.of_cells and (heading := self.job.column_of(number)):
            return heading
        return self.fields.get(name, name)

    def column_of(self, fact: str) -> str:
        return self.column(self.headings.get(fact, fact))

    def value(self, fact: str, value: object) -> str:
        return self.labels.value(fact, value)[:MAX_VALUE]


def _row_lines(row: ImportRow, words: ReportWords) -> Iterator[ReportLine]:
    verdict, number = verdict_label(row.verdict, words.job.kind), words.job.row_of(row.number)
    for entry in row.problems:
        is_told = entry["code"] in (*QUESTIONS, BOTH_KEPT)
        if row.verdict != Verdict.PROBLEM and not is_told:
            continue
        column = words.column(entry["column"], row.number)
        yield ReportLine(number, verdict, column, entry["value"], entry["sentence"])
    for entry in row.candidates if row.verdict == Verdict.DUPLICATE else ():
        yield ReportLine(number, verdict, "", str(entry["name"]), _candidate_sentence(entry))
    for entry in row.differences:
        if entry["owner"] == CURATOR and row.verdict == Verdict.CONFLICT:
            fact = entry["field"]
            sentence = _(
                "A curator wrote “%(old)s” here. Choose “Take over” or “Keep” on the page “Rows”."
            ) % {"old": words.value(fact, entry["old"])}
            new = words.value(fact, entry["new"])
            yield ReportLine(number, verdict, words.column_of(fact), new, sentence)


def _candidate_sentence(candidate: dict[str, object]) -> str:
    who = candidate.get("name") or candidate.get("slug")
    if "row" in candidate:
        who = _("row %(row)s") % {"row": candidate["row"]}
    return _(
        "This may be “%(who)s” (alike by %(score)s of 100). Say on the page “Rows” whether it is "
        "the same or different."
    ) % {"who": who, "score": candidate["score"]}


def header() -> tuple[str, ...]:
    return (_("Row"), _("Verdict"), _("Column"), _("Value"), _("What to do"))


def csv_lines(job: Import, delimiter: str = ",") -> Iterator[str]:
    """The report as CSV, a piece at a time; no cell of it is a formula to a spreadsheet program."""
    yield "\ufeff" + csv_line(header(), delimiter)
    for line in report_lines(job):
        number, *cells = astuple(line)
        yield csv_line((str(number or ""), *(inert(str(cell)) for cell in cells)), delimiter)


def write_report(job: Import, file: IO[bytes]) -> None:
    """The report as a workbook, which spreadsheets of every language open in columns."""
    lines = (astuple(line) for line in report_lines(job))
    rows = ([number or None, *map(str, texts)] for number, *texts in lines)
    write_workbook(file, [Sheet(_("Report"), header(), rows, WIDTHS)])
