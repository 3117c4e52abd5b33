"""Queries by key that pages ask all day, their SQL made once.

Django takes about a millisecond to make the SQL of such a query, the database a tenth of one to
answer it: three of them were a third of a list page, twelve of them were two fifths of the page of
a tool. What comes of the rows, tuples or objects, Django makes as it would of any query.

This is the one module that knows what Django keeps to itself of this: the compiler of a query, the
iterable of a queryset, and where objects hold what was prefetched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql.compiler import SQLCompiler

AT_ONCE = 20  # keys in one question; fewer are filled up with the last one
Row = TypeVar("Row")


class _Made(NamedTuple):
    """A query with its SQL, its parameters, and at which of them which key stands."""

    queryset: models.QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]


class KeyedRows(Generic[Row]):
    """What the query that ``query`` names for some keys answers: objects with what they select as
    related, or tuples where it ends in ``values_list``. Nothing is prefetched.

    More than ``at_once`` keys are asked for in several questions, each answered in its own order;
    a query that is cut to a length is for one key. ``texts``: whether the keys are texts.
    """

    def __init__(
        self,
        query: Callable[[Sequence[Any]], models.QuerySet[Any, Row]],
        *,
        at_once: int = AT_ONCE,
        texts: bool = False,
    ) -> None:
        self.query, self.at_once = query, at_once
        numbers = range(-at_once, 0)
        self._stand_ins: Sequence[Any] = [f"key {n}" for n in numbers] if texts else numbers
        self._own = threading.local()  # Django's compiler belongs to a thread's connection

    def __call__(self, keys: Sequence[Any]) -> Iterator[Row]:
        for start in range(0, len(keys), self.at_once):
            yield from self._rows(keys[start : start + self.at_once])

    def _rows(self, keys: Sequence[Any]) -> Iterator[Row]:
        made = self._made()
        parameters = list(made.parameters)
        for place, number in made.places:
            parameters[place] = keys[min(number, len(keys) - 1)]
        made.compiler.as_sql = lambda *_args, **_options: (made.sql, tuple(parameters))  # type: ignore[method-assign]
        iterable: Any = made.queryset._iterable_class
        rows: list[Row] = list(iterable(made.queryset))
        return iter(rows)

    def _made(self) -> _Made:
        made: _Made | None = getattr(self._own, "made", None)
        if made is None or made.compiler.connection is not connections[DEFAULT_DB_ALIAS]:
            made = self._own.made = self._make()
        return made

    def _make(self) -> _Made:
        queryset = self.query(self._stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(fields)
        places = tuple(
            (i, self._stand_ins.index(value))
            for i, value in enumerate(parameters)
            if value in self._stand_ins
        )
        if {number for _place, number in places} != set(range(self.at_once)):
            raise ValueError("The query does not ask for all of its keys.")
        compiler.get_converters = lambda _fields: converters
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return _Made(queryset, compiler, sql, tuple(parameters), places)


def hold_related(
    objects: Iterable[models.Model], name: str, related: KeyedRows[Any], key: str
) -> None:
    """As ``prefetch_related(name)`` does: ``object.name.all()`` needs no query, and is a list.

    ``related`` is asked for the rows of all objects; ``key`` is where a row has that of its object.
    """
    by_object: dict[int, list[Any]] = {each.pk: [] for each in objects}
    for row in related(list(by_object)):
        by_object[getattr(row, key)].append(row)
    for each in objects:
        each.__dict__.setdefault("_prefetched_objects_cache", {})[name] = by_object[each.pk]
