"""What was found out about a file, with its first rows; whoever knows better has it read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hub.imports import staging, state_machine
from hub.imports.models import Import
from hub.imports.read.detected_format import Sniffed
from hub.imports.read.encoding import ONE_BYTE, TWO_BYTES
from hub.imports.read.sandbox import UnreadableFile, reading, sniff_file
from hub.imports.views.desk import BOTH, back_to, desk, found, page_of, ring, too_late

State = Import.State
FIRST = 5
OTHERS = ("utf-8", "utf-16", *ONE_BYTE, *TWO_BYTES)
DELIMITERS = {",": lazy("comma ,"), ";": lazy("semicolon ;"), "\t": lazy("tab"), "|": lazy("bar |")}


@dataclass(frozen=True)
class FileOption:
    """One way to read the file; ``sample`` is its start read in that way."""

    value: str
    label: str
    sample: str = ""
    chosen: bool = False


@desk("change_import", BOTH)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if not batch.file:
        return too_late(request, batch, _("There is no file: the feed could not be fetched."))
    if request.method != "POST":
        return shown(request, batch)
    how, sentence = chosen(request.POST, batch)
    sentence = sentence or unreadable(batch, how)
    if sentence:
        messages.error(request, sentence)
        return shown(request, batch, status=400)
    if not state_machine.read_again(batch, **how):
        return too_late(
            request, batch, _("The file can be read again only before its rows were checked.")
        )
    ring(batch)
    return back_to(batch)


def unreadable(batch: Import, how: dict[str, str]) -> str:
    """Why the start of the file cannot be read in this way: else the import would fail by it."""
    try:
        with (
            staging.local_path(batch) as path,
            reading(path, replace(staging.sniffed_of(batch), **how)) as start,  # type: ignore[arg-type]
        ):
            next(start.batches(), None)
    except UnreadableFile as problem:
        return problem.sentence
    return ""


def shown(request: HttpRequest, batch: Import, *, status: int = 200) -> HttpResponse:
    sniffed = sniff(batch)
    first = list(batch.rows.in_order()[:FIRST])
    return page_of(
        request,
        batch,
        "file",
        _("The file"),
        status=status,
        encodings=encodings(batch, sniffed),
        others=OTHERS,
        delimiters=delimiters(batch),
        sheets=[FileOption(one, one, chosen=one == batch.sheet) for one in sniffed.sheets],
        sample=[(row.number, [row.cells.get(one, "") for one in batch.headings]) for row in first],
        can_read_again=batch.state in (State.MAPPING, State.HELD),
    )


def sniff(batch: Import) -> Sniffed:
    """What the file looks like; what the import notes where it cannot be opened any more."""
    try:
        with staging.local_path(batch) as path:
            return sniff_file(path)
    except (UnreadableFile, OSError):
        return staging.sniffed_of(batch)


def encodings(batch: Import, sniffed: Sniffed) -> list[FileOption]:
    """The likely ones with the file's start, the one in use among them; none for a workbook."""
    samples = dict(sniffed.samples)
    if batch.encoding:
        samples.setdefault(batch.encoding, "")
    return [
        FileOption(name, name, _beyond_ascii(text), name == batch.encoding)
        for name, text in samples.items()
    ]


def _beyond_ascii(text: str) -> str:
    """The lines by which encodings differ."""
    lines = [line for line in text.splitlines() if not line.isascii()]
    return "\n".join(line[:200] for line in (lines or text.splitlines())[:4])


def delimiters(batch: Import) -> list[FileOption]:
    if batch.format != Import.Format.CSV:
        return []
    known = DELIMITERS | ({} if batch.delimiter in DELIMITERS else {batch.delimiter: ""})
    return [
        FileOption(
            "tab" if mark == "\t" else mark, str(label) or mark, chosen=mark == batch.delimiter
        )
        for mark, label in known.items()
    ]


def chosen(given: Mapping[str, Any], batch: Import) -> tuple[dict[str, str], str]:
    """How the file is to be read, or a sentence that says what is wrong with the choice."""
    how = {"encoding": batch.encoding, "delimiter": batch.delimiter, "sheet": batch.sheet}
    if encoding := str(given.get("other") or given.get("encoding") or ""):
        try:
            "".encode(encoding)
        except (LookupError, ValueError):
            return how, _("“%(name)s” is no encoding that is known here.") % {"name": encoding[:40]}
        how["encoding"] = encoding[:40]
    mark = {"tab": "\t"}.get(given.get("delimiter", ""), given.get("delimiter", ""))
    if mark:
        if len(mark) != 1:
            return how, _("The separator of columns is one character.")
        how["delimiter"] = mark
    if sheet := str(given.get("sheet") or ""):
        if sheet not in sniff(batch).sheets:
            return how, _("There is no sheet “%(name)s”.") % {"name": sheet[:100]}
        how["sheet"] = sheet
    return how, ""
