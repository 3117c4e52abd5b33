"""Sources of a row, each for one fact or for the whole record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import RowReader
from hub.records.models import Citation, Source


@dataclass(frozen=True)
class CitationRow:
    """``subject`` is a field or scheme of the record; empty: the whole of it."""

    subject: str
    url: str
    title: str
    note: str


def read_citations(read: RowReader, subjects: Collection[str]) -> list[CitationRow]:
    """The row's ``sources``. What is wrong with one is a problem of the row."""
    rows = []
    for item in read.items("sources") or []:
        if not isinstance(item, dict):
            read.wrong("sources", _("sources must be a list of objects."))
            continue
        reader = RowReader(item, read.known)
        row = CitationRow(
            reader.choice("subject", subjects, "") or "",
            reader.url("url") or "",
            reader.text("title", most=500) or "",
            reader.text("note", most=1000) or "",
        )
        read.inside("sources", reader)
        if row.url or row.title:
            rows.append(row)
    return rows


def write_citations(model: type[Citation], record: object, rows: Iterable[CitationRow]) -> None:
    for position, row in enumerate(rows):
        source, _made = Source.objects.get_or_create(url=row.url, title=row.title)
        model._default_manager.get_or_create(
            **{model.record_field: record},
            source=source,
            subject=row.subject,
            defaults={"note": row.note, "position": position},
        )
