"""Links of a row to other records, each with its reason."""

from __future__ import annotations

from catalogue.row_readers.reader import RowReader
from hub.records.models import Record


def read_linked(
    read: RowReader, name: str, key: str, model: type[Record]
) -> list[tuple[str, RowReader]]:
    """The slugs of the records that a list of objects names under ``key``, each with its object.

    A name that no record has, or several have, is a problem of the row.
    """
    linked = []
    for item in (entry for cell in read.items(name) or [] for entry in _objects(cell, key)):
        reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        pk = reader.record(key, model.kind, most=400, required=True)
        if pk is not None:
            slug, _title = read.known.records[model.kind].labels[pk]
            linked.append((slug, RowReader(reader.row, read.known)))
        read.inside(name, reader)
    return linked


def _objects(item: object, key: str) -> list[object]:
    """A text has a link on each line: the record, a colon, and the reason. Before the record a
    relation of documents says how: "replaces: the-other: it says so"."""
    if not isinstance(item, str):
        return [item]
    objects: list[object] = []
    for line in filter(None, map(str.strip, item.splitlines())):
        first, _colon, rest = line.partition(": ")
        how = {}
        if key == "other":
            how, (first, _colon, rest) = {"how": first.strip()}, rest.partition(": ")
        objects.append(how | {key: first.strip(), "reason": rest.strip() or None})
    return objects


def read_links(read: RowReader, name: str, key: str, model: type[Record]) -> list[list[str]]:
    """The slug of each record that a list of objects names under ``key``, and the reason."""
    links = []
    for slug, item in read_linked(read, name, key, model):
        reason = item.text("reason", most=300, required=True)
        read.inside(name, item)
        links.append([slug, reason or ""])
    return links
