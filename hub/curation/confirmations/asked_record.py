"""What a maker is asked about a record: its facts, each with what stands there and its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from catalogue.presenters.facts import source_ref
from hub.curation.suggestions.fact_fields import value_now
from hub.curation.suggestions.suggestion_kinds import Kind, fields_of
from hub.imports.record_types import IMPORTERS, ImportField, RecordImporter
from hub.imports.record_types.fact_labels import FactLabels
from hub.records.models import Citation, Record, Revision, Source
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.stored_records import StoredRecord
from hub.web.view_models import FactState, SourceRef

REVISIONS_READ = 30  # in which a fact of before is looked for


def may_be_confirmed(kind: str) -> bool:
    """Whether the makers of such records can be asked: of a recommendation its addressees are, by
    reporting rounds."""
    if kind not in IMPORTERS or kind not in record_types or kind == "recommendation":
        return False
    return "citations" in record_types[kind].link_tables


def fingerprint(facts: Facts, field: ImportField) -> str:
    """Another one whenever the fact says something else."""
    none = facts.get("known_none") or ()
    said = [[facts.get(name), name in none] for name in field.facts]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def find_record(kind: str, key: int) -> Record | None:
    """The record that everybody may read; nobody is asked about others."""
    if not may_be_confirmed(kind):
        return None
    record: Record | None = record_types[kind].model.objects.published().filter(pk=key).first()
    return record


class AskedRecord:
    """A record as it is now. ``stored``: read under a lock where it is about to be changed."""

    def __init__(self, record: Record, stored: StoredRecord | None = None) -> None:
        self.record = record
        self.kind: str = type(record).kind
        self.importer: RecordImporter = IMPORTERS[self.kind]
        self.stored = stored or self.importer.stored([record.pk])[record.pk]

    @property
    def facts(self) -> Facts:
        return self.stored.facts

    @cached_property
    def labels(self) -> FactLabels:
        labels = FactLabels(self.importer)
        labels.load_names([self.facts])
        return labels

    @cached_property
    def fields(self) -> dict[str, ImportField]:
        """Those that a source could be asked about, by name: not what the site itself judges."""
        sourced = {declared.name for declared in self.importer.model.record_type.sourced}
        fields = fields_of(Kind.CORRECTION, self.importer.name)
        return {each.name: each for each in fields if sourced.intersection(each.facts)}

    def seen(self, name: str) -> str:
        return fingerprint(self.facts, self.fields[name])

    def said(self, name: str, facts: Facts | None = None) -> tuple[FactState, str]:
        """What stands there, or stood by these facts, in words."""
        return value_now(self.labels, self.fields[name], self.facts if facts is None else facts)

    def facts_of(self, name: str) -> Facts:
        """Those of a field, to be kept beside an answer."""
        field = self.fields[name]
        none = [fact for fact in self.facts.get("known_none") or () if fact in field.facts]
        return {fact: self.facts.get(fact) for fact in field.facts} | {"known_none": none}

    def facts_seen(self, name: str, seen: str) -> Facts | None:
        """The facts that had this fingerprint, where the history still has them."""
        field = self.fields[name]
        rows = Revision.objects.filter(kind=self.kind, record_id=self.record.pk)
        for before in rows.order_by("-version").values_list("before", flat=True)[:REVISIONS_READ]:
            if before and fingerprint(before, field) == seen:
                return dict(before)
        return None

    # Sources

    @cached_property
    def citations(self) -> list[Citation]:
        table = self.importer.model.record_type.link_tables["citations"]
        rows: Any = getattr(self.record, table.relation)
        return list(rows.exclude(source__kind=Source.Kind.TRIAL).select_related("source"))

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[Citation]]:
        cited: dict[str, list[Citation]] = {}
        for citation in self.citations:
            cited.setdefault(citation.subject, []).append(citation)
        return cited

    def citations_of(self, name: str) -> list[Citation]:
        """Those of the fact itself."""
        field = self.fields[name]
        return [row for fact in field.facts for row in self._by_subject.get(fact, ())]

    def sources_of(self, name: str) -> list[SourceRef]:
        """The sources of a fact; else those of the whole record."""
        rows = self.citations_of(name) or self._by_subject.get("", ())
        named = {row.source_id: source_ref(0, row.source, row.note) for row in rows}
        return list(named.values())
