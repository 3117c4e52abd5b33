"""Where a text stands in the database, table by table, and how it goes from there.

Every table that holds texts is looked at; what stays out is declared here. The facts of the record
itself are written by the ledger (``record_purge``); other records are only counted: whoever wants
the text out of them asks there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from hub.curation.merging.models import absorbed_keys
from hub.curation.purging.purged_text import PurgedText, ReplacedText
from hub.outbox.sealed_field import SealedTextField
from hub.records.models import Record
from hub.records.registry import record_types

# People with an account, terms of the vocabulary and the site's own state are no texts of a record.
LEFT_ALONE = frozenset(
    {"account", "accounts", "anonymous_forms", "auth", "contenttypes", "monitoring", "sessions",
     "vocabulary"}
)  # fmt: skip
STATES = frozenset({"core.SearchState", "core.Removed", "outbox.KeyMarker", "imports.FileBlock"})
# Rows that are nothing without the text: addresses, which are noted again where they still stand.
DELETED = frozenset(
    {"core.FormerSlug", "core.PageChange", "link_checks.CheckedAddress", "link_checks.CheckedHost"}
)
SHORTEST = 64  # letters of a column that holds more than a name of our own
NAMES_OF_OURS = frozenset({"kind", "record_kind", "about_kind", "password", "limit_key", "file"})
CHUNK = 500


class Whose(Enum):
    OURS = "ours"  # of the record, or of nobody
    OTHERS = "others"  # another record's, or its history


@dataclass(frozen=True)
class Place:
    """A row that holds the text. ``columns``: those that do, with their values.

    ``record``: kind and key of the record whose fact or history it is; None of what is nobody's.
    """

    model: type[models.Model]
    pk: Any
    columns: dict[str, Any]
    record: tuple[str, int] | None = None
    whose: Whose = Whose.OURS

    @property
    def is_ours(self) -> bool:
        return self.whose is Whose.OURS


@dataclass(frozen=True)
class RecordKey:
    kind: str
    pk: int

    @property
    def model(self) -> type[Record]:
        model: type[Record] = record_types[self.kind].model
        return model

    @cached_property
    def all_keys(self) -> frozenset[int]:
        """Its own, and those of records that became part of it: their history is its own."""
        return frozenset({self.pk, *absorbed_keys(self.kind, self.pk)})


def searched_tables() -> list[type[models.Model]]:
    """Every table with texts that may hold one; reasons of requests to take one out among them."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and model._meta.app_label not in LEFT_ALONE
        and model._meta.label not in STATES
        and text_columns(model)
    ]


def text_columns(model: type[models.Model]) -> list[Any]:
    return [column for column in model._meta.concrete_fields if _holds_texts(column)]


def _holds_texts(column: Any) -> bool:
    if isinstance(column, SealedTextField) or column.choices or column.is_relation:
        return False
    if column.name in NAMES_OF_OURS or column.name.endswith("_key"):
        return False
    if isinstance(column, models.JSONField | models.TextField):
        return True
    is_short = (column.max_length or 0) <= SHORTEST
    return isinstance(column, models.CharField) and (not is_short or column.primary_key)


@cache
def owners() -> dict[type[models.Model], str]:
    """Tables of records and of their links, with the column that names the record."""
    tables: dict[type[models.Model], str] = {}
    for record_type in record_types.values():
        tables[record_type.model] = "id"
        for table in record_type.model.tables():
            tables[table.model] = table.parent
    return tables


@cache
def _kinds() -> dict[type[models.Model], str]:
    """The kind of record of each table of ``owners``."""
    kinds: dict[type[models.Model], str] = {}
    for kind, record_type in record_types.items():
        kinds |= {table.model: kind for table in record_type.model.tables()}
        kinds[record_type.model] = kind
    return kinds


# Tables that tell of one record each, with the columns that name it.
HISTORIES = {
    "core.Revision": ("kind", "record_id"),
    "core.Change": ("kind", "record_id"),
    "core.FormerSlug": ("kind", "record_id"),
    "core.RecordNotice": ("record_kind", "record_id"),
    "drafts.RecordDraft": ("record_kind", "record_id"),
    "merging.RecordMerge": ("record_kind", "kept_id"),
}


def places_of(text: PurgedText, key: RecordKey) -> Iterator[Place]:
    """Every row that holds the text."""
    for model in searched_tables():
        yield from places_in(model, text.is_in, key, text.probe)


def places_in(
    model: type[models.Model],
    is_in: Callable[[Any], bool],
    key: RecordKey | None,
    *probes: str,
    after: Any = None,
) -> Generator[Place]:
    """Rows of one table with columns that this is true of, and with one of the probes.

    ``after``: only rows with a greater key, by their keys.
    """
    columns = text_columns(model)
    names = [column.attname for column in columns]
    known = [name for name in _owner_columns(model) if name not in names]
    rows = _probed(model, columns, probes).order_by().values("pk", *names, *known)
    if after is not None:
        rows = rows.filter(pk__gt=after).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        held = {name: row[name] for name in names if row[name] and is_in(row[name])}
        if held:
            record = _record_of(model, row)
            yield Place(model, row["pk"], held, record, _whose(record, model, key))


def _owner_columns(model: type[models.Model]) -> tuple[str, ...]:
    if model._meta.label in HISTORIES:
        return HISTORIES[model._meta.label]
    return (owners()[model],) if model in owners() else ()


def _record_of(model: type[models.Model], row: dict[str, Any]) -> tuple[str, int] | None:
    if model._meta.label in HISTORIES:
        kind, pk = HISTORIES[model._meta.label]
        return row[kind], row[pk]
    return (_kinds()[model], row[owners()[model]]) if model in owners() else None


def _whose(
    record: tuple[str, int] | None, model: type[models.Model], key: RecordKey | None
) -> Whose:
    if key is None or record is None:
        return Whose.OURS
    kind, pk = record
    keys = key.all_keys if model._meta.label in HISTORIES else {key.pk}
    return Whose.OURS if kind == key.kind and pk in keys else Whose.OTHERS


def _probed(model: type[models.Model], columns: list[Any], probes: Collection[str]) -> Any:
    rows = model._default_manager.all()
    if not all(probes):
        return rows
    holds = Q()
    for column in columns:
        name = column.name
        if isinstance(column, models.JSONField):
            name = f"{column.name}_as_text"
            rows = rows.alias(**{name: Cast(column.name, models.TextField())})
        for probe in probes:
            holds |= Q(**{f"{name}__icontains": probe})
    return rows.filter(holds)


def take_out(place: Place, text: ReplacedText) -> None:
    """Rewrite the row in place, or delete it where it is nothing without the text."""
    rows = place.model._default_manager.filter(pk=place.pk)
    if place.model._meta.label in DELETED:
        rows.delete()
        return
    try:
        with transaction.atomic():
            rows.update(**columns_without(place, text, ""))
    except IntegrityError:  # two rows that differed by the text alone
        rows.update(**columns_without(place, text, f"-{place.pk}"))


def columns_without(place: Place, text: ReplacedText, mark: str) -> dict[str, Any]:
    columns = {}
    for name, value in place.columns.items():
        column: Any = place.model._meta.get_field(name)
        is_address = isinstance(column, models.SlugField | models.URLField)
        without = text.without(value, mark, address=is_address)
        is_limited = isinstance(without, str) and column.max_length
        columns[name] = without[: column.max_length] if is_limited else without
    return columns
