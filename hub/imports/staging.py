"""Stage a file: a new job, the format of its file, and its rows in the database, chunk by chunk.

``hub.imports.read`` opens the file; what it reads becomes ``ImportRow.cells``.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

from hub.imports.file_storage import copy_stored
from hub.imports.models import Import, ImportRow, ImportSource, Profile
from hub.imports.read.format_detection import DetectedFormat
from hub.imports.read.heading_rows import fold_heading
from hub.imports.read.limits import MAX_SHEET, MEGABYTE
from hub.imports.read.messages import layout_sentences
from hub.imports.read.sandbox import RawRow, ReadLimits, detect_file_format, open_rows
from hub.imports.record_types import importer_for
from hub.records.bulk_rows import insert_rows
from hub.records.text_cleaning import remove_controls

BLOCK = 1024 * 1024
# Rows staged in one step, the seconds that it may take, and the rows of one statement.
MAX_ROWS = 25_000
MAX_SECONDS = 20.0
ROWS_PER_STATEMENT = {"postgresql": 5_000, "sqlite": 200}
# And the bytes of the rows that are held in memory before they are written, as JSON.
BYTES_PER_STATEMENT = 8 * MEGABYTE


class MissingFile(Exception):  # noqa: N818 (it is about the storage, not about the file)
    """The storage of this machine does not have the file; that of another may."""


def create_job(
    file: File[bytes],
    *,
    source: ImportSource,
    name: str,
    by: Any = None,
    profile: Profile | None = None,
    **choices: Any,
) -> Import:
    """Store the file and make a job of it. The caller enqueues its first step after the commit.

    ``choices``: further fields of the job, such as ``publish_as`` or ``dry_run``.
    """
    job = Import(
        source=source,
        kind=source.kind,
        name=Path(remove_controls(name)).name[:300],
        by=by,
        fingerprint=fingerprint(file.chunks(BLOCK)),
        **choices,
    )
    file.seek(0)
    apply_profile(job, profile)
    save_with_file(job, job.fingerprint[:16], file)
    return job


def save_with_file(job: Import, name: str, file: File[bytes]) -> None:
    """Save a new job and its file, both or neither."""
    with transaction.atomic():
        job.file.save(name, file, save=False)
        job.save()


def fingerprint(blocks: Iterable[bytes]) -> str:
    """SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def apply_profile(job: Import, profile: Profile | None) -> None:
    """Read and map the job's file as the profile says; without one it waits for its columns."""
    job.profile = profile
    if profile is not None:
        job.mapping, job.words = profile.columns, profile.words
        job.encoding, job.delimiter = profile.encoding, profile.delimiter
        job.sheet, job.heading_row = profile.sheet, profile.heading_row
        job.text_language = profile.text_language


@contextmanager
def local_path(job: Import) -> Iterator[Path]:
    """A copy of the file on this machine. Raises MissingFile where the storage has it no more."""
    with _copied(job) as copy:
        yield Path(copy.name)


def _copied(job: Import) -> Any:
    """An open temporary file, which goes when it is closed."""
    name, copy = str(job.file.name), tempfile.NamedTemporaryFile()  # noqa: SIM115
    try:
        copy_stored(job.file.storage, name, copy)
        copy.flush()
    except BaseException as problem:
        copy.close()
        if isinstance(problem, FileNotFoundError):
            raise MissingFile(name) from problem
        raise
    return copy


class KeptCopy(threading.local):
    """The copy of one file, kept from one step to the next.

    A file that is read in many steps is fetched once by each worker. No name of a stored file is
    used again, and what it names never changes.
    """

    def __init__(self) -> None:
        self._name = ""
        self._copy: Any = None

    def path(self, job: Import) -> Path:
        """Raises MissingFile where the storage has the file no more, copy or not."""
        name = str(job.file.name)
        if name != self._name or not job.file.storage.exists(name):
            self.close()
            self._copy, self._name = _copied(job), name
        return Path(self._copy.name)

    def close(self) -> None:
        """What has been read is not kept."""
        if self._copy is not None:
            self._copy.close()
        self._name, self._copy = "", None


kept_copy = KeptCopy()


def read_limits() -> ReadLimits:
    """As settings have them."""
    return ReadLimits(
        must_be_confined=settings.IMPORT_SANDBOX == "required",
        row_bytes=settings.IMPORT_ROW_MB * MEGABYTE,
        content_bytes=settings.IMPORT_CONTENT_MB * MEGABYTE,
    )


def detect_format(job: Import) -> bool:
    """Store the format of the file, where nobody chose it; whether it is certain.

    Raises UnreadableFile.
    """
    detected = detect_file_format(kept_copy.path(job), read_limits())
    certain = detected.certain or bool(job.encoding)
    job.format = detected.format
    job.encoding = job.encoding or detected.encoding
    job.delimiter = job.delimiter or detected.delimiter
    job.sheet = job.sheet or detected.sheet
    return certain


