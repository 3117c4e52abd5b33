"""Fields that several record types declare alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Label,
    Placement,
    RecordField,
    Storage,
    TermGroup,
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


# One scheme holds what a tool does with data about people, what protects them, and what may harm
# them. Readers see three facts: what protects nobody must not stand under "Safeguards".
DATA_HANDLED = TermGroup(
    "safeguard",
    slugs=frozenset(
        ("no-personal-data", "personal-data", "special-category-data", "children-data")
    ),
    may_be_none=False,  # a term of its own says that it handles no data about people
)
RISKS = TermGroup("safeguard", prefix="risk-")
SAFEGUARDS = TermGroup("safeguard", others=(DATA_HANDLED, RISKS))
SAFEGUARD_GROUPS = {"data_handled": DATA_HANDLED, "safeguard": SAFEGUARDS, "risk": RISKS}
GROUP_LABELS: dict[str, Label] = {
    "data_handled": _("Data it handles"),
    "safeguard": _("Safeguards"),
    "risk": _("Risks"),
}


def group_field(
    name: str,
    order: int,
    imports: tuple[ImportColumn, ...] = (),
    **placements: Placement | None,
) -> RecordField:
    """One of the three facts that the terms of ``safeguard`` make. ``order``: of its facet."""
    return RecordField(
        name,
        Storage.SCHEME if name == SAFEGUARDS.scheme else Storage.DERIVED,
        news_label=_("Data, safeguards and risks") if name == SAFEGUARDS.scheme else "",
        facet=FacetDeclaration(GROUP_LABELS[name], order),
        group=SAFEGUARD_GROUPS[name],
        vital=True,
        imports=imports,
        **placements,  # type: ignore[arg-type]
    )


def place_facet(label: Label, order: int) -> RecordField:
    """The facet of countries and regions; its rows are made from the terms of both."""
    facet = FacetDeclaration(label, order, name=PLACE, schemes=PLACES, tree=True, joint=True)
    return RecordField("places", Storage.DERIVED, facet=facet)


def group_name(group: TermGroup) -> str:
    """By which a statement about one of several facts of a scheme names it."""
    return next((name for name, each in SAFEGUARD_GROUPS.items() if each == group), "")
