"""The fields of a tool."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import (
    CITATIONS,
    CONFIDENCE,
    MAKERS,
    SLUG,
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

RELEASE_YEARS = range(1950, 2101)  # what lies outside is a slip of the pen, and "not known"

# The facts of the safety panel in the order of the page. Each is null while nobody found it out.
PANEL_FACTS = (
    "data_taken",
    "data_kept",
    "data_seen_by",
    "consent",
    "survivor_role",
    "human_review",
    "known_harms",
    "misuse_risk",
    "report_answered_by",
)
MAX_PANEL_FACT = 2000  # characters
PANEL = ("panel", "panel_assessed_on", "panel_assessed_by", *PANEL_FACTS)

NAMES_AND_SUMMARY = (
    SLUG,
    RecordField(
        "name",
        index=IndexRole.TITLE,
        imports=(ImportColumn("name", _("Name"), headings.NAME, required=True, limit=300),),
    ),
    RecordField(
        "summary",
        index=IndexRole.SUMMARY,
        translatable=True,
        imports=(
            ImportColumn(
                "summary",
                _("What it is"),
                headings.SUMMARY,
                required=True,
                free_text=True,
                limit=600,
                overflow="description",
            ),
        ),
    ),
    RecordField(
        "url",
        wanted=True,
        imports=(ImportColumn("url", _("Site"), headings.URL, "url"),),
        compare=Placement("access", 50, _("Website")),
    ),
    RecordField(
        "organisations",
        Storage.LINKS,
        news_label=_("organisations"),
        may_be_none=True,
        imports=(MAKERS,),
        compare=Placement("makers", 10, _("Organisations")),
    ),
)

TERMS = (
    scheme_field(
        "purpose",
        "purpose",
        _("Purpose"),
        headings.PURPOSE,
        topical=True,
        facet=FacetDeclaration(_("What it does"), 10),
        page=Placement("for-whom", 10),
        compare=Placement("for-whom", 10),
        form=Placement("for-whom", 10),
    ),
    scheme_field(
        "action_area",
        "action_areas",
        _("Action areas"),
        headings.ACTION,
        topical=True,
        facet=FacetDeclaration(_("Area of action"), 70),
        page=Placement("for-whom", 50),
        compare=Placement("for-whom", 50),
        form=Placement("for-whom", 20),
    ),
    scheme_field(
        "user",
        "users",
        _("Users"),
        headings.USERS,
        facet=FacetDeclaration(_("Who uses it"), 40),
        page=Placement("for-whom", 20),
        compare=Placement("for-whom", 20),
        form=Placement("for-whom", 40),
    ),
    scheme_field(
        "trafficking_type",
        "trafficking_types",
        _("Forms of trafficking"),
        headings.TRAFFICKING,
        topical=True,
        facet=FacetDeclaration(_("Form of exploitation"), 60, tree=True),
        page=Placement("for-whom", 40),
        compare=Placement("for-whom", 40),
        form=Placement("for-whom", 30),
    ),
    scheme_field(
        "technology",
        "technologies",
        _("Technologies"),
        headings.TECHNOLOGY,
        facet=FacetDeclaration(_("Technology"), 80, by_label=True),
        page=Placement("needs", 40),
        compare=Placement("needs", 20),
        form=Placement("where", 50),
    ),
    scheme_field(
        "context",
        "contexts",
        _("Contexts"),
        headings.CONTEXT,
        facet=FacetDeclaration(_("Situation"), 20),
        page=Placement("where", 10),
        compare=Placement("where", 10),
        form=Placement("where", 10),
    ),
    scheme_field(
        "connectivity",
        "connectivity",
        _("Connectivity"),
        ("connectivity", "platform"),
        facet=FacetDeclaration(_("Connection and device"), 90),
        page=Placement("needs", 20),
        compare=Placement("connectivity", 10),
        form=Placement("where", 60),
    ),
    scheme_field(
        "region",
        "regions",
        _("Regions"),
        headings.REGION,
        news_label=_("Where"),
        page=Placement("where", 20, _("Regions")),
        compare=Placement("where", 20, _("Regions")),
        form=Placement("where", 20),
    ),
    scheme_field(
        "country",
        "countries",
        _("Countries"),
        headings.COUNTRY,
        news_label=_("Where"),
        page=Placement("where", 30, _("Countries")),
        compare=Placement("where", 30, _("Countries")),
        form=Placement("where", 30),
    ),
    place_facet(_("Where"), 30),
    scheme_field(
        "language",
        "languages",
        _("Languages"),
        headings.LANGUAGE,
        facet=FacetDeclaration(_("Language"), 100, by_label=True),
        page=Placement("needs", 30, _("Languages")),
        compare=Placement("languages", 10, _("Languages")),
        form=Placement("where", 40),
    ),
    scheme_field(
        "access",
        "access",
        _("Access"),
        headings.ACCESS,
        many=False,
        facet=FacetDeclaration(_("Access and cost"), 110, by_chance=True),
        page=Placement("access", 10),
        compare=Placement("access", 10, _("Access")),
        form=Placement("access", 10),
    ),
    scheme_field(
        "status",
        "status",
        _("Status"),
        headings.STATUS,
        many=False,
        facet=FacetDeclaration(_("Status"), 120, by_chance=True),
        page=Placement("evidence", 20),
        compare=Placement("evidence", 20, _("Status")),
        form=Placement("life", 10),
    ),
    scheme_field(
        "target_population",
        "target_populations",
        _("People it is for"),
        ("target population", "target populations", "beneficiaries", "population"),
        facet=FacetDeclaration(_("For whom"), 50),
        page=Placement("for-whom", 30),
        compare=Placement("for-whom", 30),
        form=Placement("for-whom", 50),
    ),
    scheme_field(
        "evidence_level",
        "evidence_level",
        _("Evidence"),
        ("evidence", "evidence level"),
        many=False,
        facet=FacetDeclaration(_("Evidence"), 140, by_chance=True),
        page=Placement("evidence", 10),
        compare=Placement("evidence", 10, _("Evidence")),
        form=Placement("evidence", 10),
    ),
    scheme_field(
        "misuse_stage",
        "misuse_stages",
        _("Stages of misuse"),
        ("misuse stage", "misuse stages", "stage of trafficking"),
        topical=True,
        news_label=_("Stage of the crime"),
        page=Placement("for-whom", 60, _("Stage of the crime that it answers")),
        form=Placement("safety", 10),
    ),
    group_field(
        "data_handled",
        125,
        (
            ImportColumn(
                "data_handled",
                _("Data it handles"),
                headings.DATA_HANDLED,
                many=True,
                facts=("safeguard",),
            ),
        ),
        page=Placement("safeguards", 10),
        compare=Placement("safeguards", 20),
    ),
    group_field(
        "safeguard",
        130,
        (ImportColumn("safeguards", _("Safeguards"), headings.SAFEGUARDS, many=True),),
        page=Placement("safeguards", 20),
        compare=Placement("safeguards", 30),
    ),
    group_field(
        "risk",
        135,
        (
            ImportColumn(
                "risk_flags",
                _("Risk flags"),
                headings.RISKS,
                many=True,
                facts=("safeguard", "inferred"),
            ),
        ),
        page=Placement("safeguards", 30),
        compare=Placement("safeguards", 40),
    ),
    RecordField(
        "inferred",
        Storage.LINKS,
        of_record=True,
        indexed_part="term__slug",
        indexed_if="inferred",
    ),
)

TEXTS = (
    RecordField(
        "other_names",
        index=IndexRole.NAMES,
        imports=(
            ImportColumn(
                "other_names",
                _("Other names"),
                ("other names", "aka", "alias", "aliases", "acronym"),
                many=True,
                limit=300,
            ),
        ),
    ),
    RecordField(
        "description",
        index=IndexRole.TEXT,
        translatable=True,
        imports=(
            ImportColumn(
                "description",
                _("Description"),
                headings.DESCRIPTION,
                free_text=True,
                limit=10_000,
            ),
        ),
    ),
    RecordField(
        "preconditions",
        index=IndexRole.TEXT,
        translatable=True,
        imports=(
            ImportColumn(
                "preconditions",
                _("What must be in place"),
                ("preconditions", "requirements"),
                free_text=True,
                limit=2000,
            ),
        ),
        page=Placement("needs", 10, _("Preconditions")),
        compare=Placement("needs", 10, _("Preconditions"), always=True),
    ),
    RecordField(
        "scope",
        facet=FacetDeclaration(_("Made for"), 150, by_chance=True),
        imports=(ImportColumn("scope", _("Scope"), ("scope",), "choice"),),
        compare=Placement("makers", 20),
    ),
    RecordField(
        "repository",
        imports=(
            ImportColumn(
                "repository",
                _("Source code"),
                ("repository", "source code", "github", "repo", "code source"),
                "url",
            ),
        ),
        page=Placement("access", 40, _("Source code")),
        compare=Placement("access", 40, _("Source code")),
    ),
    RecordField(
        "open_source",
        imports=(
            ImportColumn(
                "open_source",
                _("Open source"),
                (
                    "open source",
                    "is open source",
                    "open source?",
                    "codigo abierto",
                    "codigo aberto",
                    "quelloffen",
                ),
                "flag",
            ),
        ),
        page=Placement("access", 20, _("Open source")),
        compare=Placement("access", 20, _("Open source")),
    ),
    RecordField(
        "licence",
        news_label=_("licence"),
        imports=(
            ImportColumn(
                "licence",
                _("Licence (SPDX)"),
                ("licence", "license", "lizenz", "licencia", "лицензия", "许可证"),
                limit=60,
            ),
        ),
        page=Placement("access", 30, _("Licence")),
        compare=Placement("access", 30, _("Licence")),
    ),
    RecordField(
        "first_released",
        imports=(ImportColumn("first_released", _("First released"), headings.RELEASED, "date"),),
        page=Placement("evidence", 30, _("First released")),
        compare=Placement("evidence", 30, _("First released")),
    ),
    RecordField(
        "status_checked_on",
        of_record=True,
        imports=(
            ImportColumn(
                "status_checked_on",
                _("Status last checked on"),
                ("status checked on", "last checked", "last verified"),
                "day",
            ),
        ),
    ),
    RecordField(
        "caution",
        vital=True,
        index=IndexRole.TEXT,
        translatable=True,
        imports=(
            ImportColumn(
                "caution",
                _("Caution"),
                ("caution", "warning", "limitations"),
                free_text=True,
                limit=2000,
            ),
        ),
        compare=Placement("safeguards", 10, _("Caution"), always=True),
    ),
    RecordField(
        "notes",
        of_record=True,
        index=IndexRole.TEXT,
        translatable=True,
        imports=(ImportColumn("notes", _("Notes"), headings.NOTES, free_text=True, limit=2000),),
    ),
    CONFIDENCE,
    RecordField(
        "verification",
        facet=FacetDeclaration(_("Verification"), 160, by_chance=True),
        imports=(ImportColumn("verification", _("Verification"), ("verification",), "choice"),),
        compare=Placement("evidence", 50),
    ),
    CITATIONS,
)

PANEL_FIELDS = (
    RecordField("panel", of_record=True, compare=Placement("panel", 10, _("Assessment"))),
    RecordField("panel_assessed_on", of_record=True),
    RecordField("panel_assessed_by", of_record=True),
    *(
        RecordField(
            name,
            translatable=True,
            compare=Placement("panel", order),
            # A source's statement: the panel itself stays "not assessed".
            imports=(
                ImportColumn(
                    name, headings=headings.PANEL[name], free_text=True, limit=MAX_PANEL_FACT
                ),
            ),
        )
        for order, name in enumerate(PANEL_FACTS, 11)
    ),
)

# Neither a column nor a scheme of the tool: where its makers sit, when it came out, its notes.
COMPUTED = (
    RecordField(
        "seat",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("Made in"), 170, schemes=("region", "country"), tree=True, by_chance=True
        ),
    ),
    RecordField(
        "released",
        Storage.DERIVED,
        facet=FacetDeclaration(
            _("First released"),
            180,
            choices={str(year): str(year) for year in reversed(RELEASE_YEARS)},
            by_chance=True,
        ),
    ),
    RecordField(
        "practice",
        Storage.DERIVED,
        compare=Placement("evidence", 40, _("Practice notes")),
    ),
)

TOOL = RecordType(
    kind="tool",
    model_label="catalogue.tool",
    kind_words=(
        "tool tools outil outils herramienta herramientas инструмент инструменты "
        "инструмента инструментов инструментам инструментами أداة أدوات الأداة الأدوات 工具"
    ),
    fields=(*NAMES_AND_SUMMARY, *TERMS, *TEXTS, *PANEL_FIELDS, *COMPUTED),
    changes=("published", "updated", "safety", "ended", "withdrawn"),
    two_person_facts=("safeguard", "caution", *PANEL),  # what readers are told is safety
    search_order=10,
    term_order=10,
    compare_groups=(
        ("needs", _("What you need to use it")),
        ("safeguards", _("Data, safeguards and risks")),
        ("panel", _("Before use with a person at risk")),
        ("connectivity", _("Connection and device")),
        ("access", _("Access and cost")),
        ("languages", _("Languages")),
        ("evidence", _("Evidence and status")),
        ("for-whom", _("What it is for, and for whom")),
        ("where", _("Where it is used")),
        ("makers", _("Who is behind it")),
    ),
)
