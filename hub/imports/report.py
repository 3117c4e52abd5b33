"""The report of a job: each problem with its row and column, and how to mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports.map import ColumnMap
from hub.imports.map.source_values import missing_cells
from hub.imports.match.record_matcher import CURATOR
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.records.text_cleaning import inert

Verdict = ImportRow.Verdict
CHUNK = 500
HEADINGS_ROW = 1  # what concerns a whole column stands with its heading


@dataclass(frozen=True)
class ReportLine:
    """A problem or an open question of a row. ``row``: as in the file, the headings are row 1."""

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
    headings = _headings(job)
    for row in loaded.order_by("number").iterator(chunk_size=CHUNK):
        yield from _row_lines(row, headings)


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


def _headings(job: Import) -> dict[str, str]:
    """The column of each fact."""
    mapping, importer = ColumnMap.read(job.mapping), importer_for(job.kind)
    return {
        fact: mapping.heading_of(field.name) for field in importer.fields for fact in field.facts
    }


def _row_lines(row: ImportRow, headings: dict[str, str]) -> Iterator[ReportLine]:
    verdict = str(row.get_verdict_display())
    for entry in row.problems:
        yield ReportLine(row.number, verdict, entry["column"], entry["value"], entry["sentence"])
    for entry in row.candidates if row.verdict == Verdict.DUPLICATE else ():
        yield ReportLine(row.number, verdict, "", str(entry["name"]), _candidate_sentence(entry))
    for entry in row.differences:
        if entry["owner"] == CURATOR and row.verdict == Verdict.CONFLICT:
            column = headings.get(entry["field"], entry["field"])
            sentence = _("A curator wrote “%(old)s” here. Accept the new value, or keep the old.")
            yield ReportLine(
                row.number,
                verdict,
                column,
                _text(entry["new"]),
                sentence % {"old": _text(entry["old"])},
            )


def _candidate_sentence(candidate: dict[str, object]) -> str:
    who = candidate.get("slug") or _("row %(row)s") % {"row": candidate.get("row")}
    words = {"who": who, "score": candidate["score"]}
    return _(
        "This may be “%(who)s” (alike by %(score)s of 100). Say: same, different, or merge."
    ) % (words)


def _text(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text[:300]


def csv_lines(job: Import) -> Iterator[str]:
    """The report as CSV, a piece at a time; no cell is a formula to a spreadsheet program."""
    header = (_("Row"), _("Verdict"), _("Column"), _("Value"), _("What to do"))
    yield "\ufeff" + _csv_line(header)
    for line in report_lines(job):
        yield _csv_line(tuple(inert(str(cell)) for cell in astuple(line)))


def _csv_line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
