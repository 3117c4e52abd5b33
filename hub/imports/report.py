"""The report of an import: each problem with its place and how to mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from hub.imports.map import ColumnMap
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.imports.validate.differences import CURATOR
from hub.records.text_cleaning import inert

Verdict = ImportRow.Verdict
CHUNK = 500


@dataclass(frozen=True)
class ReportLine:
    """One thing to know about a row. ``row`` is counted as in the file, the headings are row 1."""

    row: int
    verdict: str
    column: str
    value: str
    sentence: str


def lines(batch: Import) -> Iterator[ReportLine]:
    """Problems, and what waits for a person, in the order of the file."""
    plain = ["", Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED]
    told = batch.rows.exclude(verdict__in=plain, problems=[])
    asked = told.only("number", "verdict", "problems", "candidates", "differences", "cells")
    headings = _headings(batch)
    for row in asked.order_by("number").iterator(chunk_size=CHUNK):
        yield from _of_row(row, headings)


def _headings(batch: Import) -> dict[str, str]:
    """The column of each fact."""
    mapping, kind = ColumnMap.read(batch.mapping), importer_for(batch.kind)
    return {fact: mapping.heading_of(one.name) for one in kind.fields for fact in one.facts}


def _of_row(row: ImportRow, headings: dict[str, str]) -> Iterator[ReportLine]:
    verdict = str(row.get_verdict_display())
    for one in row.problems:
        yield ReportLine(row.number, verdict, one["column"], one["value"], one["sentence"])
    for one in row.candidates if row.verdict == Verdict.DUPLICATE else ():
        yield ReportLine(row.number, verdict, "", str(one["name"]), _candidate(one))
    for one in row.differences:
        if one["owner"] == CURATOR and row.verdict == Verdict.CONFLICT:
            column = headings.get(one["field"], one["field"])
            sentence = _("A curator wrote “%(old)s” here. Accept the new value, or keep the old.")
            yield ReportLine(
                row.number,
                verdict,
                column,
                _text(one["new"]),
                sentence % {"old": _text(one["old"])},
            )


def _candidate(one: dict[str, object]) -> str:
    who = one.get("slug") or _("row %(row)s") % {"row": one.get("row")}
    words = {"who": who, "score": one["score"]}
    return _(
        "This may be “%(who)s” (alike by %(score)s of 100). Say: same, different, or merge."
    ) % (words)


def _text(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text[:300]


def as_csv(batch: Import) -> Iterator[str]:
    """The report as CSV, a piece at a time; no cell is a formula to a spreadsheet program."""
    head = (_("Row"), _("Verdict"), _("Column"), _("Value"), _("What to do"))
    yield "\ufeff" + _csv_line(head)
    for line in lines(batch):
        yield _csv_line(tuple(inert(str(cell)) for cell in astuple(line)))


def _csv_line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
