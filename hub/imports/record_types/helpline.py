"""Helplines, as the importer sees them."""

from __future__ import annotations

from catalogue.fields.helpline import HELPLINE
from catalogue.models import Helpline
from catalogue.row_readers.helplines import read_helpline
from catalogue.row_readers.reader import Row
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts


class HelplineImporter(RecordImporter):
    name = HELPLINE.kind
    model = Helpline
    fields = import_fields(HELPLINE)

    def read(self, row: Row, names: RecordLookup) -> Facts:
        line = read_helpline(row, names.known, partial=True)
        facts = stated_fields(row, line.fields) | self.terms(line.terms, row, names)
        facts["known_none"] = line.fields["known_none"]
        if "organisation" in row:
            facts["organisation_id"] = line.organisation
        if "channels" in row:
            facts["channels"] = line.channels
        if "sources" in row:
            facts["citations"] = cited(line.sources)
        return facts

    def apart(self, facts: Facts) -> str:
        """Lines of two countries are never the same."""
        return " ".join(facts.get("country") or ())
