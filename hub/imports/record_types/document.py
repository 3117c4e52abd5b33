"""Documents, as the importer sees them."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.row_readers.columns import column_names
from catalogue.row_readers.reader import Row
from events.fields.document import DOCUMENT
from events.recommendations.models import Document
from events.recommendations.row_readers.documents import read_document
from events.recommendations.row_readers.rounds import (
    give_addresses,
    merge_rounds,
    problem_of_round,
)
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, quoted, stated_fields
from hub.records.models import RecordChange
from hub.records.models.ledger import Facts

COLUMNS = column_names(DOCUMENT)


class DocumentImporter(RecordImporter):
    name = DOCUMENT.kind
    model = Document
    fields = import_fields(DOCUMENT)
    recognised_by = ("title", "url")
    on_topic = DOCUMENT.topical
    told_apart_by = ("date",)
    # Files add to these: what others gave stays.
    unions = frozenset({"citations", "named_addressees", "rounds"})

    def read(self, row: Row, names: RecordLookup) -> Facts:
        document = read_document(row, names.known, partial=True)
        facts = stated_fields(row, document.fields, COLUMNS)
        facts |= self.terms(document.terms, row, names)
        slugs = names.organisation_slugs
        if "issuing_bodies" in row:
            facts["organisations"] = [[slugs[pk]] for pk in document.organisations]
        links = {"events": document.events, "relations": document.relations}
        facts |= {name: entries for name, entries in links.items() if name in row}
        if "statistics" in row:
            facts["statistics"] = quoted(document.statistics, slugs)
        if "named_addressees" in row:
            facts["named_addressees"] = row["named_addressees"] or []
        if "rounds" in row:
            facts["rounds"] = document.rounds
        if "sources" in row:
            facts["citations"] = cited(document.sources)
        return facts

    def complete(self, facts: Facts, stored: Facts | None) -> Facts:
        rest = {name: value for name, value in facts.items() if name != "rounds"}
        complete = super().complete(rest, stored)
        if "rounds" in facts:
            known = (stored or {}).get("rounds") or []
            complete = complete | {"rounds": merge_rounds(known, facts["rounds"])}
        return complete

    def after(self, facts: Facts, before: Facts) -> Facts:
        after = super().after(facts, before)  # rounds of its own, since ``agree`` fills them in
        return after | {"rounds": [list(entry) for entry in after["rounds"]]}

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """Days that are in no order, once those of a file stand beside those that were there."""
        problems = (problem_of_round(entry) for entry in after.get("rounds") or ())
        return [("rounds", problem) for problem in problems if problem]

    def agree(self, changes: Iterable[RecordChange]) -> None:
        give_addresses([(change.after["slug"], change.after["rounds"]) for change in changes])

    def titles(self, facts: Facts) -> list[str]:
        return [facts["title"]] if facts.get("title") else []
