"""A field that a column can be mapped to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy

from hub.records.fields import ImportColumn, RecordField, RecordType, Storage

RECORD = "record/"  # no scheme is called so


@dataclass(frozen=True)
class ImportField:
    """``name``: in a row (the format of the starter data). ``facts``: names in ``facts()``.

    All others are as in ``hub.records.fields.ImportColumn``.
    """

    name: str
    label: object  # translatable
    facts: tuple[str, ...]
    headings: tuple[str, ...] = ()
    scheme: str = ""
    many: bool = False
    required: bool = False
    free_text: bool = False
    shape: str = "text"
    labels: tuple[tuple[str, object], ...] = ()  # of a choice: each value and its label
    limit: int = 0
    overflow: str = ""
    kind: str = ""  # of the record that it names, where that is one and no row of the same file

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a field with a few fixed ones."""
        return tuple(value for value, _label in self.labels)

    @property
    def words(self) -> str:
        """What its words are kept under: the scheme of its terms, "organisation", or a kind of
        record behind ``RECORD``."""
        if self.kind:
            return f"{RECORD}{self.kind}"
        is_body = self.shape in ("organisation", "organisations")
        return self.scheme or ("organisation" if is_body else "")

    @property
    def makes_bodies(self) -> bool:
        """Whether an organisation that nobody knows can be made because a row names it.

        What an organisation is part of is none: it can be a row of the same file.
        """
        return self.shape == "organisations"


@dataclass(frozen=True)
class Relation:
    """How a row says what it is part of: the field, the fact that holds the key, and the fields
    by which the other is ``called``; ``names`` are those of them that are folded. ``optional``: a
    row whose relation names nothing says something without it."""

    field: str = ""
    fact: str = ""
    called: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    optional: bool = False


def import_fields(record_type: RecordType) -> tuple[ImportField, ...]:
    """The fields of a record type that columns can be mapped to, in the order of declaration."""
    return tuple(
        _import_field(record_type, declared, column)
        for declared, column in record_type.import_columns
    )


def _import_field(
    record_type: RecordType, declared: RecordField, column: ImportColumn
) -> ImportField:
    has_choices = column.shape == "choice"
    scheme = declared.name if declared.storage is Storage.SCHEME else ""
    return ImportField(
        column.name,
        column.label if column.label != "" else _news_label(record_type, declared.name),
        column.facts or (declared.name,),
        column.headings,
        scheme=declared.group.scheme if declared.group else scheme,
        many=column.many,
        required=column.required,
        free_text=column.free_text,
        shape=column.shape,
        labels=tuple(record_type.column_choices(declared.name).items()) if has_choices else (),
        limit=column.limit,
        overflow=column.overflow,
        kind=_kind_of(record_type, declared.name) if column.shape == "key" else "",
    )


def _kind_of(record_type: RecordType, fact: str) -> str:
    """The kind of the record whose key a fact holds."""
    related: Any = record_type.model._meta.get_field(fact).related_model
    return str(related.kind)


def _news_label(record_type: RecordType, name: str) -> object:
    """What a field without a label of its own as a column is called elsewhere."""
    return lazy(lambda: str(record_type.news_label(name) or name), str)()
