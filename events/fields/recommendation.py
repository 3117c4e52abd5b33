"""The fields of a recommendation. A sub-action is one too, with the recommendation as parent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, CONFIDENCE, VERIFICATION
from events.fields.document import NAMED_ADDRESSEES
from events.fields.event import YEARS
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

SERVED, NOT_SERVED = "served", "not-served"
RECORDED, NOT_RECORDED = "yes", "no"

TERMS = (
    scheme_field(
        "addressee",
        "addressees",
        _("Addressees"),
        headings.ADDRESSEE,
        facet=FacetDeclaration(_("Who is asked to act"), 10),
        form=Placement("asked", 10),
    ),
    scheme_field(
        "topic",
        "topics",
        _("Topics"),
        headings.TOPIC,
        topical=True,
        facet=FacetDeclaration(_("Topic"), 20),
        form=Placement("asked", 20),
    ),
    scheme_field(
        "action_area",
        "action_areas",
        _("Action areas"),
        headings.ACTION,
        topical=True,
        facet=FacetDeclaration(_("Area of action"), 30),
        form=Placement("asked", 30),
    ),
    scheme_field(
        "normative_status",
        "normative_status",
        _("Normative status"),
        ("normative status", "status"),
        facet=FacetDeclaration(_("Normative strength"), 40),
        form=Placement("asked", 40),
    ),
    scheme_field(
        "purpose",
        "purposes",
        _("Purposes"),
        headings.PURPOSE,
        news_label=_("What it does"),
        form=Placement("served", 10),
    ),
    scheme_field(
        "user",
        "users",
        _("Users"),
        headings.USERS,
        news_label=_("Who uses it"),
        form=Placement("served", 30),
    ),
    scheme_field(
        "trafficking_type",
        "trafficking_types",
        _("Forms of trafficking"),
        headings.TRAFFICKING,
        topical=True,
        news_label=_("Form of exploitation"),
        form=Placement("served", 40),
    ),
    scheme_field(
        "technology",
        "technologies",
        _("Technologies"),
        headings.TECHNOLOGY,
        news_label=_("Technology"),
        form=Placement("served", 20),
    ),
    scheme_field(
        "misuse_stage",
        "misuse_stages",
        _("Stages of misuse"),
        ("misuse stage",),
        topical=True,
        news_label=_("Stage of the crime"),
        form=Placement("served", 50),
    ),
)

# Whom it addresses by name or as States, and whoever an entry is about.
ADDRESSEES = (
    RecordField(
        "country",
        Storage.DERIVED,
        facet=FacetDeclaration(_("Addressed country"), 12, listed=False),
    ),
    RecordField(
        "organisation",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Addressed organisation"), 14, records="organisation", listed=False
        ),
    ),
    # Without those who merely have an entry: what somebody was asked is what addresses it.
    RecordField(
        "asked_country",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Asked: country"),
            13,
            schemes=("country",),
            listed=False,
            select=True,
            by_label=True,
        ),
    ),
    RecordField(
        "asked_organisation",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Asked: organisation"), 15, records="organisation", listed=False, select=True
        ),
    ),
)

COMPUTED = (
    *ADDRESSEES,
    RecordField("followup_status", Storage.DERIVED, facet=FacetDeclaration(_("Follow-up"), 50)),
    RecordField(
        "follow_up",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Recorded"),
            55,
            name="recorded",
            choices={
                RECORDED: _("A follow-up is recorded"),
                NOT_RECORDED: _("No follow-up is recorded"),
            },
        ),
    ),
    RecordField(
        "round", Storage.DERIVED, facet=FacetDeclaration(_("Reporting round"), 57, select=True)
    ),
    RecordField(
        "document",
        Storage.DERIVED,
        facet=FacetDeclaration(_("Document"), 60, records="document"),
    ),
    RecordField("year", Storage.DERIVED, facet=FacetDeclaration(_("Year"), 70, choices=YEARS)),
    RecordField(
        "served",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Tools"),
            80,
            name="tools",
            choices={SERVED: _("A tool can help"), NOT_SERVED: _("No tool is known to help")},
        ),
    ),
)

RECOMMENDATION = RecordType(
    kind="recommendation",
    model_label="recommendations.recommendation",
    kind_words=(
        "recommendation recommendations recommandation recommandations recomendación "
        "recomendaciones рекомендация рекомендации рекомендаций توصية توصيات التوصيات 建议"
    ),
    fields=(
        RecordField(
            "slug",
            index=IndexRole.NAMES,
            imports=(
                ImportColumn(
                    "ref",
                    _("Ref"),
                    headings.REF,
                    required=True,
                ),
            ),
        ),
        RecordField(
            "document_id",
            imports=(
                ImportColumn(
                    "document",
                    _("Document"),
                    headings.DOCUMENT,
                    "key",
                    required=True,
                    limit=400,
                ),
            ),
        ),
        RecordField(
            "parent_id",
            imports=(ImportColumn("parent", _("Part of"), ("parent", "part of")),),
        ),
        RecordField("position", of_record=True),
        RecordField("label", imports=(ImportColumn("label", _("Label"), ("label", "letter")),)),
        RecordField(
            "text",
            news_label=_("text"),
            index=IndexRole.TITLE,
            imports=(
                ImportColumn(
                    "text",
                    _("Text, in our words"),
                    (*headings.TEXT, *headings.SUMMARY),
                    required=True,
                    free_text=True,
                    limit=2000,
                ),
            ),
            translatable=True,
        ),
        RecordField(
            "source_paragraph",
            imports=(
                ImportColumn(
                    "source_paragraph",
                    _("Paragraph"),
                    headings.PARAGRAPH,
                    limit=100,
                ),
            ),
        ),
        *TERMS,
        *COMPUTED,
        RecordField(
            "counts_towards_total",
            of_record=True,
            imports=(
                ImportColumn(
                    "counts_towards_total",
                    _("Counts towards the document’s number"),
                    ("counts towards total",),
                    "flag",
                ),
            ),
        ),
        RecordField(
            "notes",
            of_record=True,
            index=IndexRole.TEXT,
            imports=(
                ImportColumn("notes", _("Notes"), headings.NOTES, free_text=True, limit=2000),
            ),
            translatable=True,
        ),
        RecordField(
            "tools",
            Storage.LINKS,
            of_record=True,
            news_label=_("tools that serve it"),
            imports=(
                ImportColumn(
                    "tools",
                    _("Tools that serve it (which, and why)"),
                    ("tools that serve it", "tools"),
                    "links",
                    many=True,
                ),
            ),
        ),
        RecordField(
            "events",
            Storage.LINKS,
            of_record=True,
            news_label=_("events"),
            imports=(
                ImportColumn(
                    "events", _("Events (which, and why)"), ("events",), "links", many=True
                ),
            ),
        ),
        NAMED_ADDRESSEES,
        RecordField(
            "follow_ups",
            Storage.LINKS,
            news_label=_("follow-up"),
        ),
        RecordField(
            "responses",
            Storage.LINKS,
            news_label=_("answers to it"),
        ),
        CONFIDENCE,
        VERIFICATION,
        CITATIONS,
    ),
    changes=("recorded", "follow_up", "updated", "withdrawn"),
    search_order=30,
    term_order=20,
)
