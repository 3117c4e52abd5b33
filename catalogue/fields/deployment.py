"""The fields of a practice note."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import (
    CITATIONS,
    CONFIDENCE,
    MAKERS,
    SLUG,
    SUMMARY,
    TITLE,
    group_field,
    place_facet,
)
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


def prose(name: str, page: Placement, *headings_of_files: str) -> RecordField:
    """A text of the note that is searched, translated, and shown in a section of its page."""
    column = ImportColumn(name, page.label, headings_of_files, free_text=True, limit=4000)
    imports = (column,)
    return RecordField(
        name,
        index=IndexRole.TEXT,
        imports=imports,
        page=page,
        translatable=True,
    )


TERMS = (
    scheme_field(
        "context",
        "contexts",
        _("Contexts"),
        headings.CONTEXT,
        facet=FacetDeclaration(_("Situation"), 20),
        page=Placement("where", 20),
        form=Placement("where", 10),
    ),
    scheme_field(
        "country",
        "countries",
        _("Countries"),
        headings.COUNTRY,
        news_label=_("Where"),
        page=Placement("where", 30, _("Countries")),
        form=Placement("where", 20),
    ),
    scheme_field(
        "region",
        "regions",
        _("Regions"),
        headings.REGION,
        news_label=_("Where"),
        page=Placement("where", 40, _("Regions")),
        form=Placement("where", 30),
    ),
    place_facet(_("Where"), 30),
    scheme_field(
        "purpose",
        "purpose",
        _("Purpose"),
        headings.PURPOSE,
        facet=FacetDeclaration(_("What it does"), 40),
        page=Placement("for-whom", 10, _("Task")),
        form=Placement("for-whom", 10),
    ),
    scheme_field(
        "action_area",
        "action_areas",
        _("Action areas"),
        headings.ACTION,
        topical=True,
        news_label=_("Area of action"),
        page=Placement("for-whom", 50, _("Area of action")),
        form=Placement("for-whom", 20),
    ),
    scheme_field(
        "trafficking_type",
        "trafficking_types",
        _("Forms of trafficking"),
        headings.TRAFFICKING,
        topical=True,
        facet=FacetDeclaration(_("Form of exploitation"), 70, tree=True),
        page=Placement("for-whom", 40),
        form=Placement("for-whom", 30),
    ),
    scheme_field(
        "user",
        "users",
        _("Users"),
        headings.USERS,
        facet=FacetDeclaration(_("Who uses it"), 50),
        page=Placement("for-whom", 20, _("Who used it")),
        form=Placement("for-whom", 40),
    ),
    scheme_field(
        "target_population",
        "target_populations",
        _("People it is for"),
        ("target population", "target populations", "beneficiaries", "population"),
        facet=FacetDeclaration(_("For whom"), 60),
        page=Placement("for-whom", 30),
        form=Placement("for-whom", 50),
    ),
    scheme_field(
        "language",
        "languages",
        _("Languages"),
        headings.LANGUAGE,
        facet=FacetDeclaration(_("Language"), 80, by_label=True),
        page=Placement("needs", 50, _("Languages")),
        form=Placement("needs", 10),
    ),
    scheme_field(
        "connectivity",
        "connectivity",
        _("Connectivity"),
        ("connectivity", "platform"),
        facet=FacetDeclaration(_("Connection and device"), 90),
        page=Placement("needs", 40),
        form=Placement("needs", 20),
    ),
    group_field("data_handled", 98, page=Placement("needs", 58)),
    group_field(
        "safeguard",
        100,
        (ImportColumn("safeguards", _("Safeguards"), headings.SAFEGUARDS, many=True),),
        page=Placement("needs", 60, _("Safeguards applied")),
        form=Placement("needs", 30),
    ),
    group_field("risk", 102, page=Placement("needs", 62)),
    scheme_field(
        "status",
        "status",
        _("Status"),
        headings.STATUS,
        many=False,
        news_label=_("Status"),
        page=Placement("outcome", 60, _("Status")),
        form=Placement("outcome", 10),
    ),
    scheme_field(
        "evidence_level",
        "evidence_level",
        _("Evidence"),
        ("evidence", "evidence level"),
        many=False,
        facet=FacetDeclaration(_("Evidence"), 120),
        page=Placement("outcome", 50),
        form=Placement("outcome", 20),
    ),
)

DEPLOYMENT = RecordType(
    kind="deployment",
    model_label="catalogue.deployment",
    kind_words=(
        "practice practices note notes pratique pratiques práctica prácticas практика "
        "практики ممارسة ممارسات 实践"
    ),
    fields=(
        SLUG,
        TITLE,
        SUMMARY,
        RecordField(
            "tool_id",
            imports=(
                ImportColumn(
                    "tool",
                    _("Tool"),
                    ("tool", "tool used", "outil", "herramienta", "инструмент", "工具"),
                    "key",
                    required=True,
                    limit=400,
                ),
            ),
        ),
        RecordField("tool", Storage.DERIVED, facet=FacetDeclaration(_("Tool"), 10, records="tool")),
        RecordField(
            "site",
            index=IndexRole.TEXT,
            imports=(
                ImportColumn("site", _("Kind of site"), ("site", "setting", "place"), limit=300),
            ),
            page=Placement("where", 10, _("Kind of site")),
            translatable=True,
        ),
        RecordField(
            "started",
            imports=(ImportColumn("started", _("From"), headings.START, "date"),),
            page=Placement("where", 50, _("From")),
        ),
        RecordField(
            "ended",
            imports=(ImportColumn("ended", _("Until"), headings.END, "date"),),
            page=Placement("where", 60, _("Until")),
        ),
        *TERMS,
        prose(
            "adaptation",
            Placement("needs", 30, _("What was adapted")),
            "adaptation",
            "changes made",
        ),
        prose(
            "needed", Placement("needs", 10, _("What must be in place")), "needed", "requirements"
        ),
        prose(
            "worked", Placement("outcome", 10, _("What worked")), "worked", "successes", "results"
        ),
        prose(
            "failed", Placement("outcome", 20, _("What failed")), "failed", "challenges", "problems"
        ),
        prose("incidents", Placement("outcome", 30, _("Incidents")), "incidents", "harms"),
        RecordField(
            "again",
            facet=FacetDeclaration(_("Would use it again"), 110),
            imports=(
                ImportColumn(
                    "again", _("Would use it again"), ("again", "would use again"), "choice"
                ),
            ),
            page=Placement("outcome", 40),
        ),
        RecordField(
            "adapted_from_id",
            imports=(
                ImportColumn(
                    "adapted_from",
                    _("Adapted from"),
                    ("adapted from",),
                    limit=400,
                ),
            ),
            page=Placement("needs", 20, _("Adapted from")),
        ),
        RecordField(
            "organisations",
            Storage.LINKS,
            news_label=_("organisations"),
            imports=(MAKERS,),
        ),
        CONFIDENCE,
        RecordField("verification", facet=FacetDeclaration(_("Verification"), 130)),
        CITATIONS,
    ),
    changes=("published", "updated", "safety", "withdrawn"),
    search_order=20,
    term_order=50,
)
