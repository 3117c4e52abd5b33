"""Organisations: from a canonical row (of an import or of the starter data) to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.organisation import ORGANISATION
from catalogue.models import Organisation
from catalogue.row_readers.columns import column_labels, read_columns, read_terms
from catalogue.row_readers.reader import KnownRecords, Row, RowReader


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation ready to be written. ``part_of`` is a slug, ``source`` an address or ""."""

    fields: dict[str, Any]
    names: list[tuple[str, str]]  # each with its language, "" where that is not said
    terms: list[int]
    part_of: str | None
    source: str


def read_organisation(row: Row, records: KnownRecords, *, partial: bool = False) -> OrganisationRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(ORGANISATION))
    fields = read_columns(read, ORGANISATION)
    values = OrganisationRow(
        fields=fields,
        names=_read_names(read),
        terms=read_terms(read, ORGANISATION),
        part_of=read.text("part_of", most=200),
        source=read.url("source") or "",
    )
    if values.fields["slug"] in Organisation.reserved_slugs:
        read.wrong(
            "slug", _("“%(slug)s” is an address of its own.") % {"slug": values.fields["slug"]}
        )
    if values.part_of and values.part_of not in records.records[ORGANISATION.kind].slugs:
        read.wrong(
            "part_of",
            _("There is no organisation “%(slug)s” that this one could be part of.")
            % {"slug": values.part_of},
        )
    read.finish()
    return values


def _read_names(read: RowReader) -> list[tuple[str, str]]:
    """Other names; one in another language may be an object with ``name`` and ``language``."""
    languages: dict[str, str] = {}
    names: list[Any] = []
    for entry in read.items("aliases") or []:
        named = isinstance(entry, dict) and entry.keys() == {"name", "language"}
        text, language = (entry["name"], entry["language"]) if named else (entry, "")
        if isinstance(text, str) and isinstance(language, str):
            languages[text.strip()] = language[:35]
        names.append(text)
    read.row = read.row | {"aliases": names} if names else read.row
    return [(text, languages.get(text, "")) for text in read.texts("aliases", most=300)]
