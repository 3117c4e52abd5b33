"""Queries by primary keys that pages ask all day, their SQL made once.

Django takes about a millisecond to make the SQL of such a query and its rows, the database a tenth
of one to answer it: three of them were a third of a list page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler

AT_ONCE = 20  # keys in one question; fewer are filled up with the last one
STAND_INS = range(-AT_ONCE, 0)

Query = Callable[[Sequence[int]], models.QuerySet[Any, Any]]


class _Made(NamedTuple):
    """SQL, its parameters, and at which of them the keys stand."""

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int, ...]


class KeyedRows:
    """Rows of the query that ``query`` names for some keys, which ends in ``values_list``.

    More than ``AT_ONCE`` keys are asked for in several questions, each answered in its own order.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self._own = threading.local()  # Django's compiler belongs to a thread's connection

    def __call__(self, keys: Sequence[int]) -> Iterator[Sequence[Any]]:
        for start in range(0, len(keys), AT_ONCE):
            yield from self._rows(keys[start : start + AT_ONCE])

    def _rows(self, keys: Sequence[int]) -> Iterator[Sequence[Any]]:
        made = self._made()
        parameters = list(made.parameters)
        for number, place in enumerate(made.places):
            parameters[place] = keys[min(number, len(keys) - 1)]
        with made.compiler.connection.cursor() as cursor:
            cursor.execute(made.sql, parameters)
            fetched = cursor.fetchall()
        rows: Iterator[Sequence[Any]] = made.compiler.results_iter([fetched])
        return rows

    def _made(self) -> _Made:
        made: _Made | None = getattr(self._own, "made", None)
        if made is None or made.compiler.connection is not connections[DEFAULT_DB_ALIAS]:
            made = self._own.made = self._make()
        return made

    def _make(self) -> _Made:
        compiler = self.query(STAND_INS).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = tuple(i for i, value in enumerate(parameters) if value in STAND_INS)
        if len(places) != AT_ONCE:
            raise ValueError("The query asks for its keys more than once, or not at all.")
        return _Made(compiler, sql, tuple(parameters), places)
