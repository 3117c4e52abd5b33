"""The fields of a helpline: a public line that a person in danger can reach."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, CONFIDENCE, SLUG, VERIFICATION, place_facet
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

HELPLINE = RecordType(
    kind="helpline",
    model_label="catalogue.helpline",
    fields=(
        SLUG,
        RecordField(
            "name",
            index=IndexRole.TITLE,
            imports=(
                ImportColumn(
                    "name",
                    _("Name"),
                    (*headings.NAME, "helpline", "hotline"),
                    required=True,
                    limit=300,
                ),
            ),
        ),
        RecordField(
            "operator",
            index=IndexRole.NAMES,
            imports=(
                ImportColumn("operator", _("Who runs it"), ("operator", "run by"), limit=300),
            ),
        ),
        RecordField(
            "organisation_id",
            imports=(
                ImportColumn(
                    "organisation", _("Organisation of ours that runs it"), ("organisation",)
                ),
            ),
        ),
        scheme_field(
            "country",
            "countries",
            _("Countries"),
            headings.COUNTRY,
            news_label=_("Country"),
            form=Placement("about", 10),
        ),
        place_facet(_("Country"), 10),
        scheme_field(
            "helpline_public",
            "serves",
            _("Whom it serves"),
            ("serves", "for whom", "target group"),
            facet=FacetDeclaration(_("Whom it serves"), 20),
            form=Placement("about", 20),
        ),
        scheme_field(
            "helpline_answerer",
            "answered_by",
            _("Who answers"),
            ("answered by", "who answers", "type of operator"),
            many=False,
            facet=FacetDeclaration(_("Who answers"), 30),
            form=Placement("about", 30),
        ),
        scheme_field(
            "language",
            "languages",
            _("Languages"),
            headings.LANGUAGE,
            facet=FacetDeclaration(_("Language"), 40, by_label=True),
            form=Placement("about", 40),
        ),
        RecordField(
            "channels",
            Storage.LINKS,
            news_label=_("numbers and addresses"),
            index=IndexRole.TEXT,
            indexed_part="value",
            imports=(
                ImportColumn(
                    "channels",
                    _("Numbers and addresses"),
                    ("channels", "numbers", "phone", "telephone"),
                    "objects",
                    many=True,
                ),
            ),
        ),
        RecordField(
            "hours",
            wanted=True,
            imports=(ImportColumn("hours", _("Hours"), ("hours", "opening hours"), limit=300),),
        ),
        RecordField(
            "anonymous",
            wanted=True,
            imports=(
                ImportColumn("anonymous", _("Callers may stay anonymous"), ("anonymous",), "flag"),
            ),
        ),
        RecordField(
            "url",
            wanted=True,
            imports=(ImportColumn("url", _("Site"), headings.URL, "url"),),
        ),
        RecordField(
            "ended",
            imports=(ImportColumn("ended", _("Ended"), ("ended", "closed"), "date"),),
        ),
        RecordField(
            "source_year",
            imports=(
                ImportColumn(
                    "source_year", _("Year of its newest source"), ("source year",), "number"
                ),
            ),
        ),
        RecordField(
            "notes",
            index=IndexRole.TEXT,
            imports=(
                ImportColumn("notes", _("Notes"), headings.NOTES, free_text=True, limit=2000),
            ),
            translatable=True,
        ),
        CONFIDENCE,
        VERIFICATION,
        CITATIONS,
    ),
    changes=("published", "updated", "ended", "withdrawn"),
    search_order=70,
    kind_words="helpline helplines hotline hotlines",
)
