"""Trees of rows that name their parent: ancestors, descendants, and cycles, which have to be found.

A row's foreign key to its own table is its parent. The database cannot forbid that a chain of
parents comes back to where it began, so models check it, and readers stop at the first repetition.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import connection, models

Node = TypeVar("Node")


class CycleError(ValueError):
    """A chain of parents that comes back to one of its members."""


def ancestors(
    node: Node, parent_of: Callable[[Node], Node | None], *, strict: bool = False
) -> Iterator[Node]:
    """The parents of a node, nearest first, each once; ``parent_of`` returns None for a root.

    Of a cycle each member comes once; with ``strict`` it raises CycleError.
    """
    seen, above = {node}, parent_of(node)
    while above is not None:
        if above in seen:
            if strict:
                raise CycleError
            return
        seen.add(above)
        yield above
        above = parent_of(above)


def root(node: Node, parent_of: Callable[[Node], Node | None]) -> Node:
    """The last of the ancestors; the node itself if it has none."""
    return [node, *ancestors(node, parent_of)][-1]


def leaves(node: Node, following: Mapping[Node, Sequence[Node]]) -> list[Node]:
    """The ends of all ways from a node, each once; the node itself if none leads from it.

    A way that comes back to where it was has no end of its own; of nothing but a circle, the node.
    """
    ends: dict[Node, None] = {}
    seen, waiting = {node}, [node]
    while waiting:
        current = waiting.pop(0)
        further = following.get(current, ())
        if not further:
            ends[current] = None
        new = [other for other in dict.fromkeys(further) if other not in seen]
        seen.update(new)
        waiting += new
    return list(ends) or [node]


def has_cycle(instance: models.Model, field: str) -> bool:
    """Whether the chain of parents of an instance, as it would be saved, comes back to a member."""
    parent = getattr(instance, _foreign_key(type(instance), field).attname)
    if parent is None:
        return getattr(instance, field) is instance  # not saved yet
    parents = read_parents(type(instance), field, [parent])
    return closes_cycle(instance.pk, parent, parents)


def closes_cycle(pk: int | None, parent: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether the chain from a row with this parent comes back to a member.

    ``parents``: by key, of the parent and of all above it (``read_parents``). A new row has no key.
    """
    if parent is None:
        return False
    chain, start = dict(parents), parent
    if pk:
        chain[pk], start = parent, pk
    try:
        list(ancestors(start, chain.get, strict=True))
    except CycleError:
        return True
    return False


def read_parents(
    model: type[models.Model], field: str, pks: Iterable[int]
) -> dict[int, int | None]:
    """For these rows and all their ancestors the key of the parent, by key. One query."""
    return dict(_read_tree(model, field, pks, upwards=True))


def read_descendants(model: type[models.Model], field: str, pks: Iterable[int]) -> set[int]:
    """The keys of all rows below these, however far; of a cycle these themselves too. One query."""
    return {pk for pk, _parent in _read_tree(model, field, pks, upwards=False)}


def _read_tree(
    model: type[models.Model], field: str, pks: Iterable[int], *, upwards: bool
) -> list[tuple[int, int | None]]:
    """(key, parent) of the rows themselves and above them, or of those below them."""
    keys = list(pks)
    if not keys:
        return []
    quote, foreign_key = connection.ops.quote_name, _foreign_key(model, field)
    table = quote(model._meta.db_table)
    key = quote(str(foreign_key.target_field.column))
    parent = quote(str(foreign_key.column))
    column, linked = (key, "parent") if upwards else (parent, "pk")
    places = ", ".join(["%s"] * len(keys))
    # UNION without ALL drops rows that are in the tree already, so a cycle ends the recursion.
    query = (
        f"WITH RECURSIVE tree(pk, parent) AS ("  # noqa: S608  # nosec  # names of a model
        f"SELECT {key}, {parent} FROM {table} WHERE {column} IN ({places})"
        f" UNION SELECT {table}.{key}, {table}.{parent} FROM {table}"
        f" JOIN tree ON {table}.{column} = tree.{linked}"
        ") SELECT pk, parent FROM tree"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, keys)
        return list(cursor.fetchall())


def _foreign_key(model: type[models.Model], field: str) -> "models.ForeignKey[Any, Any]":
    return cast("models.ForeignKey[Any, Any]", model._meta.get_field(field))
