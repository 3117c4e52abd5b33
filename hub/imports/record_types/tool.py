"""Tools, as the importer sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext

from catalogue.fields.shared import DATA_HANDLED
from catalogue.fields.tool import PANEL_FACTS, TOOL
from catalogue.models import Tool
from catalogue.row_readers.reader import Row
from catalogue.row_readers.tools import read_tool
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord

PANEL_SET = frozenset(PANEL_FACTS)
# The source of a statement where the file names none; a text as all titles of sources are.
UNNAMED_FILE = "A file that was given to this site and names no source"


# Columns whose terms are of one scheme.
COLUMNS = frozenset(("data_handled", "safeguards", "risk_flags"))


def _kept_terms(columns: Collection[str], named: Collection[str], stored: Facts) -> set[str]:
    """The stored terms that a row with these ``columns`` does not take away.

    A column of safeguards may name data too, as files did before data had a column of its own.
    """
    kept, flags = set(stored.get("safeguard", ())), set(stored.get("inferred", ()))
    data = {slug for slug in kept if DATA_HANDLED.has(slug)}
    names_data = "data_handled" in columns or any(map(DATA_HANDLED.has, named))
    if "safeguards" in columns:
        kept = data | (flags if "risk_flags" not in columns else set())
    return kept - data if names_data else kept


def _sources_of_statements(
    stated: Iterable[str], citations: Sequence[list[str]]
) -> list[list[str]]:
    """A citation for each fact of the panel that has none of its own: who states it in the row.

    Else the page would name the sources that the record has already for what the file says.
    """
    own = {citation[0] for citation in citations}
    whole = [citation[1:] for citation in citations if not citation[0]]
    sources = whole or [["", UNNAMED_FILE, ""]]
    return [[name, *source] for name in stated if name not in own for source in sources]


class ToolImporter(RecordImporter):
    name = TOOL.kind
    model = Tool
    fields = import_fields(TOOL)
    recognised_by = ("name", "other_names", "url", "repository")
    on_topic = TOOL.topical

    def read(self, row: Row, names: RecordLookup) -> Facts:
        found = read_tool(row, names.known, partial=True)
        facts = stated_fields(row, found.fields) | self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "risk_flags" in row:
            slugs = (names.terms[pk][1] for pk in found.inferred)
            facts["inferred"] = sorted(slugs)
        if columns := COLUMNS.intersection(row):
            facts["safeguard_columns"] = sorted(columns)
        if "organisations" in row:
            slugs_of = names.organisation_slugs
            facts["organisations"] = [slugs_of[pk] for pk in found.organisations]
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        if stated := [name for name in PANEL_FACTS if facts.get(name)]:
            citations = facts.get("citations", [])
            facts["citations"] = [*citations, *_sources_of_statements(stated, citations)]
        return facts

    def stored(
        self, pks: Iterable[int], stated: Collection[str] | None = None, *, lock: bool = False
    ) -> dict[int, StoredRecord]:
        """With the panel's own state, where the rows state facts of it."""
        if stated is not None and not PANEL_SET.isdisjoint(stated):
            stated = {*stated, "panel"}
        return super().stored(pks, stated, lock=lock)

    def facts_to_keep(self, facts: Facts, stored: Facts) -> list[tuple[str, str]]:
        """What somebody assessed, with a date and a name, is not rewritten by a source."""
        if stored.get("panel") != Tool.Assessment.ASSESSED:
            return []
        sentence = gettext(
            "The safety panel of this tool was assessed, and stays as it is. What the file says "
            "is kept with this row."
        )
        return [
            (name, sentence)
            for name in PANEL_FACTS
            if name in facts and facts[name] != stored.get(name)
        ]

    def complete(self, facts: Facts, stored: Facts | None) -> Facts:
        """Of the terms that three columns share, each column leaves those of the others alone."""
        facts = dict(facts)
        columns = set(facts.pop("safeguard_columns", ("safeguards",)))
        if stored and "safeguard" in facts:
            kept = _kept_terms(columns, facts["safeguard"], stored)
            facts["safeguard"] = sorted({*facts["safeguard"], *kept})
        if stored and "safeguards" not in columns and "inferred" in facts:
            facts["inferred"] = sorted({*facts["inferred"], *stored["inferred"]})
        return super().complete(facts, stored)

    def titles(self, facts: Facts) -> list[str]:
        return [*super().titles(facts), *(facts.get("other_names") or ())]

    def addresses(self, facts: Facts) -> list[str]:
        return [facts[name] for name in ("url", "repository") if facts.get(name)]

    def facts_of_new(self, number: int) -> Facts:
        # Nobody has assessed what comes from a file, and the page says so.
        return {"panel": Tool.Assessment.NOT_ASSESSED.value}
