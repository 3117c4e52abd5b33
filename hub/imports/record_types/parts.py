"""The tables beside a record's own: terms, organisations, citations, names, speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from django.db import models

from hub.imports.record_types.lookups import RecordLookup
from hub.records.models.ledger import Facts

Columns = dict[str, Any]  # column -> value that JSON can hold


class Ids(Protocol):
    """Gives primary keys before anything is written."""

    def next(self, table: str) -> int:
        """A key of this table that nobody has."""
        ...

    def source(self, url: str, title: str) -> int:
        """The key of a ``core_source``: of the one there is, else of a new one to be inserted."""
        ...


class TableWrite(NamedTuple):
    """One row of one table, before and after. For an update: the columns that change only."""

    table: str
    op: str  # insert | update | delete
    pk: int
    values: Columns | None
    before: Columns | None


@dataclass
class Writing:
    """What a part needs to say which rows it wants. ``rows``: those of the parts before it."""

    names: RecordLookup
    ids: Ids
    rows: dict[str, list[Columns]]


Wanted = Callable[[Facts, list[Columns], Writing], list[Columns]]


@dataclass(frozen=True)
class LinkTable:
    """A table whose rows belong to a record and make one of its facts.

    ``shape``: the columns of a fact's entries, as in the record's ``facts()``; one alone makes a
    flat list. ``identity``: columns by which a wanted row is one that is there already. ``wanted``
    is missing for what imports never write.
    """

    fact: str
    model: type[models.Model]
    parent: str  # the column that names the record
    shape: tuple[str, ...]
    order: tuple[Any, ...] = ("position", "pk")
    identity: tuple[str, ...] = ()
    wanted: Wanted | None = None
    flat: bool = False
    also: tuple[str, ...] = ()  # other facts that its rows hang on

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self.model._meta.concrete_fields)

    @cached_property
    def hangs_on(self) -> frozenset[str]:
        """Facts whose change may change its rows."""
        return frozenset((self.fact, *self.also))

    def rows(self, pks: Iterable[int]) -> dict[int, list[Columns]]:
        """The stored rows of these records, with the joined columns of ``shape``. One query."""
        asked = dict.fromkeys((*self.columns, *self.shape))
        found = self.model._default_manager.filter(**{f"{self.parent}__in": list(pks)})
        rows: dict[int, list[Columns]] = {}
        for row in found.order_by(*self.order).values(*asked):
            plain = {name: plain_value(value) for name, value in row.items()}
            rows.setdefault(plain[self.parent], []).append(plain)
        return rows

    def facts(self, rows: list[Columns], names: RecordLookup) -> Facts:
        if self.flat:
            return {self.fact: [row[self.shape[0]] for row in rows]}
        return {self.fact: [[row[name] for name in self.shape] for row in rows]}

    def own(self, row: Columns) -> Columns:
        """The columns of the table itself, without joined ones."""
        return {name: row[name] for name in self.columns if name in row}


PLAIN = (str, int, float, bool, list, dict)


def plain_value(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if value is None or isinstance(value, PLAIN):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def digest_lines(
    part: LinkTable, parent: int, stored: list[Columns], wanted: list[Columns], ids: Ids
) -> tuple[list[TableWrite], list[Columns]]:
    """What turns the stored rows into the wanted ones: deletions first, and the rows afterwards."""
    if not stored:
        after = [_new_row(part, parent, want, ids) for want in wanted]
        return [TableWrite(part.table, "insert", row["id"], row, None) for row in after], after
    free: dict[tuple[Any, ...], list[Columns]] = {}
    for row in stored:
        free.setdefault(tuple(row[name] for name in part.identity), []).append(row)
    updates, inserts, after = [], [], []
    for want in wanted:
        there = free.get(tuple(want[name] for name in part.identity))
        if there:
            old = part.own(there.pop(0))
            changed = {name: value for name, value in want.items() if old[name] != value}
            after.append(old | want)
            if changed:
                before = {name: old[name] for name in changed}
                updates.append(TableWrite(part.table, "update", old["id"], changed, before))
        else:
            row = _new_row(part, parent, want, ids)
            after.append(row)
            inserts.append(TableWrite(part.table, "insert", row["id"], row, None))
    deletes = [
        TableWrite(part.table, "delete", row["id"], None, part.own(row))
        for rows in free.values()
        for row in rows
    ]
    return [*deletes, *updates, *inserts], after


def _new_row(part: LinkTable, parent: int, want: Columns, ids: Ids) -> Columns:
    return {**defaults_of(part.model), **want, "id": ids.next(part.table), part.parent: parent}


_defaults: dict[type[models.Model], Columns] = {}


def defaults_of(model: type[models.Model]) -> Columns:
    """Every column of a new row, as JSON holds it. One for all: not to be changed."""
    if model not in _defaults:
        _defaults[model] = {
            field.attname: plain_value(field.get_default()) for field in model._meta.concrete_fields
        }
    return _defaults[model]
