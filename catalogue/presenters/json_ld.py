"""Records as schema.org objects, for machines that read pages. Only what is known is stated."""

from __future__ import annotations

from typing import Any

from catalogue.models import Organisation, Tool
from hub.vocabulary.term_cache import term_cache
from hub.web.responses import absolute

CONTEXT = "https://schema.org"


def of_tool(tool: Tool) -> dict[str, Any]:
    """A SoftwareApplication, https://schema.org/SoftwareApplication."""
    terms = term_cache().entries(link.term_id for link in tool.term_links.all())
    return without_empty(
        {
            "@context": CONTEXT,
            "@type": "SoftwareApplication",
            "@id": absolute(tool.get_absolute_url()),
            "name": tool.name,
            "alternateName": tool.other_names,
            "description": tool.summary,
            "url": tool.url,
            "license": tool.licence,
            "datePublished": tool.first_released,
            "dateModified": tool.updated_at.date().isoformat(),
            "inLanguage": [term.slug for term in terms if term.scheme == "language"],
            "creator": [
                {"@type": "Organization", "name": link.organisation.name}
                for link in tool.organisation_links.all()
                if link.organisation.is_public
            ],
        }
    )


def of_organisation(body: Organisation) -> dict[str, Any]:
    """An Organization, https://schema.org/Organization."""
    parent = body.part_of if body.part_of and body.part_of.is_public else None
    return without_empty(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "@id": absolute(body.get_absolute_url()),
            "name": body.name,
            "alternateName": [name.text for name in body.shown_names],
            "url": body.url,
            "dissolutionDate": body.ended,
            "parentOrganization": (
                {"@type": "Organization", "name": parent.name} if parent else None
            ),
        }
    )


def without_empty(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties without those that are null or empty."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
