"""Recommendations, as the importer sees them. A sub-action is a row with the ref of its parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from catalogue.row_readers.columns import column_names
from catalogue.row_readers.reader import Row, RowError, RowProblemText
from events.fields.recommendation import RECOMMENDATION
from events.recommendations.models import Recommendation
from events.recommendations.row_readers.recommendations import read_recommendation
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts
from hub.records.readable_values import readable

COLUMNS = column_names(RECOMMENDATION)
MOST_LABEL = 20  # characters
MOST_POSITION = 32767  # a small integer of PostgreSQL


class RecommendationImporter(RecordImporter):
    name = RECOMMENDATION.kind
    model = Recommendation
    fields = import_fields(RECOMMENDATION)
    above = Relation("parent", "parent_id", ("ref",))
    recognised_by = ("text", "document_id")
    on_topic = RECOMMENDATION.topical
    unions = frozenset({"citations", "named_addressees"})

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
            facts["label"] = str(row["label"] or "")
        if row.get("parent"):
            parent = readable(row["parent"])
            facts["parent_id"] = self.record_above(parent, names)
            if facts["parent_id"] is None:
                why = names.known.records[self.name].problem(parent)
                raise RowError([RowProblemText(why, "parent")])
        links = {"tools": found.tools, "events": found.events}
        facts |= {name: entries for name, entries in links.items() if name in row}
        if "named_addressees" in row:
            facts["named_addressees"] = row["named_addressees"] or []
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def complete_row(self, row: Row, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
        label = row.get("label")
        if not isinstance(label, str) or len(label) <= MOST_LABEL:
            return []
        row["label"] = label[:MOST_LABEL]
        sentence = gettext("Only the first %(most)d characters are read.") % {"most": MOST_LABEL}
        return [("label", sentence)]

    def titles(self, facts: Facts) -> list[str]:
        return [facts["text"][:300]] if facts.get("text") else []

    def addresses(self, facts: Facts) -> list[str]:
        return []

    def apart(self, facts: Facts) -> str:
        """Two documents may ask for the same."""
        return f"{facts['document_id']}." if facts.get("document_id") else ""

    def facts_of_new(self, number: int) -> Facts:
        return {"position": min(number, MOST_POSITION)}
