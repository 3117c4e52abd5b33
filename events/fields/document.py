"""The fields of a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, SLUG, VERIFICATION
from events.fields.event import STATISTICS, YEARS
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

COMPLETE, INCOMPLETE, NOT_DECLARED = "complete", "incomplete", "not-declared"

# Of documents, and of recommendations that name others than their document does.
NAMED_ADDRESSEES = RecordField(
    "named_addressees",
    Storage.LINKS,
    news_label=_("named addressees"),
    imports=(
        ImportColumn(
            "named_addressees",
            _("Named addressees (countries and organisations)"),
            ("named addressees", "addressees by name", "addressed countries", "addressed states"),
            "addressees",
            many=True,
        ),
    ),
)

DOCUMENT = RecordType(
    kind="document",
    model_label="recommendations.document",
    kind_words=(
        "document documents documento documentos документ документы документов وثيقة وثائق "
        "الوثائق 文件"
    ),
    fields=(
        SLUG,
        RecordField(
            "title",
            index=IndexRole.TITLE,
            imports=(
                ImportColumn(
                    "title", _("Title"), headings.DOCUMENT_TITLE, required=True, limit=400
                ),
            ),
            translatable=True,
        ),
        RecordField(
            "summary",
            wanted=True,
            index=IndexRole.SUMMARY,
            imports=(
                ImportColumn("summary", _("Summary"), headings.SUMMARY, free_text=True, limit=600),
            ),
            translatable=True,
        ),
        RecordField(
            "date",
            wanted=True,
            imports=(ImportColumn("date", _("Date"), headings.DOCUMENT_DATE, "date"),),
        ),
        RecordField("year", Storage.DERIVED, facet=FacetDeclaration(_("Year"), 30, choices=YEARS)),
        RecordField(
            "symbol",
            index=IndexRole.NAMES,
            imports=(
                ImportColumn(
                    "symbol", _("Symbol"), ("symbol", "document symbol", "signatur"), limit=100
                ),
            ),
        ),
        RecordField(
            "url", wanted=True, imports=(ImportColumn("url", _("Address"), headings.URL, "url"),)
        ),
        RecordField(
            "archived_url",
            imports=(
                ImportColumn(
                    "archived_url",
                    _("Archived copy"),
                    ("archived", "archive", "archive url"),
                    "url",
                ),
            ),
        ),
        RecordField(
            "declared",
            imports=(
                ImportColumn(
                    "document_declares",
                    _("How many recommendations it says it has"),
                    ("number of recommendations", "declared"),
                    "number",
                ),
            ),
        ),
        RecordField(
            "complete",
            Storage.DERIVED,
            facet=FacetDeclaration(
                _("Recorded here"),
                60,
                choices={
                    COMPLETE: _("All its recommendations"),
                    INCOMPLETE: _("A part of its recommendations"),
                    NOT_DECLARED: _("It does not say how many it has"),
                },
            ),
        ),
        scheme_field(
            "document_type",
            "document_type",
            _("Type"),
            ("type", "document type", "kind", "type de document", "tipo", "typ", "тип", "类型"),
            many=False,
            facet=FacetDeclaration(_("Kind of document"), 10),
            form=Placement("kind", 10),
        ),
        scheme_field(
            "topic",
            "topics",
            _("Topics"),
            headings.TOPIC,
            topical=True,
            facet=FacetDeclaration(_("Topic"), 40),
            form=Placement("about", 10),
        ),
        scheme_field(
            "action_area",
            "action_areas",
            _("Action areas"),
            headings.ACTION,
            topical=True,
            facet=FacetDeclaration(_("Area of action"), 50),
            form=Placement("about", 20),
        ),
        scheme_field(
            "language",
            "languages",
            _("Languages"),
            headings.LANGUAGE,
            news_label=_("Language"),
            form=Placement("about", 30),
        ),
        RecordField(
            "organisations",
            Storage.LINKS,
            news_label=_("organisations"),
            facet=FacetDeclaration(_("Issued by"), 20, name="issuer", records="organisation"),
            indexed_part="organisation__slug",
            imports=(
                ImportColumn(
                    "issuing_bodies", _("Issued by"), headings.ISSUERS, "organisations", many=True
                ),
            ),
        ),
        RecordField(
            "events",
            Storage.LINKS,
            news_label=_("events"),
            imports=(
                ImportColumn(
                    "events", _("Events at which it was made"), ("events",), "links", many=True
                ),
            ),
        ),
        RecordField(
            "relations",
            Storage.LINKS,
            news_label=_("related documents"),
            imports=(
                ImportColumn(
                    "relations",
                    _("Related documents (how, which, and why)"),
                    ("relations", "related documents"),
                    "links",
                    many=True,
                ),
            ),
        ),
        STATISTICS,
        NAMED_ADDRESSEES,
        RecordField(
            "all_states",
            imports=(
                ImportColumn(
                    "all_states",
                    _("Addresses all States (yes or no)"),
                    ("addresses all states", "all states", "all member states"),
                    "flag",
                ),
            ),
        ),
        RecordField(
            "rounds",
            Storage.LINKS,
            news_label=_("reporting rounds"),
            imports=(
                ImportColumn(
                    "rounds",
                    _("Reporting rounds (name, and when due)"),
                    ("reporting rounds", "rounds", "reporting cycles"),
                    "lines",
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
        VERIFICATION,
        CITATIONS,
    ),
    changes=("published", "updated", "withdrawn"),
    search_order=50,
    term_order=40,
)
