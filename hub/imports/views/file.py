"""The format that was detected in a file, with its first rows; a curator can have it read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hub.imports import job_runner, staging
from hub.imports.models import Import
from hub.imports.read.encoding import ONE_BYTE, RARE_ONE_BYTE, TWO_BYTES
from hub.imports.read.format_detection import DetectedFormat
from hub.imports.read.json_reader import ROOT
from hub.imports.read.limits import MAX_SHEET
from hub.imports.read.messages import encoding_label
from hub.imports.read.sandbox import UnreadableFile, detect_file_format, open_rows
from hub.imports.views.page import (
    curator_page,
    enqueue_job,
    erased_sentence,
    get_job,
    redirect_to_job,
    render_conflict,
    render_job_page,
)
from hub.record_admin.staff_pages import FORM
from hub.records.readable_values import readable

State = Import.State
NO_DELIMITER = "\0\r\n\"'"  # what cannot part the cells of a line
FIRST_ROWS = 5
OTHER_ENCODINGS = ("utf-8", "utf-16", *ONE_BYTE, *RARE_ONE_BYTE, *TWO_BYTES)
WHOLE = lazy("the whole document")
DELIMITER_LABELS = {
    ",": lazy("comma ,"),
    ";": lazy("semicolon ;"),
    "\t": lazy("tab"),
    "|": lazy("bar |"),
}


@dataclass(frozen=True)
class FileOption:
    """One way to read the file; ``sample`` is its start read in that way."""

    value: str
    label: str
    sample: str = ""
    chosen: bool = False


@curator_page("change_import", FORM)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if not job.file:
        sentence = erased_sentence(job) or _("There is no file: the feed could not be fetched.")
        return render_conflict(request, job, sentence)
    if request.method != "POST":
        return render_file(request, job)
    changes, sentence = read_changes(request.POST, job)
    sentence = sentence or reading_error(job, changes)
    if sentence:
        messages.error(request, sentence)
        return render_file(request, job, status=400)
    if not job_runner.read_again(job, **changes):
        return render_conflict(
            request, job, _("The file can be read again only before its rows were checked.")
        )
    enqueue_job(job)
    return redirect_to_job(job)


def reading_error(job: Import, changes: dict[str, Any]) -> str:
    """Why the start of the file cannot be read in this way; the job would fail by it."""
    try:
        with (
            staging.local_path(job) as path,
            open_rows(
                path,
                replace(
                    staging.stored_format(job),
                    **changes | {"heading_row": changes["heading_row"] or 0},
                ),
                known=staging.known_headings(job.kind),
                limits=staging.read_limits(),
            ) as rows,
        ):
            next(rows.chunks(), None)
    except UnreadableFile as problem:
        return problem.sentence
    except staging.MissingFile:
        return _("The file is not stored any more. Upload it again.")
    return ""


def render_file(request: HttpRequest, job: Import, *, status: int = 200) -> HttpResponse:
    detected = current_format(job)
    first = list(job.rows.in_order()[:FIRST_ROWS])
    return render_job_page(
        request,
        job,
        "file",
        _("The file"),
        status=status,
        encodings=encoding_options(job, detected),
        others=[(name, encoding_label(name)) for name in OTHER_ENCODINGS],
        delimiters=delimiter_options(job),
        sheets=sheet_options(job, detected),
        heading_lines=heading_lines(job),
        notes=staging.layout_remarks(job),
        sample=[
            (row.number, [readable(row.cells.get(heading)) for heading in job.headings])
            for row in first
        ],
        can_read_again=job.state in (State.MAPPING, State.HELD),
    )


def current_format(job: Import) -> DetectedFormat:
    """The format of the file; the stored one where it cannot be opened any more."""
    try:
        with staging.local_path(job) as path:
            return detect_file_format(path, staging.read_limits())
    except (UnreadableFile, staging.MissingFile):
        return staging.stored_format(job)


def encoding_options(job: Import, detected: DetectedFormat) -> list[FileOption]:
    """The likely ones with the file's start, the one in use among them; none for a workbook."""
    samples = dict(detected.samples)
    if job.encoding:
        samples.setdefault(job.encoding, "")
    return [
        FileOption(name, encoding_label(name), _beyond_ascii(text), name == job.encoding)
        for name, text in samples.items()
    ]


