"""Misuse patterns, as the importer sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.fields.misuse import MISUSE
from catalogue.models import MisusePattern
from catalogue.models.misuse import CITED
from catalogue.row_readers.misuse import read_misuse
from catalogue.row_readers.reader import Row
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts


class MisuseImporter(RecordImporter):
    name = MISUSE.kind
    model = MisusePattern
    fields = import_fields(MISUSE)
    recognised_by = ("title",)
    on_topic = MISUSE.topical

    def read(self, row: Row, names: RecordLookup) -> Facts:
        pattern = read_misuse(row, names.known, partial=True)
        facts = stated_fields(row, pattern.fields) | self.terms(pattern.terms, row, names)
        facts["known_none"] = pattern.fields["known_none"]
        if "tools" in row:
            facts["answers"] = [[slug, reason] for slug, reason in pattern.answers]
        if "sources" in row:
            facts["citations"] = cited(pattern.sources)
        return facts

    def complete_row(self, row: Row, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What needs a source of its own has those of its row, unless these say what they are
        for."""
        sources = [source for source in row.get("sources") or () if isinstance(source, dict)]
        if sources and not any(source.get("subject") for source in sources):
            row["sources"] = sources + [
                source | {"subject": name} for name in CITED if row.get(name) for source in sources
            ]
        return []

    def titles(self, facts: Facts) -> list[str]:
        return [facts["title"]] if facts.get("title") else []

    def addresses(self, facts: Facts) -> list[str]:
        return []
