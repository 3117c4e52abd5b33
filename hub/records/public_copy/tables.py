"""Which tables the copy holds, derived from the declarations of the record types."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper

from hub.records.models import (
    Change,
    FormerSlug,
    RecordNotice,
    Removed,
    Revision,
    SearchState,
    Source,
)
from hub.records.registry import Registry, record_types

FORMAT = 4
# Tables that are public as a whole and change with the number of the terms.
term_tables: Registry[type[models.Model]] = Registry("tables of terms")

Model = type[models.Model]


class CopiedRecords(NamedTuple):
    """A kind of record, and the tables of its links with the columns that name the record."""

    model: Any  # a subclass of Record, with the manager of its own
    links: dict[Model, str]


@cache
def copied_records() -> tuple[CopiedRecords, ...]:
    kinds = []
    for record_type in record_types.values():
        model = record_type.model
        kinds.append(CopiedRecords(model, {each.model: each.parent for each in model.tables()}))
    return tuple(kinds)


def copied_models() -> Iterator[Model]:
    """All tables. Those of revisions and notices stay empty: pages then say less."""
    for kind in copied_records():
        yield kind.model
        yield from kind.links
    yield from term_tables.values()
    yield from (Change, FormerSlug, RecordNotice, Removed, Revision, SearchState, Source)


def columns(model: Model) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def source_columns(model: Model) -> tuple[int, ...]:
    """At which of the columns keys of sources stand."""
    fields = model._meta.concrete_fields
    return tuple(i for i, field in enumerate(fields) if field.related_model is Source)


@cache
def converters(model: Model) -> tuple[Callable[[Any], Any] | None, ...]:
    """For each column how its value becomes one of SQLite; None: as it is."""
    return tuple(_converter(field) for field in model._meta.concrete_fields)


# Of columns that hold something in every row.
EMPTY: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, "1970-01-01 00:00:00"),
    (models.DateField, "1970-01-01"),
    (models.IntegerField, 0),
    (models.BooleanField, False),
)


def empty_row(model: Model) -> dict[str, Any]:
    """By column what a record without anything has: whoever reads it meets no missing value."""
    return {field.attname: _empty_value(field) for field in model._meta.concrete_fields}


def _empty_value(field: Any) -> Any:
    if field.null or field.remote_field:
        return None
    for kind, value in EMPTY:
        if isinstance(field, kind):
            return value
    default = field.get_default()
    convert = _converter(field)
    return convert(default) if convert and default is not None else default


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if str(field.remote_field and field.remote_field.model._meta.label) == settings.AUTH_USER_MODEL:
        return lambda value: None  # nobody's name stands on a page
    if field.model is Change and field.name == "title":
        return lambda value: ""  # may be a name that was taken out since; no page reads it
    plain = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
    if isinstance(field, plain):
        return None
    connection = sqlite_connection("")
    return lambda value: field.get_db_prep_save(value, connection)


def sqlite_connection(name: str, **options: Any) -> DatabaseWrapper:
    """A connection of Django's that stands for the default one. It opens the file when used."""
    sqlite = {
        **connections.settings[DEFAULT_DB_ALIAS],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
    }
    return DatabaseWrapper(sqlite, DEFAULT_DB_ALIAS)


@cache
def _schema() -> str:
    """A name for the columns that this release has."""
    connection = sqlite_connection("")
    parts: list[Sequence[object]] = [
        (model._meta.db_table, field.column, field.db_type(connection))
        for model in copied_models()
        for field in model._meta.concrete_fields
    ]
    return repr(parts)


def create_statements() -> Iterator[str]:
    """SQL that makes all tables, with the indexes that pages need and without the rules for who
    writes: what is copied has kept them.
    """
    connection = sqlite_connection("")
    for model in dict.fromkeys(copied_models()):
        table, fields = model._meta.db_table, model._meta.concrete_fields
        named = ", ".join(
            f'"{field.column}" {field.db_type(connection)}'
            + (" PRIMARY KEY" if field.primary_key else "")
            for field in fields
        )
        yield f'CREATE TABLE "{table}" ({named})'
        indexes: list[tuple[str, ...]] = [
            (str(field.column),)
            for field in fields
            if getattr(field, "db_index", False) or field.unique
        ]
        indexes += [_columns_of(model, index.fields) for index in model._meta.indexes]
        for number, index in enumerate(dict.fromkeys(filter(None, indexes))):
            quoted = ", ".join(f'"{column}"' for column in index)
            yield f'CREATE INDEX "{table}_{number}" ON "{table}" ({quoted})'


def _columns_of(model: Model, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(model._meta.get_field(name.lstrip("-")).column) for name in names)  # type: ignore[union-attr]


@cache
def boot() -> str:
    """Since which start of the machine ``time.monotonic`` counts; empty where nobody says."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def copy_path() -> Path:
    """The file of this machine, for this database and the tables of this release."""
    database = connections.settings[DEFAULT_DB_ALIAS]
    parts = [str(FORMAT), _schema()]
    parts += [str(database.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    owner = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    return Path(settings.VAR_DIR) / "index" / f"public-{owner}.sqlite3"
