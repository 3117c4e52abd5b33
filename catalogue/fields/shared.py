"""Fields that several record types declare alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Label,
    RecordField,
    Storage,
)

# Countries and regions are one facet: whoever asks for Eastern Africa wants Kenya too.
PLACE = "place"
PLACES = ("region", "country")

SLUG = RecordField("slug", imports=(ImportColumn("slug", _("Slug"), headings.SLUG),))
# The organisations behind a record.
MAKERS = ImportColumn(
    "organisations", _("Organisations"), headings.ORGANISATIONS, "organisations", many=True
)
TITLE = RecordField(
    "title",
    index=IndexRole.TITLE,
    imports=(ImportColumn("title", _("Title"), headings.NAME, required=True, limit=300),),
    translatable=True,
)
SUMMARY = RecordField(
    "summary",
    index=IndexRole.SUMMARY,
    imports=(
        ImportColumn(
            "summary",
            _("Summary"),
            headings.SUMMARY,
            required=True,
            free_text=True,
            limit=600,
        ),
    ),
    translatable=True,
)
CONFIDENCE = RecordField(
    "confidence",
    imports=(ImportColumn("confidence", _("Confidence"), ("confidence",), shape="choice"),),
)
VERIFICATION = RecordField("verification", news_label=_("Verification"))
CITATIONS = RecordField(
    "citations",
    Storage.LINKS,
    news_label=_("sources"),
    imports=(ImportColumn("sources", _("Sources"), headings.SOURCES, "sources", many=True),),
)


def place_facet(label: Label, order: int) -> RecordField:
    """The facet of countries and regions; its rows are made from the terms of both."""
    facet = FacetDeclaration(label, order, name=PLACE, schemes=PLACES, tree=True, joint=True)
    return RecordField("places", Storage.DERIVED, facet=facet)
