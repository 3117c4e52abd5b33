"""Links of a row to other records, each with its reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import RowReader
from hub.records.models import Record


def read_linked(
    read: RowReader, name: str, key: str, model: type[Record]
) -> list[tuple[str, RowReader]]:
    """The slugs that a list of objects names under ``key``, each with its object.

    A slug that no record has is a problem of the row.
    """
    linked = []
    for item in (entry for cell in read.items(name) or [] for entry in _objects(cell, key)):
        reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        called = reader.text(key, most=400, required=True)
        slug = _slug_of(called, model)
        if called and not slug:
            sentence = _("%(field)s: there is no record “%(slug)s”.")
            reader.wrong(key, sentence % {"field": key, "slug": called[:80]})
        elif slug:
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


def _slug_of(called: str | None, model: type[Record]) -> str:
    """The slug of the record that is called so, by its slug, its name or its title."""
    records = model._default_manager
    if not called or records.filter(slug=called).exists():
        return called or ""
    column = "title" if hasattr(model, "title") else "name"
    slugs = list(records.filter(**{f"{column}__iexact": called}).values_list("slug", flat=True)[:2])
    return slugs[0] if len(slugs) == 1 else ""


def read_links(read: RowReader, name: str, key: str, model: type[Record]) -> list[list[str]]:
    """The slug of each record that a list of objects names under ``key``, and the reason."""
    links = []
    for slug, item in read_linked(read, name, key, model):
        reason = item.text("reason", most=300, required=True)
        read.inside(name, item)
        links.append([slug, reason or ""])
    return links
