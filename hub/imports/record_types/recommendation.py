"""Recommendations, as the importer sees them. A sub-action is a row with the ref of its parent."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.row_readers.reader import Row, RowError, RowProblemText
from events.recommendations.models import Recommendation
from events.recommendations.row_readers.recommendations import read_recommendation
from hub.imports.record_types import headings as words
from hub.imports.record_types.field import ImportField, Relation
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.imports.record_types.tool import term_field
from hub.records.models.ledger import Facts

MOST_POSITION = 32767  # a small integer of PostgreSQL


class RecommendationImporter(RecordImporter):
    name = "recommendation"
    model = Recommendation
    fields = (
        ImportField("ref", _("Ref"), ("slug",), (*words.SLUG, "ref", "reference number", "number",
              "no", "nr", "numero", "номер", "الرقم", "编号"), required=True),
        ImportField("document", _("Document (title or slug)"), ("document_id",), words.DOCUMENT,
              required=True),
        ImportField("parent", _("Part of (ref)"), ("parent_id",), ("parent", "part of")),
        ImportField("label", _("Label"), ("label",), ("label", "letter")),
        ImportField("text", _("Text, in our words"), ("text",), (*words.TEXT, *words.SUMMARY),
              required=True, free_text=True),
        ImportField("source_paragraph", _("Paragraph"), ("source_paragraph",), ("paragraph",
              "source paragraph", "paragraphe", "parrafo", "absatz", "пункт", "الفقرة", "段落")),
        term_field("addressees", _("Addressees"), "addressee", words.ADDRESSEE),
        term_field("topics", _("Topics"), "topic", words.TOPIC),
        term_field("action_areas", _("Action areas"), "action_area", words.ACTION),
        term_field("normative_status", _("Normative status"), "normative_status",
                   ("normative status", "status")),
        term_field("purposes", _("Purposes"), "purpose", words.PURPOSE),
        term_field("users", _("Users"), "user", words.USERS),
        term_field("trafficking_types", _("Forms of trafficking"), "trafficking_type",
                   words.TRAFFICKING),
        term_field("technologies", _("Technologies"), "technology", words.TECHNOLOGY),
        term_field("misuse_stages", _("Stages of misuse"), "misuse_stage", ("misuse stage",)),
        ImportField("counts_towards_total", _("Counts towards the document’s number"),
              ("counts_towards_total",), ("counts towards total",), shape="flag"),
        ImportField("notes", _("Notes"), ("notes",), words.NOTES, free_text=True),
        ImportField("confidence", _("Confidence"), ("confidence",), ("confidence",), shape="choice",
              choices=tuple(Recommendation.Confidence.values)),
        ImportField("sources", _("Sources"), ("citations",), words.SOURCES, many=True,
              shape="sources"),
    )  # fmt: skip
    above = Relation("parent", "parent_id", ("ref",))
    recognised_by = ("text", "document_id")
    on_topic = ("topic", "action_area", "trafficking_type", "misuse_stage")

    def read(self, row: Row, names: RecordLookup) -> Facts:
        row = dict(row)
        if "document" not in row:
            row["document"] = None
        found = read_recommendation(row, names.known, partial=True)
        facts = stated_fields(row, found.fields, {"slug": "ref", "document_id": "document"})
        if facts.get("document_id") is None:
            facts.pop("document_id", None)
        facts |= self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "label" in row:
            facts["label"] = str(row["label"] or "")[:20]
        if row.get("parent"):
            parent = names.known.records["recommendation"].get(row["parent"])
            if parent is None:
                why = gettext("parent: there is no recommendation “%(ref)s”.")
                raise RowError([RowProblemText(why % {"ref": str(row["parent"])[:80]}, "parent")])
            facts["parent_id"] = parent
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def titles(self, facts: Facts) -> list[str]:
        return [facts["text"][:300]] if facts.get("text") else []

    def addresses(self, facts: Facts) -> list[str]:
        return []

    def apart(self, facts: Facts) -> str:
        """Two documents may ask for the same."""
        return str(facts.get("document_id") or "")

    def facts_of_new(self, number: int) -> Facts:
        return {"position": min(number, MOST_POSITION)}
