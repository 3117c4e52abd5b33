"""Practice notes of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import (
    Deployment,
    DeploymentCitation,
    DeploymentOrganisation,
    DeploymentTerm,
    Tool,
)
from catalogue.row_readers.citations import CitationRow, read_citations, write_citations
from catalogue.row_readers.columns import read_columns, read_terms
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from hub.records.models import FormerSlug, recorded_change


@dataclass(frozen=True)
class PracticeRow:
    """A note ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_practice(row: Row, records: KnownRecords) -> PracticeRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records)
    terms = read_terms(read, DEPLOYMENT)
    tool, origin = read.text("tool", most=200, required=True), read.text("adapted_from", most=200)
    fields = read_columns(read, DEPLOYMENT) | {
        "tool_id": _key(read, "tool", Tool, tool),
        "adapted_from_id": _key(read, "adapted_from", Deployment, origin),
    }
    values = PracticeRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        organisations=read.organisations("organisations"),
        sources=read_citations(read, (*DEPLOYMENT.own_columns, *DEPLOYMENT.schemes)),
    )
    read.finish()
    return values


def _key(
    read: RowReader, name: str, model: type[Tool | Deployment], slug: str | None
) -> int | None:
    """The primary key of the record that a row names by its slug."""
    if slug is None:
        return None
    pk = model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        read.problems.append(
            _("%(field)s: there is no record “%(slug)s”.") % {"field": name, "slug": slug[:80]}
        )
    return pk


def write_practice(values: PracticeRow, *, run: str) -> bool:
    """Make the note with its links, published and without news. False if its slug is taken."""
    slug = values.fields["slug"]
    if (
        Deployment.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Deployment.kind, slug=slug).exists()
    ):
        return False
    note = Deployment(**values.fields, state=Deployment.State.PUBLISHED)
    with recorded_change(note, run=run, news=False):
        note.full_clean()
        note.save()
        DeploymentTerm.objects.bulk_create(
            DeploymentTerm(deployment=note, term_id=pk) for pk in values.terms
        )
        DeploymentOrganisation.objects.bulk_create(
            DeploymentOrganisation(deployment=note, organisation_id=pk, position=position)
            for position, pk in enumerate(values.organisations)
        )
        write_citations(DeploymentCitation, note, values.sources)
    return True
