"""The column map of a job: which column is which field, proposed and corrected by a curator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hub.imports import job_runner
from hub.imports.job_status import is_mappable
from hub.imports.map import ColumnMap, MappedColumn, RowMapper, ValueMap
from hub.imports.map.cell_splitter import AND, BLANK, MAX_SEPARATOR, SEPARATORS
from hub.imports.map.column_drift import ColumnDrift
from hub.imports.map.column_map import DATES
from hub.imports.map.encoding_example import encoding_example
from hub.imports.models import Import
from hub.imports.record_types import ImportField, RecordImporter, importer_for
from hub.imports.views.page import (
    curator_page,
    enqueue_job,
    get_job,
    redirect_to_job,
    render_conflict,
    render_job_page,
)
from hub.imports.views.reuse import reuse_choices
from hub.record_admin.staff_pages import FORM
from hub.records.readable_values import readable
from hub.vocabulary.cldr_names import language_name
from hub.vocabulary.term_cache import term_cache

SAMPLE_ROWS, SAMPLE_VALUES, MAX_CHARACTERS = 200, 4, 90
SEPARATOR_LABELS = {
    ";": gettext_lazy("semicolon ;"), "|": gettext_lazy("bar |"), "\n": gettext_lazy("new line"),
    ",": gettext_lazy("comma ,"), "/": gettext_lazy("slash /"), "、": "、", "،": "،", "；": "；",
    "，": "，", "·": "·", "•": "•", "&": "&", AND: gettext_lazy("the word “and”, in any language"),
    BLANK: gettext_lazy("blank"),
}  # fmt: skip
TEXT_LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$")
DATE_ORDER_LABELS = {
    "iso": gettext_lazy("as the dates of the file tell"),
    "dmy": gettext_lazy("day first: 31/12/2021"),
    "mdy": gettext_lazy("month first: 12/31/2021"),
    "ymd": gettext_lazy("year first: 2021/12/31"),
}


NO_DRIFT = ColumnDrift()
FOR_ALL = "for-all-"  # names of inputs of values for all rows begin so


@dataclass(frozen=True)
class ForAllLine:
    """A field of which one value can be given for all rows. ``choices``: value, label, chosen."""

    name: str
    label: str
    text: str
    choices: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class ColumnLine:
    """A column with some of its values and the choices beside it.

    ``separators``: number, name, whether it is chosen. ``unsure``: the proposal is a guess.
    ``expected``: the profile's heading in its place. ``is_unseen``: the profile has no such column.
    ``remark``: what a row below the heading says of it, or that the heading stands twice.
    """

    index: int
    column: MappedColumn
    samples: list[str]
    separators: list[tuple[str, str, bool]]
    unsure: bool
    expected: str = ""
    is_unseen: bool = False
    remark: str = ""


@curator_page("change_import", FORM)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if not is_mappable(job):
        return render_conflict(request, job, _("The columns cannot be mapped at this point."))
    importer = importer_for(job.kind)
    if request.method != "POST":
        return render_columns(request, job, map_of_file(job))
    chosen = read_columns(request.POST, map_of_file(job))
    sentences = find_errors(chosen, importer)
    if sentences:
        for sentence in sentences:
            messages.error(request, sentence)
        return render_columns(request, job, chosen, status=400)
    language = read_language(request.POST, job.text_language)
    if not job_runner.remap(job, mapping=chosen.as_json(), text_language=language):
        return render_conflict(request, job, _("The columns cannot be mapped at this point."))
    if request.POST.get("then") == "check":
        if not job_runner.check(job):
            return render_conflict(request, job, job.sentence)
        enqueue_job(job)
        return redirect_to_job(job)
    return redirect("import-words", pk)


def render_columns(
    request: HttpRequest, job: Import, mapping: ColumnMap, *, status: int = 200
) -> HttpResponse:
    importer = importer_for(job.kind)
    return render_job_page(
        request,
        job,
        "columns",
        _("Columns"),
        status=status,
        languages=language_choices(job.text_language),
        **map_context(
            mapping,
            importer,
            sample_values(job),
            ColumnDrift.read(job.mapping),
            column_remarks(job),
        ),
        again_as=reuse_choices(job),
        letters=encoding_example(job),
        has_heading_rows=bool(job.layout.get("first_lines")),
    )


def column_remarks(job: Import) -> dict[str, str]:
    """By heading: what the file itself says of a column, and which other has its heading."""
    remarks = {
        heading: text.replace("\n", " · ")
        for heading, text in job.layout.get("descriptions", {}).items()
    }
    for later, first in job.layout.get("twice", {}).items():
        sentence = _("Another column has this heading: “%(other)s”.")
        remarks[later] = sentence % {"other": first}
        remarks[first] = sentence % {"other": later}
    return remarks


def language_choices(chosen: str) -> list[tuple[str, str, bool]]:
    """Tag, name and whether it is chosen, of the languages that the vocabulary knows; by name."""
    scheme = term_cache().schemes.get("language")
    terms = scheme.terms if scheme else ()
    tags = {*TEXT_LANGUAGES, *(term.slug for term in terms if LANGUAGE_TAG.match(term.slug))}
    tags |= {chosen} - {""}
    language = get_language() or "en"
    named = ((tag, language_name(tag, language), tag == chosen) for tag in tags)
    return sorted(named, key=lambda choice: choice[1].casefold())


def read_language(form_data: Mapping[str, Any], before: str) -> str:
    """The language that was chosen; what is none leaves it as it was."""
    tag = str(form_data.get("text_language", before))
    return tag if tag == "" or LANGUAGE_TAG.match(tag) else before


def map_context(
    mapping: ColumnMap,
    importer: RecordImporter,
    samples: dict[str, list[str]],
    drift: ColumnDrift = NO_DRIFT,
    remarks: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the template of a column map needs, on the page of a job or of a profile."""
    return {
        "lines": column_lines(mapping, samples, drift, remarks or {}),
        "lost": [heading for heading, successor in drift.lost if not successor],
        "fields": importer.fields,
        "orders": DATE_ORDER_LABELS.items(),
        "mapping": mapping,
        "adds_entries": bool(importer.entries),
        "needs_besides": importer.needs_besides,
        "for_all_rows": for_all_lines(mapping, importer),
        "missing": [field.label for field in missing_fields(mapping, importer)],
    }


