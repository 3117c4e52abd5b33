"""Records as schema.org objects, for machines that read pages. Only what is known is stated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.models import Organisation, Tool
from hub.vocabulary.term_cache import term_cache
from hub.web.operator import operator
from hub.web.responses import absolute
from hub.web.view_models import SourceRef

CONTEXT = "https://schema.org"
MAX_SOURCES = 20  # of a record; more would weigh more than they tell


def of_tool(tool: Tool, sources: Iterable[SourceRef] = ()) -> dict[str, Any]:
    """A SoftwareApplication, https://schema.org/SoftwareApplication, and the record about it."""
    terms = term_cache().entries(link.term_id for link in tool.term_links.all())
    return schema_object(
        tool,
        "SoftwareApplication",
        {
            "name": tool.name,
            "alternateName": tool.other_names,
            "description": tool.summary,
            "url": tool.url,
            "license": tool.licence,
            "datePublished": tool.first_released,
            "inLanguage": [term.slug for term in terms if term.scheme == "language"],
            "creator": organisations_behind(tool),
            "mainEntityOfPage": record_about(tool, sources),
        },
    )


def of_organisation(body: Organisation) -> dict[str, Any]:
    """An Organization, https://schema.org/Organization."""
    parent = body.part_of if body.part_of and body.part_of.is_public else None
    return schema_object(
        body,
        "Organization",
        {
            "name": body.name,
            "alternateName": [name.text for name in body.shown_names],
            "url": body.url,
            "dissolutionDate": body.ended,
            "parentOrganization": _organisation(parent) if parent else None,
        },
    )


def schema_object(record: Any, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A record as an object of a type of schema.org, without properties that are null or empty."""
    head = {
        "@context": CONTEXT,
        "@type": kind,
        "@id": absolute(record.get_absolute_url()),
        "identifier": f"{record.kind}/{record.slug}",
    }
    return head | {name: value for name, value in properties.items() if value not in (None, "", [])}


def record_about(record: Any, sources: Iterable[SourceRef]) -> dict[str, Any]:
    """The page of a record: what it is based on, its own licence, and when it was changed last.

    None of these is a property of the thing that the record is about.
    """
    terms = operator()
    page = {
        "@type": "WebPage",
        "dateModified": record.updated_at.date().isoformat(),
        "license": terms.licence_url or terms.licence,
        "isBasedOn": [source.url for source in sources if source.url][:MAX_SOURCES],
    }
    return {name: value for name, value in page.items() if value not in ("", [])}


def organisations_behind(record: Any) -> list[dict[str, str]]:
    """The public ones of the organisations that a record is linked to."""
    bodies = (link.organisation for link in record.organisation_links.all())
    return [_organisation(body) for body in bodies if body.is_public]


def _organisation(body: Organisation) -> dict[str, str]:
    return {"@type": "Organization", "name": body.name}
