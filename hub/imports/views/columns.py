"""Which column is which field: proposed, with values in view, corrected by a person."""

from __future__ import annotations

from collections.abc import Mapping as Given
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.imports import state_machine
from hub.imports.map import ColumnMap, MappedColumn
from hub.imports.map.column_map import DATES, SEPARATORS
from hub.imports.models import Import
from hub.imports.record_types import ImportField, RecordImporter, importer_for
from hub.imports.views.desk import BOTH, back_to, desk, found, page_of, ring, too_late
from hub.imports.views.steps import ASKED, mappable

LOOKED_AT, VALUES, LETTERS = 200, 4, 90
MARKS = {
    ";": gettext_lazy("semicolon ;"), "|": gettext_lazy("bar |"), "\n": gettext_lazy("new line"),
    ",": gettext_lazy("comma ,"), "/": gettext_lazy("slash /"), "、": "、", "،": "،", "；": "；",
    "，": "，",
}  # fmt: skip
ORDERS = {
    "iso": gettext_lazy("as it is unmistakable"),
    "dmy": gettext_lazy("day first: 31/12/2021"),
    "mdy": gettext_lazy("month first: 12/31/2021"),
    "ymd": gettext_lazy("year first: 2021/12/31"),
}


@dataclass(frozen=True)
class ColumnLine:
    """A column with values of it, and the choices that stand beside it."""

    at: int
    column: MappedColumn
    samples: list[str]
    marks: list[tuple[str, str, bool]]  # number of the mark, its name, whether it is chosen
    unsure: bool


@desk("change_import", BOTH)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if not mappable(batch):
        return too_late(request, batch, _("The columns cannot be mapped at this point."))
    kind = importer_for(batch.kind)
    if request.method != "POST":
        return shown(request, batch, of_file(batch))
    given = read_columns(request.POST, of_file(batch))
    sentences = wrong_with(given, kind)
    if sentences:
        for sentence in sentences:
            messages.error(request, sentence)
        return shown(request, batch, given, status=400)
    if not Import.objects.filter(pk=pk, state__in=ASKED).update(mapping=given.as_json()):
        return too_late(request, batch, _("The columns cannot be mapped at this point."))
    batch.mapping = given.as_json()
    if request.POST.get("then") == "check":
        if not state_machine.check(batch):
            return too_late(request, batch, batch.sentence)
        ring(batch)
        return back_to(batch)
    return redirect("import-words", pk)


def shown(
    request: HttpRequest, batch: Import, mapping: ColumnMap, *, status: int = 200
) -> HttpResponse:
    kind = importer_for(batch.kind)
    return page_of(
        request,
        batch,
        "columns",
        _("Columns"),
        status=status,
        lines=lines(mapping, samples_of(batch)),
        fields=kind.fields,
        orders=ORDERS.items(),
        mapping=mapping,
        missing=[one.label for one in missing(mapping, kind)],
    )


def of_file(batch: Import) -> ColumnMap:
    """The import's mapping with a column for each heading of the file, in their order."""
    stored = ColumnMap.read(batch.mapping)
    by_heading = {column.heading: column for column in stored.columns}
    columns = tuple(by_heading.get(one) or MappedColumn(one) for one in batch.headings)
    return ColumnMap(columns, stored.empty_erases)


def lines(mapping: ColumnMap, samples: dict[str, list[str]]) -> list[ColumnLine]:
    return [
        ColumnLine(
            at,
            column,
            samples.get(column.heading, []),
            [(str(n), str(MARKS.get(mark, mark)), mark == column.separator)
             for n, mark in enumerate(marks_for(column))],
            bool(column.field) and 0 < column.certainty < 90,
        )
        for at, column in enumerate(mapping.columns)
    ]  # fmt: skip


def marks_for(column: MappedColumn) -> tuple[str, ...]:
    own = column.separator
    return (*SEPARATORS, own) if own and own not in SEPARATORS else SEPARATORS


def samples_of(batch: Import) -> dict[str, list[str]]:
    """Some different values of each column, of the first rows."""
    cells = batch.rows.in_order()[:LOOKED_AT].values_list("cells", flat=True)
    samples: dict[str, list[str]] = {heading: [] for heading in batch.headings}
    for row in cells:
        for heading, values in samples.items():
            text = in_short(row.get(heading))
            if text and len(values) < VALUES and text not in values:
                values.append(text)
    return samples


def in_short(value: Any) -> str:
    if isinstance(value, list):
        value = " · ".join(str(one) for one in value)
    text = " ".join(str(value if value is not None else "").split())
    return text if len(text) <= LETTERS else text[:LETTERS] + "…"


def read_columns(given: Given[str, Any], mapping: ColumnMap) -> ColumnMap:
    """What a person chose; what they did not send stays as it was."""
    columns = []
    for at, was in enumerate(mapping.columns):
        field = str(given.get(f"field-{at}", was.field))[:60]
        mark = str(given.get(f"separator-{at}", ""))
        marks = marks_for(was)
        separator = marks[int(mark)] if mark in map(str, range(len(marks))) else ""
        dates = given.get(f"dates-{at}", was.dates)
        columns.append(
            MappedColumn(was.heading, field, separator, dates if dates in DATES else was.dates, 100)
        )
    return ColumnMap(tuple(columns), given.get("empty_erases") == "yes")


def wrong_with(mapping: ColumnMap, kind: RecordImporter) -> list[str]:
    """Sentences about what cannot be; a person mends it."""
    seen: dict[str, str] = {}
    sentences = []
    for column in mapping.mapped:
        if column.field not in kind.by_name:
            sentences.append(_("There is no field “%(field)s”.") % {"field": column.field})
        elif column.field in seen:
            words = {
                "one": seen[column.field],
                "other": column.heading,
                "field": kind.by_name[column.field].label,
            }
            sentences.append(
                _("“%(one)s” and “%(other)s” are both “%(field)s”. Choose one of them.") % words
            )
        seen.setdefault(column.field, column.heading)
    if not mapping.mapped:
        sentences.append(_("No column is mapped: say at least which one holds the name."))
    return sentences


def missing(mapping: ColumnMap, kind: RecordImporter) -> list[ImportField]:
    """Fields that a new record needs and no column gives."""
    mapped = {column.field for column in mapping.mapped}
    return [one for one in kind.required if one.name not in mapped]
