"""The rows of link tables that a batch of exported records needs: one query for each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from hub.open_data.batch_context import BatchContext, PlacedTerm, choice_reader
from hub.open_data.exported_fields import CITATIONS, TERMS, ExportedPart, ValueType
from hub.open_data.exported_values import ExportedTerm
from hub.records.link_tables import LinkTable, plain_value
from hub.records.models import Source

Row = tuple[Any, ...]


@cache
def _table(model: Any, fact: str) -> LinkTable | None:
    return next((table for table in model.tables() if table.fact == fact), None)


def _rows(table: LinkTable, context: BatchContext, *columns: str, **only: Any) -> Any:
    own_order = table.order or tuple(table.model._meta.ordering or ("pk",))
    order = () if table.fact == TERMS else own_order  # terms have that of their scheme
    rows = table.model._default_manager.filter(**{f"{table.parent}__in": context.keys}, **only)
    return rows.order_by(*order).values_list(table.parent, *columns)


def read_terms(model: Any, context: BatchContext) -> None:
    """The terms of the batch, by scheme, in the order that each scheme has."""
    table = _table(model, TERMS)
    if table is None:
        return
    knows_inferred = "inferred" in table.columns
    rows = _rows(table, context, "term_id", *(("inferred",) if knows_inferred else ()))
    found: dict[int, dict[str, list[PlacedTerm]]] = {}
    for record, key, *inferred in rows:
        placed = context.term(key, inferred=bool(inferred and inferred[0]))
        if placed is not None:
            schemes = found.get(record)
            if schemes is None:
                schemes = found[record] = {}
            scheme = placed[2]
            if scheme in schemes:
                schemes[scheme].append(placed)
            else:
                schemes[scheme] = [placed]
    context.terms = {
        record: {scheme: _in_order(terms) for scheme, terms in schemes.items()}
        for record, schemes in found.items()
    }


def _in_order(terms: list[PlacedTerm]) -> tuple[ExportedTerm, ...]:
    if len(terms) > 1:
        terms.sort()
    return tuple([term for _place, term, _scheme in terms])


def read_citations(model: Any, context: BatchContext) -> None:
    """Which sources stand behind which facts of the batch."""
    table = _table(model, CITATIONS)
    if table is None:
        return
    columns = ("subject", "source_id", "source__kind", "note", "checked_on", "says_so")
    for record, subject, source, kind, note, checked_on, says_so in _rows(table, context, *columns):
        day = checked_on.isoformat() if checked_on else None
        if kind == Source.Kind.STATEMENT:
            if day is None:  # it was made about another value than stands there now
                continue
            key = context.note_source(source)
            context.cited_of(record).facts.add_statement(subject, key, day, note.split())
        else:
            key = context.note_source(source, note)
            context.cited_of(record).facts.add_citation(
                subject, key, checked_on=day, says_so=says_so
            )
        context.cited_of(record).note_key(key)
    for cited in context.cited.values():
        cited.facts.settle_doubts()


class EntryReader:
    """Entries of one fact, from the rows of its table.

    ``only``: a column that says of a row whether readers see it. A row that is about a hidden
    record (it is part of what makes the row one of its own) is left out; elsewhere its name is.
    """

    def __init__(self, table: LinkTable, parts: Sequence[ExportedPart], *, only: str) -> None:
        self.table, self.parts, self.only = table, tuple(parts), only
        self.deciding = tuple(
            place
            for place, part in enumerate(self.parts)
            if part.type is ValueType.RECORD and part.column in table.identity
        )

    def read(self, context: BatchContext) -> None:
        """Note what the entries name, and make them once that is read."""
        only = {self.only: True} if self.only else {}
        rows = list(_rows(self.table, context, *(part.column for part in self.parts), **only))
        for place, part in enumerate(self.parts, 1):
            if part.type is ValueType.RECORD:
                context.note_records(part.kind, (row[place] for row in rows))
            elif part.type is ValueType.SOURCE:
                for row in rows:
                    if row[place] is not None:
                        context.note_source(row[place])
        context.when_resolved(partial(self._finish, context, rows))

    def _finish(self, context: BatchContext, rows: Sequence[Row]) -> None:
        readers = [_part_reader(part, context) for part in self.parts]
        entries: dict[int, list[Any]] = {}
        for record, *columns in rows:
            values = [read(value) for read, value in zip(readers, columns, strict=True)]
            if any(columns[place] is not None and values[place] is None for place in self.deciding):
                continue
            entries.setdefault(record, []).append(self._entry(values))
        context.entries[self.table.fact] = {record: tuple(made) for record, made in entries.items()}

    def _entry(self, values: Sequence[Any]) -> Any:
        if len(self.parts) == 1:
            return values[0]
        return {part.name: value for part, value in zip(self.parts, values, strict=True)}


def _part_reader(part: ExportedPart, context: BatchContext) -> Callable[[Any], Any]:
    """From a column of the row to the value; None for what is not known, or hidden."""
    if part.type is ValueType.RECORD:
        return lambda value: next(iter(context.records_of(part.kind, value)), None)
    if part.type is ValueType.TERM:
        return lambda value: None if value is None else _term_alone(context.term(value))
    if part.type is ValueType.SOURCE:
        return lambda value: (
            None if value is None else next(iter(context.sources_of([context.note_source(value)])))
        )
    if part.type is ValueType.CHOICE:
        return choice_reader(part.choices)
    return lambda value: None if value in (None, "") else plain_value(value)


def _term_alone(placed: PlacedTerm | None) -> ExportedTerm | None:
    return placed[1] if placed else None
