"""Practice notes of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import (
    Deployment,
    DeploymentCitation,
    DeploymentOrganisation,
    DeploymentTerm,
    Tool,
)
from catalogue.row_readers.citations import CitationRow, read_citations, write_citations
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from hub.records.models import FormerSlug, recorded_change

# Field of the file -> scheme.
SCHEMES = {
    "contexts": "context",
    "countries": "country",
    "regions": "region",
    "purpose": "purpose",
    "action_areas": "action_area",
    "trafficking_types": "trafficking_type",
    "users": "user",
    "target_populations": "target_population",
    "languages": "language",
    "connectivity": "connectivity",
    "safeguards": "safeguard",
    "status": "status",
    "evidence_level": "evidence_level",
}
TEXTS = ("adaptation", "needed", "worked", "failed", "incidents")


@dataclass(frozen=True)
class PracticeRow:
    """A note ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_practice(row: Row, known: KnownRecords) -> PracticeRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, known)
    terms = [pk for name, scheme in SCHEMES.items() for pk in read.terms(name, scheme)]
    tool, origin = read.text("tool", most=200, required=True), read.text("adapted_from", most=200)
    fields = {
        "slug": read.slug(),
        "title": read.text("title", most=300, required=True),
        "summary": read.text("summary", most=600, required=True),
        "site": read.text("site", most=300),
        "started": read.date("started"),
        "ended": read.date("ended"),
        **{name: read.text(name, most=4000) for name in TEXTS},
        "again": read.choice("again", Deployment.Again.values, None),
        "confidence": read.choice("confidence", Deployment.Confidence.values, None),
        "tool_id": _key(read, "tool", Tool, tool),
        "adapted_from_id": _key(read, "adapted_from", Deployment, origin),
    }
    found = PracticeRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys(terms)),
        organisations=read.organisations("organisations"),
        sources=read_citations(read, (*Deployment.own_facts, *Deployment.schemes)),
    )
    read.finish()
    return found


def _key(
    read: RowReader, name: str, model: type[Tool | Deployment], slug: str | None
) -> int | None:
    """The primary key of the record that a row names by its slug."""
    if slug is None:
        return None
    found = model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        read.problems.append(
            _("%(field)s: there is no record “%(slug)s”.") % {"field": name, "slug": slug[:80]}
        )
    return found


def write_practice(found: PracticeRow, *, run: str) -> bool:
    """Make the note with its links, published and without news. False if its slug is taken."""
    slug = found.fields["slug"]
    if (
        Deployment.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Deployment.kind, slug=slug).exists()
    ):
        return False
    note = Deployment(**found.fields, state=Deployment.State.PUBLISHED)
    with recorded_change(note, run=run, news=False):
        note.full_clean()
        note.save()
        DeploymentTerm.objects.bulk_create(
            DeploymentTerm(deployment=note, term_id=pk) for pk in found.terms
        )
        DeploymentOrganisation.objects.bulk_create(
            DeploymentOrganisation(deployment=note, organisation_id=pk, position=position)
            for position, pk in enumerate(found.organisations)
        )
        write_citations(DeploymentCitation, note, found.sources)
    return True
