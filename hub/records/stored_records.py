"""Records as the database has them, many at once: one query for each table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from hub.records.bulk_rows import Columns
from hub.records.keyed_rows import AT_ONCE, KeyedRows
from hub.records.link_tables import Facts, LinkTable, plain_value

if TYPE_CHECKING:
    from hub.records.models.record import Record


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is: its facts, the columns of its row, and the rows of its link tables."""

    pk: int
    slug: str
    version: int
    facts: Facts
    columns: Columns
    links: dict[str, list[Columns]] = field(default_factory=dict)


def read_records(
    model: type[Record],
    keys: Iterable[int],
    facts: Collection[str] | None = None,
    *,
    lock: bool = False,
) -> dict[int, StoredRecord]:
    """Records by primary key; those that are not there are left out.

    ``facts``: those that are looked at; link tables that hold none of them are not read.
    ``lock``: until the end of the caller's transaction nobody else changes them.
    """
    requested = list(keys)
    if not requested:
        return {}
    if lock:
        records = list(_rows(model, requested).order_by("pk").select_for_update())
    elif len(requested) <= AT_ONCE:
        records = list(_few(model)(requested))
    else:
        records = list(_rows(model, requested))
    tables = [
        (table, table.read(requested))
        for table in model.tables()
        if facts is None or not table.hangs_on.isdisjoint(facts)
    ]
    return {row["id"]: _stored(model, row, tables) for row in records}


def _rows(model: type[Record], keys: Sequence[int]) -> Any:
    columns = [column.attname for column in model._meta.concrete_fields]
    return model._default_manager.filter(pk__in=keys).values(*columns)


@cache
def _few(model: type[Record]) -> KeyedRows[Columns]:
    return KeyedRows(partial(_rows, model))


def _stored(
    model: type[Record], row: Columns, tables: list[tuple[LinkTable, dict[int, list[Columns]]]]
) -> StoredRecord:
    columns = {name: plain_value(value) for name, value in row.items()}
    facts = facts_of_columns(model, columns)
    links: dict[str, list[Columns]] = {}
    for table, rows in tables:
        links[table.fact] = rows.get(columns["id"], [])
        facts |= table.facts(links[table.fact])
    return StoredRecord(columns["id"], columns["slug"], columns["version"], facts, columns, links)


def facts_of_columns(model: type[Record], columns: Columns) -> Facts:
    facts = {name: columns[name] for name in model.fact_columns()}
    # ``language`` is the name of a scheme too: the languages that a tool speaks.
    facts["text_language"] = facts.pop("language")
    return facts


def columns_of_facts(model: type[Record], facts: Facts) -> Columns:
    """The columns of a record's own row that these facts give."""
    columns = {name: facts[name] for name in model.fact_columns() if name in facts}
    columns.pop("language", None)
    if "text_language" in facts:
        columns["language"] = facts["text_language"]
    return columns


def columns_of_new(model: type[Record], facts: Facts) -> Columns:
    """As ``columns_of_facts``, without those that are as a new row has them."""
    blank = _blank_facts(model)
    columns = {
        name: facts[name]
        for name in model.fact_columns()
        if name != "language" and facts.get(name) != blank[name]
    }
    if facts["text_language"] != blank["text_language"]:
        columns["language"] = facts["text_language"]
    return columns


@cache
def _blank_facts(model: type[Record]) -> Facts:
    columns = {
        column.attname: plain_value(column.get_default()) for column in model._meta.concrete_fields
    }
    facts = facts_of_columns(model, columns)
    for table in model.tables():
        facts |= table.facts([])
    return facts


def blank_facts(model: type[Record]) -> Facts:
    """The facts of a record of which nothing is known yet."""
    facts = _blank_facts(model)
    return facts | {name: [] for name in _blank_lists(model)}


@cache
def _blank_lists(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, value in _blank_facts(model).items() if value == [])
