"""Recommendations, as the importer sees them. A sub-action is a row with the ref of its parent."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from catalogue.row_readers.columns import column_names
from catalogue.row_readers.reader import Row, RowError, RowProblemText
from events.fields.recommendation import RECOMMENDATION
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationCitation,
    RecommendationEvent,
    RecommendationTerm,
    RecommendationTool,
)
from events.recommendations.row_readers.recommendations import read_recommendation
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.link_parts import citations, cited, terms
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import stated_fields
from hub.imports.record_types.parts import Columns, LinkTable
from hub.records.models.ledger import Facts

COLUMNS = column_names(RECOMMENDATION)
MOST_POSITION = 32767  # a small integer of PostgreSQL
ENTRY = ("date", "country__slug", "organisation__slug", "actor")
SOURCE = ("source__url", "source__title")


def _order(model: type[Model]) -> tuple[Any, ...]:
    return tuple(model._meta.ordering or ())


class RecommendationImporter(RecordImporter):
    name = RECOMMENDATION.kind
    model = Recommendation
    fields = import_fields(RECOMMENDATION)
    parts = (
        terms(RecommendationTerm, "recommendation_id", Recommendation.schemes),
        LinkTable("tools", RecommendationTool, "recommendation_id", ("tool__slug", "reason"),
             _order(RecommendationTool)),
        LinkTable("events", RecommendationEvent, "recommendation_id", ("event__slug", "reason"),
             _order(RecommendationEvent)),
        LinkTable("follow_ups", FollowUp, "recommendation_id",
             (*ENTRY, "status__slug", "evidence", *SOURCE), _order(FollowUp)),
        LinkTable("responses", ManagementResponse, "recommendation_id",
             (*ENTRY, "answer", "text", *SOURCE), _order(ManagementResponse)),
        citations(RecommendationCitation, "recommendation_id"),
    )  # fmt: skip
    above = Relation("parent", "parent_id", ("ref",))
    recognised_by = ("text", "document_id")
    on_topic = RECOMMENDATION.topical
    _title_columns = ("slug", "text")

    def read(self, row: Row, names: RecordLookup) -> Facts:
        row = dict(row)
        if "document" not in row:
            row["document"] = None
        found = read_recommendation(row, names.known, partial=True)
        facts = stated_fields(row, found.fields, COLUMNS)
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

    def new_columns(self, pk: int, state: str, now: str, number: int) -> Columns:
        placed = {"position": min(number, MOST_POSITION)}
        return super().new_columns(pk, state, now, number) | placed
