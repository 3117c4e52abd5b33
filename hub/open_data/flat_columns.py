"""Records as rows of a table: for every fact its value, or the words for its state, and its source.

Terms and records stand by their label, and in a column beside it by their address. The cells are
those of ``hub.records.cell_format``, and are read back by it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub.open_data.exported_fields import ExportedField, ValueType, exported_fields
from hub.open_data.exported_values import (
    KNOWN,
    NONE,
    ExportedChoice,
    ExportedFact,
    ExportedRecord,
    ExportedReference,
    ExportedSource,
    ExportedTerm,
)
from hub.open_data.json_records import encode_json, value_json
from hub.records import cell_format
from hub.records.cell_format import ADDRESS, SOURCE, list_cell, text_cell
from hub.records.fields import Label

NAMED = (ValueType.TERM, ValueType.RECORD)  # values with a label and an address
Cells = list[str]
Sources = tuple[ExportedSource, ...]
WriteCells = Callable[[ExportedFact, Callable[[Sources], str]], Cells]
MAX_KEPT = 500  # cells of a field


@dataclass(frozen=True)
class FlatColumn:
    """``field``: whose value, addresses or sources stand in it; None of the record itself."""

    name: str
    label: Label
    field: ExportedField | None = None
    ending: str = ""  # of the name, for addresses and sources


def _first_columns() -> tuple[FlatColumn, ...]:
    return (
        FlatColumn("id", _("What it is called for good, whatever becomes of its address")),
        FlatColumn("address", _("Its page on this site")),
    )


def _last_columns() -> tuple[FlatColumn, ...]:
    return (
        FlatColumn("text_language", _("Language of its texts (BCP 47)")),
        FlatColumn("verified_on", _("Day of the last comparison with its sources")),
        FlatColumn("updated_at", _("When it was last changed")),
    )


def flat_columns(kind: str, names: Collection[str] | None = None) -> tuple[FlatColumn, ...]:
    """``names``: of the fields that are wanted, all by default."""
    fields = _wanted(kind, names)
    of_fields = (column for field in fields for column in _columns_of(field))
    return (*_first_columns(), *of_fields, *_last_columns())


def _wanted(kind: str, names: Collection[str] | None) -> list[ExportedField]:
    return [field for field in exported_fields(kind) if names is None or field.name in names]


def _columns_of(field: ExportedField) -> Iterator[FlatColumn]:
    yield FlatColumn(field.name, field.label, field)
    if _has_addresses(field):
        yield FlatColumn(f"{field.name}{ADDRESS}", field.label, field, ADDRESS)
    if _has_sources(field):
        yield FlatColumn(f"{field.name}{SOURCE}", field.label, field, SOURCE)


def _has_addresses(field: ExportedField) -> bool:
    return field.type in NAMED


def _has_sources(field: ExportedField) -> bool:
    return field.is_sourced and field.type is not ValueType.SOURCE


class RowWriter:
    """Rows of one kind: made once for a file, used for each record."""

    def __init__(self, kind: str, names: Collection[str] | None = None) -> None:
        self.header = [column.name for column in flat_columns(kind, names)]
        self._writers = [(field.name, _writer(field)) for field in _wanted(kind, names)]

    def row(self, record: ExportedRecord) -> Cells:
        cells = [record.id, record.address]
        facts, kept = record.facts, dict[int, str]()

        def source_cell(sources: Sources) -> str:
            """Facts of one record share their sources, as one tuple."""
            cell = kept.get(id(sources))
            if cell is None:
                cell = kept[id(sources)] = sources_cell(sources)
            return cell

        for name, write in self._writers:
            cells += write(facts[name], source_cell)
        cells += (
            record.language,
            record.verified_on or cell_format.NOT_KNOWN,
            record.updated_at.isoformat(timespec="seconds"),
        )
        return cells


def _writer(field: ExportedField) -> WriteCells:
    """The same few terms, and the same sources, come again and again: their cells are kept."""
    write_value = _value_writer(field)
    has_addresses, has_sources = _has_addresses(field), _has_sources(field)
    unknown = [cell_format.NOT_KNOWN, *[""] * (has_addresses + has_sources)]
    withheld = [cell_format.WITHHELD, *unknown[1:]]
    named: dict[tuple[Any, ...], Cells] = {}

    def value_cells(values: tuple[Any, ...]) -> Cells:
        if not has_addresses:
            return [write_value(values)]
        cells = named.get(values)
        if cells is None:
            if len(named) > MAX_KEPT:
                named.clear()
            addresses = cell_format.SEPARATOR.join([each.address for each in values])
            cells = named[values] = [write_value(values), addresses]
        return cells

    def write(fact: ExportedFact, source_cell: Callable[[Sources], str]) -> Cells:
        if fact.withheld:
            return withheld
        if fact.state == KNOWN:
            cells = value_cells(fact.values)
        elif fact.state == NONE:
            cells = [cell_format.NONE, ""] if has_addresses else [cell_format.NONE]
        else:
            return unknown
        return [*cells, source_cell(fact.sources)] if has_sources else cells

    return write


def _value_writer(field: ExportedField) -> Callable[[tuple[Any, ...]], str]:
    if field.type is ValueType.ENTRY:
        return lambda values: text_cell(encode_json([value_json(value) for value in values]))
    if field.type is ValueType.SOURCE:
        return sources_cell
    if field.many:
        return lambda values: list_cell(map(plain_words, values))
    return lambda values: text_cell(plain_words(values[0]))


def plain_words(value: Any) -> str:
    """One value as it stands in a cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, ExportedTerm):
        return value.label
    if isinstance(value, ExportedReference):
        return value.title
    return str(value.value) if isinstance(value, ExportedChoice) else str(value)


def sources_cell(sources: Sources) -> str:
    """Each by its address, or by its title where it has none."""
    return list_cell(source.address or source.title for source in sources)
