"""Recommendations, as the importer sees them. A sub-action is a row with the ref of its parent."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.starter.rows import Problem, Row, RowError
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationCitation,
    RecommendationEvent,
    RecommendationTerm,
    RecommendationTool,
)
from events.recommendations.starter.recommendations import read_recommendation
from hub.core.models.ledger import Facts
from hub.imports.kinds import headings as words
from hub.imports.kinds.field import Field, Relation
from hub.imports.kinds.given import spoken
from hub.imports.kinds.kind import Kind
from hub.imports.kinds.links import citations, cited, terms
from hub.imports.kinds.names import Names
from hub.imports.kinds.parts import Columns, Part
from hub.imports.kinds.tool import term_field

MOST_POSITION = 32767  # a small integer of PostgreSQL
ENTRY = ("date", "country__slug", "organisation__slug", "actor")
SOURCE = ("source__url", "source__title")


def _order(model: type[Model]) -> tuple[Any, ...]:
    return tuple(model._meta.ordering or ())


class RecommendationKind(Kind):
    name = "recommendation"
    model = Recommendation
    fields = (
        Field("ref", _("Ref"), ("slug",), (*words.SLUG, "ref", "reference number", "number", "no",
              "nr", "numero", "номер", "الرقم", "编号"), required=True),
        Field("document", _("Document (title or slug)"), ("document_id",), words.DOCUMENT,
              required=True),
        Field("parent", _("Part of (ref)"), ("parent_id",), ("parent", "part of")),
        Field("label", _("Label"), ("label",), ("label", "letter")),
        Field("text", _("Text, in our words"), ("text",), (*words.TEXT, *words.SUMMARY),
              required=True, free_text=True),
        Field("source_paragraph", _("Paragraph"), ("source_paragraph",), ("paragraph",
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
        Field("counts_towards_total", _("Counts towards the document’s number"),
              ("counts_towards_total",), ("counts towards total",), shape="flag"),
        Field("notes", _("Notes"), ("notes",), words.NOTES, free_text=True),
        Field("confidence", _("Confidence"), ("confidence",), ("confidence",), shape="choice",
              choices=tuple(Recommendation.Confidence.values)),
        Field("sources", _("Sources"), ("citations",), words.SOURCES, many=True, shape="sources"),
    )  # fmt: skip
    parts = (
        terms(RecommendationTerm, "recommendation_id", Recommendation.schemes),
        Part("tools", RecommendationTool, "recommendation_id", ("tool__slug", "reason"),
             _order(RecommendationTool)),
        Part("events", RecommendationEvent, "recommendation_id", ("event__slug", "reason"),
             _order(RecommendationEvent)),
        Part("follow_ups", FollowUp, "recommendation_id",
             (*ENTRY, "status__slug", "evidence", *SOURCE), _order(FollowUp)),
        Part("responses", ManagementResponse, "recommendation_id",
             (*ENTRY, "answer", "text", *SOURCE), _order(ManagementResponse)),
        citations(RecommendationCitation, "recommendation_id"),
    )  # fmt: skip
    above = Relation("parent", "parent_id", ("ref",))
    recognised_by = ("text", "document_id")
    on_topic = ("topic", "action_area", "trafficking_type", "misuse_stage")
    _title_columns = ("slug", "text")

    def read(self, row: Row, names: Names) -> Facts:
        row = dict(row)
        if "document" not in row:
            row["document"] = None
        found = read_recommendation(row, names.known, partial=True)
        facts = spoken(row, found.fields, {"slug": "ref", "document_id": "document"})
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
                raise RowError([Problem(why % {"ref": str(row["parent"])[:80]}, "parent")])
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

    def new_columns(self, pk: int, state: str, now: str, number: int) -> Columns:
        placed = {"position": min(number, MOST_POSITION)}
        return super().new_columns(pk, state, now, number) | placed
