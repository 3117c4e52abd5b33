"""The lists of records in a JSON document, in whichever of the usual shapes they come.

A list of objects; objects by name; lists by the name of a group; lists of lists below a row of
headings; columns beside rows; lists by column; GeoJSON; and all of these within others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .heading_rows import fold_heading

# How deep a list of records may lie in a document.
MAX_DEPTH = 6
# Records by whose keys a list is judged.
SAMPLE = 50
MAX_LISTS = 30

NAME_KEYS = ("name", "title", "label")
COLUMN_KEYS = ("columns", "headers", "header", "headings", "fields")
ROW_KEYS = ("rows", "data", "values", "records")
# Lists that are part of their record, and no records of their own.
INNER_LISTS = frozenset(
    ("sources", "references", "citations", "links", "sub_actions", "contacts", "statistics",
     "key_messages", "speakers", "participants", "maintainers", "organisations", "organizations",
     "tags")
)  # fmt: skip
# Lists that stand beside each other because their records are of different kinds.
KINDS = frozenset(
    ("tools", "organisations", "organizations", "events", "documents", "recommendations", "people",
     "persons", "users", "partners", "members", "products", "projects", "categories")
)  # fmt: skip
# What the record is called in which these lists stand, where nothing else names it.
OWNERS = {"recommendations": "document", "sub_recommendations": "recommendation"}


Inherited = dict[str, Any]


@dataclass
class RecordList:
    """A list of records. ``name``: the keys that lead to it, with points between; "" is the whole.

    ``parts``: records with what is said above them. Where ``is_table`` they are lists of cells, the
    first of them the headings. ``codes``: of what the shape leaves out, see
    ``messages.LAYOUT_SENTENCES``.
    """

    name: str
    parts: list[tuple[Inherited, list[Any]]]
    is_table: bool = False
    codes: tuple[str, ...] = field(default=())

    def records(self) -> Iterator[Any]:
        for inherited, items in self.parts:
            for item in items:
                yield inherited | item if inherited and isinstance(item, dict) else item

    def __len__(self) -> int:
        return sum(len(items) for _inherited, items in self.parts)


def find_lists(document: Any, known: frozenset[str]) -> list[RecordList]:
    """All lists in which records may be, the likeliest first. ``known``: headings, folded."""
    lists: dict[str, RecordList] = {}
    for candidate in _lists(document, (), {}, MAX_DEPTH):
        if candidate.name in lists:
            lists[candidate.name].parts += candidate.parts
        elif len(lists) < MAX_LISTS:
            lists[candidate.name] = candidate
    if not lists and isinstance(document, dict) and document:
        return [RecordList("", [({}, _single(document, known))])]
    return sorted(
        lists.values(),
        key=lambda one: (-_likeness(one, known), one.name.count(".") + bool(one.name), -len(one)),
    )


def _single(document: dict[str, Any], known: frozenset[str]) -> list[Any]:
    """A document that is one record, or holds one under its name."""
    _name, item = next(iter(document.items()))
    if len(document) == 1 and isinstance(item, dict) and _known_keys(item, known):
        return list(_named(document))
    return [document]


def _likeness(candidate: RecordList, known: frozenset[str]) -> int:
    """How many headings of ours its records have."""
    sample = list(islice(candidate.records(), SAMPLE))
    if candidate.is_table:
        return len({fold_heading(str(cell)) for cell in sample[0]} & known)
    own = {key for _inherited, items in candidate.parts[:SAMPLE] for item in items[:SAMPLE]
           if isinstance(item, dict) for key in item}  # fmt: skip
    return len(_known_keys(own, known))


def _known_keys(keys: Iterable[Any], known: frozenset[str]) -> set[str]:
    return {fold_heading(_words(str(key))) for key in keys} & known


def _words(key: str) -> str:
    """A key in words: "startDate" and "start_date" are "start Date"."""
    return "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + key, key, strict=False)
    )


def _lists(
    value: Any, path: tuple[str, ...], inherited: Inherited, depth: int
) -> Iterator[RecordList]:
    """The lists in a value, each before those within its records."""
    name = ".".join(path)
    if isinstance(value, list):
        yield from _of_list(value, path, inherited, depth)
    elif not isinstance(value, dict) or not value or not depth:
        return
    elif (table := _as_table(value)) is not None:
        yield RecordList(name, [({}, table)], is_table=True)
    elif value.get("type") == "FeatureCollection" and isinstance(value.get("features"), list):
        features = list(_features(value["features"]))
        yield RecordList(name, [({}, features)], codes=("coordinates",))
    elif _are_named_objects(value):
        yield from _of_list(list(_named(value)), path, inherited, depth)
    elif _are_groups(value):
        for key, records in value.items():
            group = {path[-1] if path else "group": key}
            yield from _of_list(records, path, inherited | group, depth)
    else:
        # What a document says of itself, such as its date, is nothing of its records.
        for key, inner in value.items():
            yield from _lists(inner, (*path, str(key)), inherited, depth - 1)


def _of_list(
    items: list[Any], path: tuple[str, ...], inherited: Inherited, depth: int
) -> Iterator[RecordList]:
    name = ".".join(path)
    if _is_table(items):
        yield RecordList(name, [({}, items)], is_table=True)
        return
    if not any(isinstance(item, dict) for item in items):
        # Only the whole document may be a list of anything: its entries are told to be no objects.
        if not path and items:
            yield RecordList(name, [({}, items)])
        return
    yield RecordList(name, [(inherited, items)])
    for item in items if depth else ():
        if isinstance(item, dict):
            yield from _within(item, path, inherited, depth)


def _within(
    item: dict[str, Any], path: tuple[str, ...], inherited: Inherited, depth: int
) -> Iterator[RecordList]:
    """Lists of records within a record. Those under the key of its own list are of its kind."""
    for key, inner in item.items():
        if key in INNER_LISTS or not isinstance(inner, list):
            continue
        if any(isinstance(entry, dict) for entry in inner):
            inner_path = path if path and key == path[-1] else (*path, str(key))
            above = inherited | _said_above(item, path, key)
            yield from _of_list(inner, inner_path, above, depth - 1)


def _said_above(item: dict[str, Any], path: tuple[str, ...], key: str) -> Inherited:
    """What a record says, for the records in a list within it."""
    owner = OWNERS.get(key) or (path[-1] if path else "group")
    return {
        f"{owner}.{name}": value
        for name, value in item.items()
        if isinstance(value, str | int | float) and "." not in name
    }


# Shapes


def _is_table(items: list[Any]) -> bool:
    """Lists of cells, the first of which are texts: its headings."""
    return (
        len(items) > 1
        and all(isinstance(item, list) for item in items)
        and len(items[0]) > 1
        and all(isinstance(cell, str) for cell in items[0])
    )


def _as_table(value: dict[str, Any]) -> list[Any] | None:
    """Headings and rows that stand beside each other, or lists of equal length by column."""
    columns = next((value[key] for key in COLUMN_KEYS if isinstance(value.get(key), list)), None)
    rows = next((value[key] for key in ROW_KEYS if isinstance(value.get(key), list)), None)
    if columns and rows and all(isinstance(row, list) for row in rows):
        names = [_column_name(column) for column in columns]
        return [names, *rows] if all(names) else None
    lists = list(value.values())
    if (
        len(lists) > 1
        and all(isinstance(cells, list) and cells for cells in lists)
        and len({len(cells) for cells in lists}) == 1
        and not any(isinstance(cell, dict | list) for cells in lists for cell in cells)
    ):
        return [list(value), *map(list, zip(*lists, strict=True))]
    return None


def _column_name(column: Any) -> str:
    if isinstance(column, dict):
        names = (column.get(key) for key in ("name", "title", "label", "id", "fieldName"))
        return next((name for name in names if isinstance(name, str)), "")
    return column if isinstance(column, str) else ""


def _features(features: Iterable[Any]) -> Iterator[Any]:
    """The properties of features. Where these lie is not read: it may be the way to a shelter."""
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield feature if isinstance(feature, dict) else None
            continue
        yield ({"id": feature["id"]} if "id" in feature else {}) | properties


def _are_named_objects(value: dict[str, Any]) -> bool:
    """Objects by their names, or by their keys: all are objects, and have keys in common."""
    objects = list(value.values())
    if len(objects) < 2 or not all(isinstance(item, dict) and item for item in objects):
        return False
    if all(key in ("properties", "data", "meta", "metadata", "links") for key in value):
        return False
    return _have_keys_in_common(objects)


def _are_groups(value: dict[str, Any]) -> bool:
    """Lists of records by the name of a group: those of all groups have keys in common."""
    lists = list(value.values())
    if len(lists) < 2 or not all(isinstance(items, list) and items for items in lists):
        return False
    if len(KINDS & {key.casefold() for key in value}) > 1:
        return False
    first = [items[0] for items in lists]
    return all(isinstance(item, dict) for item in first) and _have_keys_in_common(first)


def _have_keys_in_common(objects: list[dict[str, Any]]) -> bool:
    counts = Counter(key for item in objects for key in item)
    common = {key for key, count in counts.items() if count * 2 > len(objects)}
    return bool(common) and sum(len(common & item.keys()) for item in objects) * 3 >= (
        counts.total() * 2
    )


def _named(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects with the key that each has; it is the name where the object has none."""
    if all(key.isdecimal() for item in value.values() for key in item):
        # Cells by the number of their row, within columns.
        for number in dict.fromkeys(key for item in value.values() for key in item):
            yield {column: cells.get(number) for column, cells in value.items()}
        return
    has_names = any(key in NAME_KEYS for item in value.values() for key in item)
    for key, item in value.items():
        yield {"key" if has_names else "name": key} | item
