"""Practice notes, as the importer sees them."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import Deployment
from catalogue.row_readers.columns import column_names
from catalogue.row_readers.practice import read_practice
from catalogue.row_readers.reader import Row
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts

COLUMNS = column_names(DEPLOYMENT)


class DeploymentImporter(RecordImporter):
    name = DEPLOYMENT.kind
    model = Deployment
    fields = import_fields(DEPLOYMENT)
    above = Relation("adapted_from", "adapted_from_id", ("slug", "title"), ("title",))
    recognised_by = ("title", "tool_id")
    on_topic = DEPLOYMENT.topical
    told_apart_by = ("tool",)

    def read(self, row: Row, names: RecordLookup) -> Facts:
        note = read_practice(row, names.known, partial=True)
        facts = stated_fields(row, note.fields, COLUMNS) | self.terms(note.terms, row, names)
        facts["known_none"] = note.fields["known_none"]
        if "organisations" in row:
            facts["organisations"] = [names.organisation_slugs[pk] for pk in note.organisations]
        if "sources" in row:
            facts["citations"] = cited(note.sources)
        return facts

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """What the form's validators say: above all, that no text tells where a shelter is."""
        problems = []
        for field in Deployment._meta.concrete_fields:
            value = after.get(field.attname)
            if value and field.attname in DEPLOYMENT.own_columns:
                try:
                    field.run_validators(value)
                except ValidationError as error:
                    problems += [(field.attname, sentence) for sentence in error.messages]
        note = Deployment(started=after.get("started"), ended=after.get("ended"))
        try:
            note.clean()
        except ValidationError as error:
            problems += [
                (name, sentence)
                for name, sentences in error.message_dict.items()
                for sentence in sentences
            ]
        return problems

    def titles(self, facts: Facts) -> list[str]:
        return [facts["title"]] if facts.get("title") else []

    def addresses(self, facts: Facts) -> list[str]:
        return []

    def apart(self, facts: Facts) -> str:
        """Two tools may be used alike."""
        return f"{facts['tool_id']}." if facts.get("tool_id") else ""
