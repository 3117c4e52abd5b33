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
    names: list[str]
    terms: list[int]
    part_of: str | None
    source: str


def read_organisation(row: Row, records: KnownRecords, *, partial: bool = False) -> OrganisationRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(ORGANISATION))
    fields = read_columns(read, ORGANISATION)
    values = OrganisationRow(
        fields=fields,
        names=read.texts("aliases", most=300),
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
