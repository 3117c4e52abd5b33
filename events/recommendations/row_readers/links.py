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
    for item in read.items(name) or []:
        reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        slug = reader.text(key, most=200, required=True)
        if slug and not model._default_manager.filter(slug=slug).exists():
            sentence = _("%(field)s: there is no record “%(slug)s”.")
            reader.wrong(key, sentence % {"field": reader.label(key), "slug": slug})
        elif slug:
            linked.append((slug, RowReader(reader.row, read.known)))
        read.inside(name, reader)
    return linked


def read_links(read: RowReader, name: str, key: str, model: type[Record]) -> list[list[str]]:
    """The slug of each record that a list of objects names under ``key``, and the reason."""
    links = []
    for slug, item in read_linked(read, name, key, model):
        reason = item.text("reason", most=300, required=True)
        read.inside(name, item)
        links.append([slug, reason or ""])
    return links