def sheet_options(job: Import, detected: DetectedFormat) -> list[FileOption]:
    """The sheets of a workbook, or the lists of a JSON document where it has several."""
    return [
        FileOption(sheet, str(WHOLE) if sheet == ROOT else sheet, chosen=sheet == job.sheet)
        for sheet in sheet_names(job, detected)
    ]


def sheet_names(job: Import, detected: DetectedFormat) -> tuple[str, ...]:
    lists = tuple(job.layout.get("lists", ()))
    return detected.sheets or (lists if len(lists) > 1 else ())


@dataclass(frozen=True)
class HeadingLine:
    """One of the first lines of a table. ``use``: "headings", "left-out" or "" for a record."""

    number: int
    cells: list[str]
    use: str


def heading_lines(job: Import) -> list[HeadingLine]:
    """The first lines of a table, among which a person can choose the row of headings."""
    heading_row, left_out = job.layout.get("heading_row"), job.layout.get("left_out", ())
    return [
        HeadingLine(
            number,
            cells,
            "headings"
            if number == heading_row
            else "left-out"
            if number in left_out or number < (heading_row or 0)
            else "",
        )
        for number, cells in job.layout.get("first_lines", ())
    ]


def _beyond_ascii(text: str) -> str:
    """The lines by which encodings differ."""
    lines = [line for line in text.splitlines() if not line.isascii()]
    return "\n".join(line[:200] for line in (lines or text.splitlines())[:4])


def delimiter_options(job: Import) -> list[FileOption]:
    if job.format != Import.Format.CSV:
        return []
    labels = DELIMITER_LABELS | ({} if job.delimiter in DELIMITER_LABELS else {job.delimiter: ""})
    return [
        FileOption(
            "tab" if mark == "\t" else mark, str(label) or mark, chosen=mark == job.delimiter
        )
        for mark, label in labels.items()
    ]


def is_known(encoding: str) -> bool:
    """Whether it is an encoding of texts, under a name of the length that is stored."""
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        return False
    return len(encoding) <= 40


def read_changes(form_data: Mapping[str, Any], job: Import) -> tuple[dict[str, Any], str]:
    """How the file is to be read, or a sentence that says what is wrong with the choice."""
    changes: dict[str, Any] = {
        "encoding": job.encoding,
        "delimiter": job.delimiter,
        "sheet": job.sheet,
        "heading_row": job.heading_row,
    }
    if encoding := str(form_data.get("other") or form_data.get("encoding") or ""):
        if not is_known(encoding):
            return changes, _("“%(name)s” is no encoding that is known here.") % {
                "name": encoding[:40]
            }
        changes["encoding"] = encoding
    mark = {"tab": "\t"}.get(form_data.get("delimiter", ""), form_data.get("delimiter", ""))
    if mark:
        if len(mark) != 1 or mark in NO_DELIMITER:
            return changes, _("The separator of columns is one character.")
        changes["delimiter"] = mark
    if sheet := str(form_data.get("sheet") or ""):
        if sheet not in sheet_names(job, current_format(job)):
            return changes, _("There is no sheet “%(name)s”.") % {"name": sheet[:MAX_SHEET]}
        changes["sheet"] = sheet
    row = str(form_data.get("heading_other") or form_data.get("heading_row") or "")
    if row and not (row.isdecimal() and len(row) < 8 and int(row) > 0):
        return changes, _("The row of headings is a number, such as 3.")
    if row and int(row) != job.layout.get("heading_row"):
        changes["heading_row"] = int(row)
    if any(changes[name] != getattr(job, name) for name in ("sheet", "delimiter")):
        # Another table: the row that was chosen is none of its rows.
        changes["heading_row"] = None
    return changes, ""
