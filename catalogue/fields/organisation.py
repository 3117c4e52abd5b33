"""The fields of an organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CONFIDENCE, SLUG, VERIFICATION, place_facet
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Placement,
    RecordField,
    RecordType,
    Storage,
    scheme_field,
)

ORGANISATION = RecordType(
    kind="organisation",
    model_label="catalogue.organisation",
    kind_words=(
        "organisation organisations organization organizations organización organizaciones "
        "организация организации организаций организациям منظمة منظمات المنظمة المنظمات 组织 "
        "機構 机构"
    ),
    fields=(
        SLUG,
        RecordField(
            "name",
            index=IndexRole.TITLE,
            imports=(
                ImportColumn(
                    "name",
                    _("Name"),
                    (*headings.NAME, *headings.ORGANISATIONS),
                    required=True,
                    limit=300,
                ),
            ),
        ),
        RecordField(
            "names",
            Storage.LINKS,
            news_label=_("other names"),
            index=IndexRole.NAMES,
            indexed_part="text",
            indexed_if="shown",
            imports=(
                ImportColumn(
                    "aliases",
                    _("Other names"),
                    headings.ALIASES,
                    many=True,
                    limit=300,
                ),
            ),
        ),
        scheme_field(
            "organisation_type",
            "type",
            _("Type"),
            headings.ORGANISATION_TYPE,
            many=False,
            facet=FacetDeclaration(_("Kind of organisation"), 10),
            form=Placement("about", 10),
        ),
        scheme_field(
            "country",
            "country",
            _("Country"),
            (*headings.COUNTRY, "headquarters", "hq"),
            news_label=_("Seat"),
            form=Placement("about", 20),
        ),
        place_facet(_("Seat"), 20),
        RecordField(
            "url", wanted=True, imports=(ImportColumn("url", _("Site"), headings.URL, "url"),)
        ),
        RecordField(
            "part_of_id",
            imports=(
                ImportColumn(
                    "part_of",
                    _("Part of"),
                    ("part of", "parent", "parent organisation", "parent organization"),
                    shape="organisation",
                ),
            ),
        ),
        RecordField("successor_id"),
        RecordField(
            "ended",
            imports=(ImportColumn("ended", _("Ended"), ("ended", "closed", "dissolved"), "date"),),
        ),
        CONFIDENCE,
        VERIFICATION,
        RecordField(
            "citations",
            Storage.LINKS,
            news_label=_("sources"),
            imports=(ImportColumn("source", _("Source (address)"), headings.SOURCES, "url"),),
        ),
    ),
    changes=("published", "updated", "ended", "withdrawn"),
    search_order=60,
)