def map_of_file(job: Import) -> ColumnMap:
    """The job's column map with a column for each heading of the file, in their order."""
    stored = ColumnMap.read(job.mapping)
    by_heading = {column.heading: column for column in stored.columns}
    columns = tuple(by_heading.get(heading) or MappedColumn(heading) for heading in job.headings)
    return replace(stored, columns=columns, strict=False)


def column_lines(
    mapping: ColumnMap,
    samples: dict[str, list[str]],
    drift: ColumnDrift,
    remarks: Mapping[str, str],
) -> list[ColumnLine]:
    expected = {successor: heading for heading, successor in drift.lost if successor}
    return [
        ColumnLine(
            index,
            column,
            samples.get(column.heading, []),
            [(str(n), str(SEPARATOR_LABELS.get(mark, mark)), mark == column.separator)
             for n, mark in enumerate(separators_for(column))],
            bool(column.field) and 0 < column.certainty < 90,
            expected.get(column.heading, ""),
            column.heading in drift.unseen,
            remarks.get(column.heading, ""),
        )
        for index, column in enumerate(mapping.columns)
    ]  # fmt: skip


def separators_for(column: MappedColumn) -> tuple[str, ...]:
    own = column.separator
    return (*SEPARATORS, own) if own and own not in SEPARATORS else SEPARATORS


