"""Many rows of one table at once: COPY on PostgreSQL, ``bulk_create`` elsewhere and for few.

Rows are dictionaries of column (``attname``) to value, as Python or as JSON holds it: dates and
times may be ISO 8601. A column that a row does not name has the default of its field. Nothing here
calls ``save()``: what a model derives from other columns is in the row already.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from itertools import islice, repeat
from typing import Any
from uuid import UUID

from django.db import DataError, OperationalError, connection, models

Columns = dict[str, Any]

FEW = 50  # rows for which COPY is not worth its own statement
CHUNK = 200  # rows in one statement of SQLite
VALUES = 1000  # rows in one UPDATE of PostgreSQL
KEYS = 5000  # primary keys in one condition
LINES = 250  # lines of COPY that are made together
END = "\x00"  # which no text of PostgreSQL can hold: it ends a cell until its column is escaped
NULL = "\\N"
CHECK_KEYS = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_rows(
    model: type[models.Model], rows: Sequence[Columns], *, with_keys: bool = False
) -> None:
    """Insert them; ``with_keys`` writes the primary key of each into its row."""
    if not rows:
        return
    if connection.vendor == "postgresql" and len(rows) >= FEW:
        if with_keys:
            background = _background.get()
            keys = (
                background.next_keys(model, len(rows))
                if background
                else _next_keys(model, len(rows))
            )
            for row, key in zip(rows, keys, strict=True):
                row.setdefault("id", key)
        copy_rows(model, rows)
        return
    made = model._default_manager.bulk_create((model(**row) for row in rows), batch_size=CHUNK)
    if with_keys:
        for row, instance in zip(rows, made, strict=True):
            row["id"] = instance.pk


def update_rows(model: type[models.Model], rows: Iterable[Columns]) -> None:
    """Set the columns that each row names; its ``id`` is among them."""
    alike: dict[tuple[str, ...], list[Columns]] = {}
    for row in rows:
        names = tuple(sorted(row.keys() - {"id"}))
        if names:
            alike.setdefault(names, []).append(row)
    for names, changed in alike.items():
        if connection.vendor == "postgresql":
            for some in chunks(changed, VALUES):
                _update_from_values(model, names, some)
            continue
        fields = [_name(model, column) for column in names]
        model._default_manager.bulk_update(
            [model(**row) for row in changed], fields, batch_size=CHUNK
        )


def _update_from_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Columns]
) -> None:
    """The CASE of ``bulk_update`` takes ten times as long, most of it in Python.

    Types are written without their length: a cast to that would cut texts off in silence.
    """
    fields: list[Any] = [model._meta.get_field(_name(model, name)) for name in names]
    types = [field.db_type(connection).partition("(")[0] for field in fields]
    written = ", ".join(
        f'"{field.column}" = new."{field.column}"::{kind}'
        for field, kind in zip(fields, types, strict=True)
    )
    columns = ", ".join(f'"{field.column}"' for field in fields)
    line = "(%s" + ", %s" * len(fields) + ")"
    pairs = list(zip(fields, names, strict=True))
    cells = [
        cell
        for row in rows
        for cell in (
            row["id"],
            *(field.get_db_prep_save(row[name], connection) for field, name in pairs),
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {written} '  # noqa: S608  # nosec
            f"FROM (VALUES {', '.join([line] * len(rows))}) AS new(key, {columns}) "
            f'WHERE "{model._meta.db_table}"."id" = new.key',
            cells,
        )


def delete_rows(model: type[models.Model], keys: Iterable[int]) -> None:
    """The rows alone. What points at them is the caller's: nothing is taken along."""
    size = KEYS if connection.vendor == "postgresql" else CHUNK
    for some in chunks(keys, size):
        rows: Any = model._base_manager.filter(pk__in=some)
        rows._raw_delete(connection.alias)


@cache
def _names(model: type[models.Model]) -> dict[str, str]:
    return {field.attname: field.name for field in model._meta.concrete_fields}


def _name(model: type[models.Model], column: str) -> str:
    return _names(model)[column]


def _next_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that nobody has, from the sequence of the table; those left over are lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(name)) FROM "
            "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS sequence, "
            "generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        keys: list[int] = cursor.fetchone()[0]
    return keys


# COPY


