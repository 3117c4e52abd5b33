"""The columns of a record type in every file, call and pack: derived from its declaration.

Nothing else lists columns. What a room declares in its fields stands here by being declared, under
the name that its declaration gives it for exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.db import models

from hub.records.fields import Label, RecordField, RecordType, Storage, TermGroup
from hub.records.link_tables import LinkTable
from hub.records.models import Record, Source
from hub.records.partial_date import PartialDateField
from hub.records.registry import record_types
from hub.vocabulary.models import Term

PUBLIC = "public"
CITATIONS = "citations"
TERMS = "terms"  # the fact of the table that links records to terms


class ValueType(Enum):
    """What the values of a field are: see ``hub.open_data.exported_values``."""

    TEXT = "text"
    ADDRESS = "address"  # a web address
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"  # ISO 8601, as precise as the source: 2021, 2021-10 or 2021-10-05
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    TERM = "term"
    RECORD = "record"
    SOURCE = "source"
    ENTRY = "entry"  # several parts, each with a type of its own


@dataclass(frozen=True)
class ExportedPart:
    """A part of an entry. ``column``: of the table of entries. ``kind``: as of a field."""

    name: str
    label: Label
    type: ValueType
    column: str
    kind: str = ""
    choices: tuple[tuple[Any, Label], ...] = ()


@dataclass(frozen=True)
class ExportedField:
    """A column. ``name`` never changes; ``fact`` is what revisions and citations call it.

    ``scheme``: of its terms; ``group``: which of them, where several fields share the scheme.
    ``kind``: of the records that it names. ``choices``: values and labels of a column with choices.
    ``parts``: of each entry. ``may_be_none``: whether a source can say that there is none.
    ``is_sourced``: whether sources stand behind it, and not our own judgement.
    """

    name: str
    fact: str
    label: Label
    type: ValueType
    many: bool = False
    scheme: str = ""
    group: TermGroup | None = None
    kind: str = ""
    choices: tuple[tuple[Any, Label], ...] = ()
    parts: tuple[ExportedPart, ...] = ()
    may_be_none: bool = False
    is_sourced: bool = True
    is_prose: bool = False

    @property
    def subject(self) -> str:
        """What citations and "known to be none" name it by."""
        return self.group.scheme if self.group else self.fact


@cache
def exported_fields(kind: str) -> tuple[ExportedField, ...]:
    """In the order of declaration. Raises LookupError for a kind that is not registered."""
    record_type = record_types[kind]
    return tuple(
        _exported(record_type, declared) for declared in record_type.fields if is_exported(declared)
    )


def is_exported(declared: RecordField) -> bool:
    """Whether the field is a column of files: public, and stored or a group of stored terms."""
    is_stored = declared.storage is not Storage.DERIVED or declared.group is not None
    return is_stored and declared.exported and declared.visibility == PUBLIC


def _exported(record_type: RecordType, declared: RecordField) -> ExportedField:
    shared: dict[str, Any] = {
        "name": declared.export_name,
        "fact": declared.name,
        "label": _label(record_type, declared),
        "is_sourced": not declared.of_record,
        "is_prose": any(column.free_text for column in declared.imports),
    }
    scheme = declared.group.scheme if declared.group else declared.name
    if declared.group is not None or declared.storage is Storage.SCHEME:
        may_be_none = declared.group is None or declared.group.may_be_none
        return ExportedField(
            **shared,
            type=ValueType.TERM,
            many=not declared.imports or declared.imports[0].many,
            scheme=scheme,
            group=declared.group,
            may_be_none=may_be_none,
        )
    if declared.storage is Storage.COLUMN:
        return ExportedField(**shared, **_of_column(record_type, declared.name))
    return ExportedField(
        **shared, many=True, may_be_none=declared.may_be_none, **_of_links(record_type, declared)
    )


def _label(record_type: RecordType, declared: RecordField) -> Label:
    """What it is called on pages and in the files that we read, not as news word it."""
    facet = declared.facet.label if declared.facet else ""
    column = declared.imports[0].label if declared.imports else ""
    if words := facet or column or declared.label or record_type.news_label(declared.name):
        return words
    # What the rows of a table say of its entries is called as its column is.
    table = record_type.link_tables[declared.name]
    name: Label = table.model._meta.get_field(declared.indexed_if).verbose_name
    return name


def _of_column(record_type: RecordType, name: str) -> dict[str, Any]:
    column = record_type.model._meta.get_field(name)
    options: dict[str, Any] = {"type": _type_of(column), "choices": tuple(column.choices or ())}
    options["may_be_none"] = bool(column.null)
    if column.is_relation:
        options["kind"] = _kind_of(column.related_model)
    elif isinstance(column, models.JSONField):
        options["many"] = True
    return options


COLUMN_TYPES: tuple[tuple[type[models.Field[Any, Any]], ValueType], ...] = (
    (PartialDateField, ValueType.DATE),
    (models.URLField, ValueType.ADDRESS),
    (models.BooleanField, ValueType.YES_NO),
    (models.DateField, ValueType.DAY),
    (models.TimeField, ValueType.TIME),
    (models.IntegerField, ValueType.NUMBER),
)


def _type_of(column: Any) -> ValueType:
    if column.is_relation:
        return _type_of_model(column.related_model)
    if column.choices:
        return ValueType.CHOICE
    return next(
        (value for model, value in COLUMN_TYPES if isinstance(column, model)), ValueType.TEXT
    )


def _type_of_model(model: type[models.Model]) -> ValueType:
    if issubclass(model, Record):
        return ValueType.RECORD
    if issubclass(model, Term):
        return ValueType.TERM
    return ValueType.SOURCE if issubclass(model, Source) else ValueType.TEXT


def _kind_of(model: Any) -> str:
    return str(model.kind) if issubclass(model, Record) else ""


def _of_links(record_type: RecordType, declared: RecordField) -> dict[str, Any]:
    table: LinkTable = record_type.link_tables[declared.name]
    if declared.name == CITATIONS:
        return {"type": ValueType.SOURCE}
    if table.fact == TERMS:  # what of the terms the rows say besides
        return {"type": ValueType.TERM}
    parts = tuple(_parts(table, without=declared.indexed_if))
    if len(parts) == 1:
        (part,) = parts
        return {"type": part.type, "kind": part.kind, "choices": part.choices, "parts": parts}
    return {"type": ValueType.ENTRY, "parts": parts}


def _parts(table: LinkTable, *, without: str) -> Iterator[ExportedPart]:
    """One for each column that the shape of an entry reads."""
    for name in dict.fromkeys(lookup.partition("__")[0] for lookup in table.shape):
        if name == without:  # says of a row whether readers see it
            continue
        column: Any = table.model._meta.get_field(name)
        column_type = _type_of(column)
        lookup = next(each for each in table.shape if each.partition("__")[0] == name)
        is_text = column.is_relation and column_type is ValueType.TEXT
        yield ExportedPart(
            name,
            column.verbose_name,
            column_type,
            lookup if is_text else column.attname,
            kind=_kind_of(column.related_model) if column.is_relation else "",
            choices=tuple(column.choices or ()),
        )


def exported_field(kind: str, name: str) -> ExportedField | None:
    """The field of this name; None where the kind exports none of it."""
    return fields_by_name(kind).get(name)


@cache
def fields_by_name(kind: str) -> dict[str, ExportedField]:
    return {exported.name: exported for exported in exported_fields(kind)}