def sample_values(job: Import) -> dict[str, list[str]]:
    """Some different values of each column, of the first rows."""
    cells = job.rows.in_order()[:SAMPLE_ROWS].values_list("cells", flat=True)
    samples: dict[str, list[str]] = {heading: [] for heading in job.headings}
    for row in cells:
        for heading, values in samples.items():
            text = shorten(row.get(heading))
            if text and len(values) < SAMPLE_VALUES and text not in values:
                values.append(text)
    return samples


def shorten(value: Any) -> str:
    text = " ".join(readable(value).split())
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


def read_columns(form_data: Mapping[str, Any], mapping: ColumnMap) -> ColumnMap:
    """What a person chose; what the form does not hold stays as it was."""
    columns = []
    for index, was in enumerate(mapping.columns):
        field = str(form_data.get(f"field-{index}", was.field))[:60]
        mark = str(form_data.get(f"separator-{index}", ""))
        separators = separators_for(was)
        separator = separators[int(mark)] if mark in map(str, range(len(separators))) else ""
        own = str(form_data.get(f"own-separator-{index}", "")).replace("\0", "").strip()
        separator = own[:MAX_SEPARATOR] or separator
        dates = form_data.get(f"dates-{index}", was.dates)
        columns.append(
            replace(
                was,
                field=field,
                separator=separator,
                dates=dates if dates in DATES else was.dates,
                certainty=100,
            )
        )
    return ColumnMap(
        tuple(columns),
        form_data.get("empty_erases") == "yes",
        for_all_rows=read_for_all_rows(form_data),
        own=mapping.own,
    )


def read_for_all_rows(form_data: Mapping[str, Any]) -> dict[str, str]:
    """By field what a person gave for all rows of the file; empty ones are none."""
    sent = (name for name in form_data if name.startswith(FOR_ALL))
    texts = {name.removeprefix(FOR_ALL)[:60]: str(form_data[name]).strip()[:1000] for name in sent}
    return {name: text.replace("\0", "") for name, text in texts.items() if text}


def for_all_lines(mapping: ColumnMap, importer: RecordImporter) -> list[ForAllLine]:
    """Fields of which one value can be given for all rows, with what was given."""
    lines = []
    for name in importer.for_all_rows:
        field, text = importer.by_name[name], mapping.for_all_rows.get(name, "")
        choices = [(value, str(label), value == text) for value, label in field.labels]
        lines.append(ForAllLine(f"{FOR_ALL}{name}", str(field.label), text, choices))
    return lines


def find_errors(mapping: ColumnMap, importer: RecordImporter) -> list[str]:
    """Sentences for a person to act on."""
    headings: dict[str, str] = {}
    sentences = []
    for column in mapping.mapped:
        if column.field not in importer.by_name:
            sentences.append(_("There is no field “%(field)s”.") % {"field": column.field})
        elif column.field in headings:
            words = {
                "one": headings[column.field],
                "other": column.heading,
                "field": importer.by_name[column.field].label,
            }
            sentences.append(
                _("“%(one)s” and “%(other)s” are both “%(field)s”. Choose one of them.") % words
            )
        headings.setdefault(column.field, column.heading)
    sentences += wrong_for_all_rows(mapping, importer)
    if not mapping.mapped:
        sentences.append(_("No column is mapped: say at least which one holds the name."))
    return sentences


def wrong_for_all_rows(mapping: ColumnMap, importer: RecordImporter) -> list[str]:
    """What cannot be read of what was given for all rows."""
    mapper = RowMapper(importer, ColumnMap(for_all_rows=mapping.for_all_rows), ValueMap())
    _row, problems = mapper.canonical_row({})
    return [f"{importer.by_name[one.field].label}: {one}" for one in problems]


def missing_fields(mapping: ColumnMap, importer: RecordImporter) -> list[ImportField]:
    """Fields that a new record needs and no column gives."""
    mapped = {column.field for column in mapping.mapped} | mapping.for_all_rows.keys()
    return [field for field in importer.required if field.name not in mapped]
