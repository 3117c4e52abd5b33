"""Tools of the starter data: from a row to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Tool
from catalogue.row_readers.citations import CitationRow, read_citations
from catalogue.row_readers.reader import KnownRecords, Row, RowReader

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
    """A tool that can be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    inferred: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_tool(row: Row, known: KnownRecords, *, partial: bool = False) -> ToolRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, known, partial)
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
