"""The fields of a misuse pattern."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, CONFIDENCE, SLUG, SUMMARY, TITLE, VERIFICATION
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Label,
    Placement,
    RecordField,
    RecordType,
    Storage,
    scheme_field,
)


def lines(name: str, label: Label, known_headings: tuple[str, ...]) -> RecordField:
    """Prose of several lines, each an item of a list."""
    return RecordField(
        name,
        index=IndexRole.TEXT,
        imports=(ImportColumn(name, label, known_headings, "lines", free_text=True),),
        translatable=True,
    )


MISUSE = RecordType(
    kind="misuse",
    model_label="catalogue.misusepattern",
    kind_words="misuse pattern patterns",
    has_maker=False,
    fields=(
        SLUG,
        TITLE,
        SUMMARY,
        scheme_field(
            "misuse_stage",
            "stages",
            _("Stages of misuse"),
            ("misuse stage", "misuse stages", "stage of trafficking"),
            topical=True,
            facet=FacetDeclaration(_("Stage of the crime"), 10),
            page=Placement("facts", 10, _("Stage")),
            form=Placement("about", 10),
        ),
        scheme_field(
            "technology",
            "technologies",
            _("Technologies"),
            headings.TECHNOLOGY,
            facet=FacetDeclaration(_("Technology"), 20, by_label=True),
            page=Placement("facts", 20),
            form=Placement("about", 20),
        ),
        scheme_field(
            "trafficking_type",
            "trafficking_types",
            _("Forms of trafficking"),
            headings.TRAFFICKING,
            topical=True,
            facet=FacetDeclaration(_("Form of exploitation"), 30, tree=True),
            page=Placement("facts", 30),
            form=Placement("about", 30),
        ),
        scheme_field(
            "context",
            "contexts",
            _("Contexts"),
            headings.CONTEXT,
            facet=FacetDeclaration(_("Situation"), 40),
            page=Placement("facts", 40),
            form=Placement("about", 40),
        ),
        lines(
            "warning_signs",
            _("Warning signs, one on each line"),
            ("warning signs", "signs", "indicators", "red flags"),
        ),
        lines(
            "counter_measures",
            _("Counter-measures, one on each line"),
            ("counter measures", "countermeasures", "measures", "mitigation"),
        ),
        RecordField(
            "visibility",
            exported=False,
            imports=(ImportColumn("visibility", _("Who may see it"), ("visibility",), "choice"),),
        ),
        RecordField(
            "answers",
            Storage.LINKS,
            of_record=True,
            news_label=_("tools that counter it"),
            imports=(
                ImportColumn(
                    "tools",
                    _("Tools that counter it (which, and why)"),
                    ("tools that counter it", "tools that answer it", "tools"),
                    "links",
                    many=True,
                ),
            ),
        ),
        CONFIDENCE,
        VERIFICATION,
        CITATIONS,
    ),
    changes=("published", "updated", "withdrawn"),
    term_order=60,
)
