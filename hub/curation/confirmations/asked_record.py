"""What a maker is asked about a record: its facts, each with what stands there and its sources."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.presenters.facts import source_ref
from hub.curation.suggestions.fact_fields import capital, options_of, value_now
from hub.curation.suggestions.suggestion_kinds import Kind, fields_of
from hub.imports.record_types import IMPORTERS, ImportField, RecordImporter
from hub.imports.record_types.fact_labels import FactLabels
from hub.records.models import Citation, Record, Revision, Source
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.stored_records import StoredRecord
from hub.web.view_models import FactState, SourceRef

REVISIONS_READ = 30  # in which a fact of before is looked for
RECOMMENDATION = "recommendation"
# What this site judges of a record: its maker is not the one to say it.
NOT_ASKED = frozenset({"caution", "evidence_level", "known_harms", "misuse_risk", "risk_flags"})

# Of an entry in the log of a recommendation, as its addressee is asked for it.
ENTRY_LABELS = {
    "country": _("Country, if you answer for one"),
    "organisation": _("Organisation, if you answer for one"),
    "actor": _("Who you are, if neither"),
    "status": _("How far it has come"),
    "evidence": _("What was done, and where one can see it"),
    "date": _("When"),
}


def may_be_confirmed(kind: str) -> bool:
    """Whether there are people who can be asked about such records."""
    if kind not in IMPORTERS or kind not in record_types:
        return False
    return record_types[kind].has_maker and "citations" in record_types[kind].link_tables


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
    """A record as it is now. ``stored``: read under a lock where it is about to be changed.

    ``importer_name``: of the importer that reads the answers. ``given``: cells of a row that are
    not asked for. ``is_log``: what is answered becomes one entry of a log, whole.
    """

    is_log = False

    def __init__(self, record: Record, stored: StoredRecord | None = None) -> None:
        self.record = record
        self.kind: str = type(record).kind
        self.importer: RecordImporter = IMPORTERS[self.importer_name]
        self.stored = stored or self.importer.stored([record.pk])[record.pk]

    @property
    def importer_name(self) -> str:
        return self.kind

    @property
    def given(self) -> Mapping[str, str]:
        return {}

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
        return {
            each.name: each
            for each in fields
            if each.name not in NOT_ASKED and sourced.intersection(each.facts)
        }

    def label(self, name: str) -> str:
        return capital(str(self.fields[name].label))

    def seen(self, name: str) -> str:
        return fingerprint(self.facts, self.fields[name])

    def said(self, name: str, facts: Facts | None = None) -> tuple[FactState, str]:
        """What stands there, or stood by these facts, in words."""
        return value_now(self.labels, self.fields[name], self.facts if facts is None else facts)

    def typed_words(self, name: str, text: str) -> str:
        """What was typed or chosen, as the form showed it."""
        return dict(options_of(self.fields[name])).get(text, text)

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
        """The sources of the fact itself."""
        return _refs(self.citations_of(name))

    @property
    def common_sources(self) -> list[SourceRef]:
        """Those of the whole record, for facts that have none of their own."""
        return _refs(self._by_subject.get("", ()))


def _refs(citations: Iterable[Citation]) -> list[SourceRef]:
    return list({row.source_id: source_ref(0, row.source, "") for row in citations}.values())


class AskedRecommendation(AskedRecord):
    """What became of a recommendation: those to whom it is addressed tell it as an entry of its
    log. Nothing stands there yet of what they are asked."""

    is_log = True

    @property
    def importer_name(self) -> str:
        return "follow_up"

    @property
    def given(self) -> Mapping[str, str]:
        day = timezone.localdate()
        title = statement_title(self.kind, self.record.slug, day)
        return {"ref": self.record.slug, "source_title": title, "said_by": "addressee"}

    @cached_property
    def fields(self) -> dict[str, ImportField]:
        return {each.name: each for each in fields_of(Kind.FOLLOW_UP, self.importer.name)}

    def label(self, name: str) -> str:
        return str(ENTRY_LABELS.get(name, "")) or super().label(name)

    def seen(self, name: str) -> str:
        return ""

    def said(self, name: str, facts: Facts | None = None) -> tuple[FactState, str]:
        return FactState.UNKNOWN, ""

    def facts_of(self, name: str) -> Facts:
        return {}

    def facts_seen(self, name: str, seen: str) -> Facts | None:
        return None

    def citations_of(self, name: str) -> list[Citation]:
        return []

    def sources_of(self, name: str) -> list[SourceRef]:
        return []

    @property
    def common_sources(self) -> list[SourceRef]:
        return []


def read_record(record: Record, stored: StoredRecord | None = None) -> AskedRecord:
    """The record as whoever is asked about it sees it."""
    kind = AskedRecommendation if type(record).kind == RECOMMENDATION else AskedRecord
    return kind(record, stored)


def importer_of(kind: str) -> RecordImporter | None:
    """The importer that writes what is answered; None where there is none."""
    return IMPORTERS.get("follow_up" if kind == RECOMMENDATION else kind)


def statement_title(kind: str, slug: str, day: datetime.date) -> str:
    """The name of the source that a statement is: one for a record and a day."""
    who = "addressee" if kind == RECOMMENDATION else "maker"
    return f"Statement of its {who} to this site: {kind}/{slug}, {day.isoformat()}"
