"""Tools of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Tool, ToolCitation, ToolOrganisation, ToolTerm
from catalogue.starter.rows import Known, Reader, Row
from hub.core.models import FormerSlug, Source, recorded_change

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
}


@dataclass(frozen=True)
class SourceRow:
    url: str
    title: str
    note: str


@dataclass(frozen=True)
class ToolRow:
    """A tool ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    inferred: list[int]
    organisations: list[int]
    sources: list[SourceRow]


def read_tool(row: Row, known: Known) -> ToolRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = Reader(row, known)
    terms = [pk for name, scheme in SCHEMES.items() for pk in read.terms(name, scheme)]
    flags = read.terms("risk_flags", "safeguard")
    caution = read.text("caution", most=2000)
    fields = {
        "slug": read.slug(),
        "name": read.text("name", most=300, required=True),
        "summary": read.text("summary", most=600, required=True),
        "scope": read.choice("scope", Tool.Scope.values, Tool.Scope.DEDICATED),
        "url": read.url("url"),
        "repository": read.url("repository"),
        "open_source": read.flag("open_source"),
        "first_released": read.date("first_released"),
        "caution": caution,
        "notes": read.text("notes", most=2000),
        "confidence": read.choice("confidence", Tool.Confidence.values, None),
        "verification": read.choice(
            "verification", Tool.Verification.values, Tool.Verification.UNREVIEWED
        ),
    }
    if fields["slug"] in Tool.reserved_slugs:
        read.problems.append(_("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    found = ToolRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys([*terms, *flags])),
        # A risk flag is the editor's inference unless a finding is cited in the caution.
        inferred=[] if caution else [pk for pk in flags if pk not in terms],
        organisations=read.organisations("organisations"),
        sources=_sources(read),
    )
    read.finish()
    return found


def _sources(read: Reader) -> list[SourceRow]:
    found = []
    for item in read.items("sources") or []:
        if not isinstance(item, dict):
            read.problems.append(_("sources must be a list of objects."))
            continue
        one = Reader(item, read.known)
        source = SourceRow(
            one.url("url") or "",
            one.text("title", most=500) or "",
            one.text("note", most=1000) or "",
        )
        read.problems += one.problems
        if source.url or source.title:
            found.append(source)
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
        for position, row in enumerate(found.sources):
            source, _made = Source.objects.get_or_create(url=row.url, title=row.title)
            ToolCitation.objects.get_or_create(
                tool=tool,
                source=source,
                subject="",
                defaults={"note": row.note, "position": position},
            )
    return True
