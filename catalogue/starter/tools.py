"""Tools of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Tool, ToolCitation, ToolOrganisation, ToolTerm
from catalogue.starter.citations import CitationRow, read_citations, write_citations
from catalogue.starter.rows import Known, Reader, Row
from hub.core.models import FormerSlug, recorded_change

# Field of the file -> scheme. Risk flags are of the scheme of safeguards, read apart below.
SCHEMES = {
    "purpose": "purpose",
    "action_areas": "action_area",
    "users": "user",
    "trafficking_types": "trafficking_type",
    "technologies": "technology",
    "contexts": "context",
    "connectivity": "connectivity",
    "regions": "region",
    "countries": "country",
    "languages": "language",
    "access": "access",
    "status": "status",
    "target_populations": "target_population",
    "evidence_level": "evidence_level",
    "safeguards": "safeguard",
    "misuse_stages": "misuse_stage",
}

# Looked up once: a file may have a hundred thousand rows.
SCOPES, CONFIDENCES = tuple(Tool.Scope.values), tuple(Tool.Confidence.values)
VERIFICATIONS = tuple(Tool.Verification.values)
DEDICATED, UNREVIEWED = Tool.Scope.DEDICATED.value, Tool.Verification.UNREVIEWED.value
SUBJECTS = (*Tool.own_facts, *Tool.schemes)


@dataclass(frozen=True)
class ToolRow:
    """A tool ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    inferred: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_tool(row: Row, known: Known, *, partial: bool = False) -> ToolRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = Reader(row, known, partial)
    terms = [
        pk for name, scheme in SCHEMES.items() if name in row for pk in read.terms(name, scheme)
    ]
    flags = read.terms("risk_flags", "safeguard")
    caution = read.text("caution", most=2000)
    fields: dict[str, Any] = {
        "slug": read.slug(),
        "name": read.text("name", most=300, required=True),
        "other_names": read.texts("other_names", most=300),
        "summary": read.text("summary", most=600, required=True),
        "description": read.text("description", most=10_000) or "",
        "preconditions": read.text("preconditions", most=2000),
        "scope": read.choice("scope", SCOPES, DEDICATED),
        "url": read.url("url"),
        "repository": read.url("repository"),
        "open_source": read.flag("open_source"),
        "licence": read.text("licence", most=60),
        "status_checked_on": read.day("status_checked_on"),
        "first_released": read.date("first_released"),
        "caution": caution,
        "notes": read.text("notes", most=2000),
        "confidence": read.choice("confidence", CONFIDENCES, None),
        "verification": read.choice("verification", VERIFICATIONS, UNREVIEWED),
    }
    if fields["slug"] in Tool.reserved_slugs:
        read.wrong("slug", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    found = ToolRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys([*terms, *flags])),
        # A risk flag is the editor's inference unless a finding is cited in the caution.
        inferred=[] if caution else [pk for pk in flags if pk not in terms],
        organisations=read.organisations("organisations"),
        sources=read_citations(read, SUBJECTS),
    )
    read.finish()
    return found


def write_tool(found: ToolRow, *, run: str) -> bool:
    """Make the tool with its links, published and without news. False if its slug is taken.

    A tool that is there already stays as it is: it may be a curator's work by now.
    """
    slug = found.fields["slug"]
    if (
        Tool.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Tool.kind, slug=slug).exists()
    ):
        return False
    # Nobody has assessed what comes from a file, and the page says so.
    tool = Tool(**found.fields, state=Tool.State.PUBLISHED, panel=Tool.Assessment.NOT_ASSESSED)
    with recorded_change(tool, run=run, news=False):
        tool.full_clean()
        tool.save()
        ToolTerm.objects.bulk_create(
            ToolTerm(tool=tool, term_id=pk, inferred=pk in found.inferred) for pk in found.terms
        )
        ToolOrganisation.objects.bulk_create(
            ToolOrganisation(tool=tool, organisation_id=pk, position=position)
            for position, pk in enumerate(found.organisations)
        )
        write_citations(ToolCitation, tool, found.sources)
    return True