def find_sheet(job: Import) -> str:
    """Take the likeliest sheet where the one of the profile is missing, and say so; else empty."""
    if not job.sheet or job.format != Import.Format.XLSX or job.profile is None:
        return ""
    detected = detect_file_format(kept_copy.path(job), read_limits())
    if job.sheet in detected.sheets:
        return ""
    expected = job.sheet
    similar = process.extractOne(expected, detected.sheets, scorer=fuzz.WRatio, score_cutoff=70)
    job.sheet = similar[0] if similar else detected.sheet
    return _(
        "The sheet “%(expected)s” is missing; “%(sheet)s” was read instead. Look whether that is "
        "the right one, or choose another on the page “File”."
    ) % {"expected": expected, "sheet": job.sheet}


def find_delimiter(job: Import) -> bool:
    """Take the separator of columns that the file seems to have, and say so.

    False where it is the one of the profile already.
    """
    if job.format != Import.Format.CSV or job.profile is None or not job.profile.delimiter:
        return False
    detected = detect_file_format(kept_copy.path(job), read_limits())
    if not detected.delimiter or detected.delimiter == job.delimiter:
        return False
    names = {"\t": _("tab")}
    job.sentence = _(
        "“%(expected)s” is expected between two columns, and this file was read with "
        "“%(delimiter)s” instead. Look whether that is right, or choose another on the page “File”."
    ) % {
        "expected": names.get(job.delimiter, job.delimiter),
        "delimiter": names.get(detected.delimiter, detected.delimiter),
    }
    job.delimiter = detected.delimiter
    return True


def layout_remarks(job: Import) -> list[str]:
    """What a person is told of the layout of the file: what of it was not read as rows."""
    remarks = layout_sentences(job.layout.get("notes", ()))
    if matrix := job.layout.get("matrix"):
        sentence = _(
            "This is a table of %(rows)d rows by %(columns)d columns: each of its %(cells)d filled "
            "cells is an entry."
        )
        remarks.append(sentence % matrix)
    if private := job.layout.get("private_entries"):
        sentence = ngettext(
            "%(number)d event is marked as private and was not read.",
            "%(number)d events are marked as private and were not read.",
            private,
        )
        remarks.append(sentence % {"number": private})
    if left_out := job.layout.get("left_out"):
        rows = ", ".join(map(str, left_out))
        sentence = _("Left out, since it only describes the columns: row %(rows)s.")
        remarks.append(sentence % {"rows": rows})
    lists = job.layout.get("lists", ())
    if len(lists) > 1:
        sentence = _(
            "The document holds several lists. “%(list)s” was read; choose another on the page "
            "“File” where that is not the one."
        )
        remarks.append(sentence % {"list": job.layout["list"]})
    return remarks


def stored_format(job: Import) -> DetectedFormat:
    """The format as the job has it."""
    return DetectedFormat(
        format=job.format,
        encoding=job.encoding,
        delimiter=job.delimiter,
        sheet=job.sheet,
        sheets=(job.sheet,) if job.sheet else (),
        heading_row=job.heading_row or 0,
    )


@lru_cache(maxsize=16)
def known_headings(kind: str) -> frozenset[str]:
    """What the fields of a kind of record are called, as ``fold_heading`` leaves it."""
    fields = importer_for(kind).fields
    named = (name for field in fields for name in (field.name, *field.headings))
    return frozenset(map(fold_heading, named))


def stage_rows(job: Import) -> bool:
    """Write the next rows, in a transaction of the caller's; False at the end of the file.

    ``at_number`` is the last row that is stored: reading starts again behind it.
    Raises UnreadableFile.
    """
    deadline, staged = time.monotonic() + MAX_SECONDS, 0
    pending: list[RawRow] = []
    with open_rows(
        kept_copy.path(job),
        stored_format(job),
        after=job.at_number,
        sent=job.bytes_read,
        known=known_headings(job.kind),
        limits=read_limits(),
    ) as sandboxed:
        job.headings, job.layout = sandboxed.headings, sandboxed.layout
        if len(job.layout.get("lists", ())) > 1:
            job.sheet = job.layout["list"][:MAX_SHEET]
        before = written = job.bytes_read
        for chunk in sandboxed.chunks():
            pending += chunk
            job.bytes_read = before + sandboxed.bytes_read
            if (
                len(pending) >= ROWS_PER_STATEMENT[connection.vendor]
                or job.bytes_read - written >= BYTES_PER_STATEMENT
            ):
                staged += _write(job, pending)
                pending, written = [], job.bytes_read
                # SQLite lets one process write at a time: a step is one short transaction.
                is_slow = connection.vendor == "sqlite" or time.monotonic() > deadline
                if is_slow or staged >= MAX_ROWS:
                    return True
    _write(job, pending)
    return False


def _write(job: Import, rows: list[RawRow]) -> int:
    if not rows:
        return 0
    insert_rows(
        ImportRow,
        [
            {"batch_id": job.pk, "number": row.number, "cells": row.cells,
             "problems": list(row.problems)}
            for row in rows
        ],
    )  # fmt: skip
    job.rows_read += len(rows)
    job.at_number = rows[-1].number
    return len(rows)
