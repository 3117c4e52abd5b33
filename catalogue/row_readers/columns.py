"""The columns of a row that its record type declares how to read, and the row's sources."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import RowReader
from hub.records.fields import ImportColumn, Label, RecordField, RecordType, Storage


class ColumnReader(NamedTuple):
    """Reads one cell. ``absent``: the value where the row has no such column, unless ``always``
    the cell is read all the same, because a problem or a new list comes of it.
    """

    fact: str
    column: str
    read: Callable[[RowReader], Any]
    absent: Any = None
    always: bool = False


def read_columns(read: RowReader, record_type: RecordType) -> dict[str, Any]:
    """Values for the columns of the table by their names; problems are noted in the reader.

    Keys of other records, links and what needs more than its own cell are read by the caller.
    """
    row = read.row
    return {
        fact: reader(read) if always or column in row else absent
        for fact, column, reader, absent, always in column_readers(record_type)
    }


def read_terms(read: RowReader, record_type: RecordType) -> list[int]:
    """Primary keys of the terms that the row names, each once, scheme after scheme."""
    pks = [
        pk
        for column, scheme in term_columns(record_type)
        if column in read.row
        for pk in read.terms(column, scheme)
    ]
    return list(dict.fromkeys(pks))


def column_names(record_type: RecordType) -> dict[str, str]:
    """What the columns of the table are called in a row, where not by their own names."""
    return {
        declared.name: column.name
        for declared, column in record_type.import_columns
        if declared.storage is Storage.COLUMN and column.name != declared.name
    }


@lru_cache(maxsize=64)
def column_labels(record_type: RecordType) -> dict[str, Label]:
    """What columns are called on pages, by the names that they have in a row."""
    return {
        column.name: column.label or record_type.news_label(declared.name)
        for declared, column in record_type.import_columns
    }


@lru_cache(maxsize=64)
def term_columns(record_type: RecordType) -> tuple[tuple[str, str], ...]:
    """(column, scheme) for each column that names terms of one scheme and sets nothing else."""
    return tuple(
        (column.name, declared.name)
        for declared, column in record_type.import_columns
        if declared.storage is Storage.SCHEME and not column.facts
    )


@lru_cache(maxsize=64)
def column_readers(record_type: RecordType) -> tuple[ColumnReader, ...]:
    """Made once for each record type: a file may have a hundred thousand rows."""
    return tuple(
        reader
        for declared, column in record_type.import_columns
        if declared.storage is Storage.COLUMN
        and (reader := _reader(record_type, declared, column)) is not None
    )


def _reader(
    record_type: RecordType, declared: RecordField, column: ImportColumn
) -> ColumnReader | None:
    """None for a column that is read by hand."""
    fact, name = declared.name, column.name
    stored = record_type.model._meta.get_field(fact)
    if stored.is_relation:
        return None
    if fact == "slug":
        return ColumnReader(fact, name, RowReader.slug, always=True)
    if column.many:
        return ColumnReader(
            fact, name, lambda read: read.texts(name, most=column.limit), always=True
        )
    default = None if stored.null or column.required else stored.get_default()
    if column.shape == "choice":
        choices = tuple(record_type.column_choices(fact))
        return ColumnReader(fact, name, lambda read: read.choice(name, choices, default), default)
    read_cell = _cell_reader(column)
    if read_cell is None or default is None:
        return read_cell and ColumnReader(fact, name, read_cell, always=column.required)
    return ColumnReader(
        fact,
        name,
        lambda read: default if (value := read_cell(read)) is None else value,
        default,
    )


def _cell_reader(column: ImportColumn) -> Callable[[RowReader], Any] | None:
    """By the shape of the column; a text without a limit is read by hand."""
    name = column.name
    readers: dict[str, Callable[[RowReader], Any]] = {
        "url": lambda read: read.url(name),
        "date": lambda read: read.date(name),
        "day": lambda read: read.day(name),
        "time": lambda read: read.checked(name, time.fromisoformat, most=8),
        "zone": lambda read: read.text(name, most=column.limit),
        "flag": lambda read: read.flag(name),
        "lines": lambda read: read.lines(name),
    }
    if column.limit:
        readers["text"] = lambda read: read.text(name, most=column.limit, required=column.required)
    return readers.get(column.shape)


@dataclass(frozen=True)
class CitationRow:
    """``subject`` is a field or scheme of the record; empty: the whole of it."""

    subject: str
    url: str
    title: str
    note: str


def read_citations(read: RowReader, subjects: Collection[str]) -> list[CitationRow]:
    """The row's ``sources``. What is wrong with one is a problem of the row."""
    rows = []
    for item in read.items("sources") or []:
        if not isinstance(item, dict):
            read.wrong("sources", _("A source has an address or a title, each under its name."))
            continue
        reader = RowReader(item, read.known)
        row = CitationRow(
            reader.choice("subject", subjects, "") or "",
            reader.url("url") or "",
            reader.text("title", most=500) or "",
            reader.text("note", most=1000) or "",
        )
        read.inside("sources", reader)
        if row.url or row.title:
            rows.append(row)
    return rows