def as_json(value: Any) -> Any:
    """What JSON itself does not know. Django's own encoder would cut microseconds off."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON: {value!r}")


json_text = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=as_json
).encode


def copy_rows(model: type[models.Model], rows: Sequence[Columns]) -> None:
    """Insert rows by COPY. Takes a third of INSERT's time. Raises what Django's own cursor does."""
    named = set[str]().union(*rows)
    if unknown := named - _names(model).keys():
        raise KeyError(*unknown)
    fields = [_Column(field, named=field.attname in named) for field in model._meta.concrete_fields]
    columns = [column for column in fields if not column.is_null]
    names = ", ".join(f'"{column.field.column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    stream = _Stream(_lines(columns, rows))
    if (background := _background.get()) is not None:
        try:
            data = stream.read(sys.maxsize)
        except ValueError as error:
            raise DataError(str(error)) from error
        # In one piece: for each the thread would wait until Python lets it run.
        whole = len(data) + 1
        background.submit(lambda cursor: cursor.copy_expert(statement, BytesIO(data), whole))
        return
    try:
        with connection.cursor() as cursor, connection.wrap_database_errors:
            wrapped: Any = cursor.cursor
            wrapped.copy_expert(statement, stream, 1 << 16)
    except OperationalError:
        if stream.error is not None:
            raise DataError(str(stream.error)) from stream.error
        raise


def check_keys() -> None:
    """Have keys to other tables checked now, and not when the transaction ends."""
    if connection.vendor != "postgresql":
        return
    if (background := _background.get()) is not None:
        background.submit(lambda cursor: cursor.execute(CHECK_KEYS))
    else:
        connection.check_constraints()


class _Background:
    """One thread that waits for PostgreSQL, so that Python can make the next rows meanwhile.

    It and the caller never use the connection at the same time: as Django's ``execute_wrapper``
    it has each statement of the caller wait for those before it. An error of a statement is raised
    by the next one, or at the end.
    """

    def __init__(self, pool: futures.Executor) -> None:
        self._pool = pool
        self._pending: list[futures.Future[None]] = []
        self._keys: dict[type[models.Model], list[int]] = {}

    def submit(self, statement: Callable[[Any], None]) -> None:
        self._pending.append(self._pool.submit(statement, connection.connection.cursor()))

    def next_keys(self, model: type[models.Model], count: int) -> list[int]:
        """Many are reserved at once: for each reservation the caller waits."""
        keys = self._keys.setdefault(model, [])
        if len(keys) < count:
            keys += _next_keys(model, max(count, KEYS))
        next_keys, keys[:count] = keys[:count], []
        return next_keys

    def wait(self) -> None:
        futures.wait(self._pending)  # whole, or interrupted by a time limit and waited for again
        pending, self._pending = self._pending, []
        with connection.wrap_database_errors:
            for statement in pending:
                statement.result()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.wait()
        return execute(sql, params, many, context)


_background: ContextVar[_Background | None] = ContextVar("background", default=None)


@contextmanager
def inserts_in_background() -> Iterator[None]:
    """Have COPY and ``check_keys`` done while the caller goes on, within its transaction.

    Nothing may be read meanwhile from a cursor that was opened before (``iterator()``).
    """
    if connection.vendor != "postgresql":
        yield
        return
    # However it is left, the pool waits for its thread: the connection is the caller's again.
    with futures.ThreadPoolExecutor(1, "copy") as pool:
        background = _Background(pool)
        token = _background.set(background)
        try:
            with connection.execute_wrapper(background):
                yield
            background.wait()
        finally:
            _background.reset(token)


def _bool_text(value: Any) -> str:
    return "t" if value else "f"


def _time_text(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _text_of(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return json_text
    if isinstance(field, models.BooleanField):
        return _bool_text
    return _time_text if isinstance(field, models.DateField) else str


class _Column:
    """One column of a COPY. ``named``: whether any row names it; else it has its default."""

    def __init__(self, field: models.Field[Any, Any], *, named: bool) -> None:
        self.field, self.named, self._text = field, named, _text_of(field)
        # A default that is another one for each row: an identifier, the time.
        is_made = field.has_default() and callable(field.default)
        self._is_fresh = is_made and field.default not in (list, dict)
        self._default = None if self._is_fresh else field.get_default()

    @property
    def is_null(self) -> bool:
        """Whether it need not be written: the database has it so by itself."""
        return not self.named and not self._is_fresh and self._default is None

    def cells(self, rows: Sequence[Columns]) -> Iterable[str]:
        """Its cells in the text format of COPY, one for each row. Raises ValueError."""
        name = self.field.attname
        if self._is_fresh:
            values = [row[name] if name in row else self.field.get_default() for row in rows]
        else:
            default = self._default
            values = [row.get(name, default) for row in rows] if self.named else [default]
        if len(set(map(id, values))) == 1:  # one object: the time of the change, who made it
            return repeat(self._cells(values[:1])[0], len(rows))
        return self._cells(values)

    def _cells(self, values: list[Any]) -> list[str]:
        text = self._text
        cells = ["" if value is None else text(value) for value in values]
        whole = END.join(cells)
        if whole.count(END) != len(cells) - 1:  # it would become two cells
            raise ValueError("a text holds NUL")
        escaped = _escaped(whole)
        if escaped is not whole:
            cells = escaped.split(END)
        if None not in values:
            return cells
        return [NULL if value is None else cell for value, cell in zip(values, cells, strict=True)]


def _lines(columns: Sequence[_Column], rows: Sequence[Columns]) -> Iterator[str]:
    """Lines of one COPY, many at once: column by column takes a third of the time of row by row."""
    for some in chunks(rows, LINES):
        cells = zip(*(column.cells(some) for column in columns), strict=True)
        yield "\n".join(map("\t".join, cells)) + "\n"


def _escaped(text: str) -> str:
    """As COPY's text format has it. Most texts hold none of the characters that it has uses for."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    for character, escape in (("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        if character in text:
            text = text.replace(character, escape)
    return text


class _Stream:
    """Lines as a file that psycopg reads piece by piece, while they are still being made."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.error: ValueError | None = None  # psycopg tells of it as a cancelled query

    def read(self, size: int = -1) -> bytes:
        piece: list[str] = []
        try:
            while size > 0 and (line := next(self._lines, "")):
                piece.append(line)
                size -= len(line)
            return "".join(piece).encode()
        except ValueError as error:
            self.error = error
            raise
