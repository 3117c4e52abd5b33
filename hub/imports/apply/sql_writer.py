"""Doing what a line of the journal says: set by set on PostgreSQL, row by row on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from hub.imports.apply.journal import Values, text_of
from hub.imports.models import Import, JournalEntry

# Rows of a line as rows of the table ({0}): the columns that a row does not name are the shared.
ROWS = (
    "w CROSS JOIN LATERAL jsonb_populate_recordset("
    'jsonb_populate_record(null::"{0}", w.shared || %s::jsonb), w.{1}) r'
)


def model_of(line: JournalEntry) -> type[models.Model]:
    return apps.get_model(line.table)


def do(line: JournalEntry, further: Values | None = None) -> None:
    """One line; ``further`` are columns that were unknown when it was written."""
    model = model_of(line)
    if connection.vendor == "postgresql":
        if line.op == JournalEntry.Op.INSERT:
            insert_lines(model, [line.pk], further)
        else:
            _change(model, line)
        return
    if line.op == JournalEntry.Op.INSERT:
        _insert_rows(model, [row | (further or {}) for row in line.after()])
    elif line.op == JournalEntry.Op.UPDATE:
        _update_rows(model, list(line.values))
    else:
        delete_rows(model, [row["id"] for row in line.before])


def do_inserts(batch: Import, lines: Iterable[JournalEntry], further: Values | None = None) -> None:
    """Many lines: on PostgreSQL one statement for each table."""
    if connection.vendor != "postgresql":
        for line in lines:
            do(line, further)
        return
    by_model: dict[type[models.Model], list[int]] = {}
    for line in lines:
        by_model.setdefault(model_of(line), []).append(line.pk)
    for model, pks in by_model.items():
        insert_lines(model, pks, further)


def insert_lines(model: type[models.Model], pks: list[int], further: Values | None) -> None:
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    given = ", ".join(f'r."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({named}) SELECT {given} FROM '  # noqa: S608  # nosec  # names of models
            # The lines are put in order, and not their rows: those would be sorted on disk.
            "(SELECT * FROM imports_write WHERE id = ANY(%s) ORDER BY position) "
            f"{ROWS.format(table, 'values')}",
            [pks, text_of(further or {})],
        )


def _change(model: type[models.Model], line: JournalEntry) -> None:
    table = model._meta.db_table
    if line.op == JournalEntry.Op.DELETE:
        start = f'DELETE FROM "{table}" t USING imports_write '  # noqa: S608  # nosec  # names of models
        rows = ROWS.format(table, "before")
    else:
        columns = [column for column in line.values[0] if column != "id"]
        given = ", ".join(f'"{column}" = r."{column}"' for column in columns)
        start = f'UPDATE "{table}" t SET {given} FROM imports_write '  # noqa: S608  # nosec  # names of models
        rows = ROWS.format(table, "values")
    with connection.cursor() as cursor:
        cursor.execute(f"{start}{rows} WHERE w.id = %s AND t.id = r.id", ["{}", line.pk])


def _insert_rows(model: type[models.Model], rows: Sequence[Values]) -> None:
    fields = list(model._meta.concrete_fields)
    named = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{model._meta.db_table}" ({named}) VALUES ({places})',  # noqa: S608  # nosec
            [[prepared(field, row[str(field.column)]) for field in fields] for row in rows],
        )


def _update_rows(model: type[models.Model], rows: Sequence[Values]) -> None:
    fields = [field for field in model._meta.concrete_fields if field.column in rows[0]]
    fields = [field for field in fields if not field.primary_key]
    given = ", ".join(f'"{field.column}" = %s' for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{model._meta.db_table}" SET {given} WHERE id = %s',  # noqa: S608  # nosec
            [
                [*(prepared(field, row[str(field.column)]) for field in fields), row["id"]]
                for row in rows
            ],
        )


def delete_rows(model: type[models.Model], pks: Sequence[int]) -> None:
    """The rows alone: what points at them is in lines of its own, and never taken along."""
    places = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{model._meta.db_table}" WHERE id IN ({places})',  # noqa: S608  # nosec
            list(pks),
        )


def prepared(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of the journal as the database driver takes it."""
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return field.get_db_prep_save(value, connection)
    return field.get_db_prep_save(field.to_python(value), connection)
