"""What a check asks about: the facts of a record that a source can say, each with its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hub.imports.record_types import IMPORTERS, RecordImporter
from hub.imports.record_types.fact_labels import NOTHING, FactLabels
from hub.imports.record_types.field import import_fields
from hub.records.copy_hosts import is_copy
from hub.records.fields import RecordField, RecordType
from hub.records.models import Citation, Record, Source
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.source_names import name_source

WEB = ("https://", "http://")


@dataclass(frozen=True)
class FactSource:
    """A source of a fact. ``is_own``: it is cited for this very fact and not for the record.

    ``url`` is empty where it cannot be opened or leads to a copy, which is never linked.
    """

    pk: int
    title: str
    url: str
    archived: str
    publisher: str
    note: str
    is_own: bool
    read_on: Any = None
    checked_on: Any = None
    checked_by: str = ""
    says_so: bool | None = None


@dataclass(frozen=True)
class CheckedFact:
    """A fact as a check shows it. ``value`` is empty unless ``state`` is "value"."""

    name: str
    label: str
    state: str  # "value", "none" or "unknown"
    value: str
    fingerprint: str
    sources: tuple[FactSource, ...] = ()

    @property
    def own_sources(self) -> tuple[FactSource, ...]:
        return tuple(source for source in self.sources if source.is_own)


def fingerprint(facts: Facts, name: str) -> str:
    """Another one whenever the fact says something else."""
    said = [facts.get(name), name in facts["known_none"]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def fact_label(record_type: RecordType, declared: RecordField, labels: FactLabels) -> str:
    """What readers call it; a scheme that makes several facts has a name of its own."""
    label = "" if declared.group else str(declared.label_in(declared.page) or "")
    label = label or str(record_type.news_label(declared.name) or labels.label(declared.name))
    return label[:1].upper() + label[1:]


class CheckedRecord:
    """A record as it is now, for one page: its facts in words, and their sources."""

    def __init__(self, record: Record, facts: Facts) -> None:
        self.record, self.facts = record, facts
        self.record_type = record.record_type
        self.labels = FactLabels(importer_of(self.record_type))

    @cached_property
    def sources(self) -> Mapping[str, list[FactSource]]:
        """By the fact that they are cited for; those of the whole record under an empty text."""
        cited: dict[str, list[FactSource]] = {}
        for citation in self.citations:
            cited.setdefault(citation.subject, []).append(_fact_source(citation))
        return cited

    @cached_property
    def citations(self) -> list[Citation]:
        rows: Any = getattr(self.record, self.citation_table.relation)
        published = rows.filter(source__kind=Source.Kind.PUBLISHED)
        return list(published.select_related("source", "checked_by"))

    @property
    def citation_table(self) -> Any:
        return self.record_type.link_tables["citations"]

    def fact(self, declared: RecordField) -> CheckedFact:
        name = declared.name
        value, is_none = self.facts.get(name), name in self.facts["known_none"]
        state = "value" if value not in NOTHING else "none" if is_none else "unknown"
        own = self.sources.get(name, [])
        others = [source for source in self.sources.get("", []) if source.pk not in _keys(own)]
        return CheckedFact(
            name,
            fact_label(self.record_type, declared, self.labels),
            state,
            self._words(name, value) if state == "value" else "",
            fingerprint(self.facts, name),
            (*own, *others),
        )

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, str) and value not in self.labels.choices.get(name, {}):
            return value  # whole, however long it is
        return self.labels.value(name, value)

    def fact_named(self, name: str) -> CheckedFact:
        return self.fact(self.record_type.by_name[name])


def importer_of(record_type: RecordType) -> RecordImporter:
    """That of the kind; for a kind that no file holds, one that knows its declared fields."""
    if record_type.kind in IMPORTERS:
        return IMPORTERS[record_type.kind]
    made = type("DeclaredFields", (RecordImporter,), {
        "name": record_type.kind, "model": record_type.model, "fields": import_fields(record_type)
    })  # fmt: skip
    importer: RecordImporter = made()
    return importer


def may_be_checked(kind: str) -> bool:
    """Whether records of a kind can be compared with sources: they are declared and cite some."""
    return kind in record_types and "citations" in record_types[kind].link_tables


def _keys(sources: Iterable[FactSource]) -> set[int]:
    return {source.pk for source in sources}


def _fact_source(citation: Citation) -> FactSource:
    source = citation.source
    name = name_source(source.title, source.url, source.publisher)
    opens = source.url.startswith(WEB) and not is_copy(source.url)
    person = citation.checked_by
    return FactSource(
        pk=source.pk,
        title=name.title,
        url=source.url if opens else "",
        archived=source.archived_url if source.archived_url.startswith(WEB) else "",
        publisher=name.publisher if not name.is_copy else _("a copy, not the publisher’s own page"),
        note=citation.note,
        is_own=bool(citation.subject),
        read_on=source.read_on,
        checked_on=citation.checked_on,
        checked_by=str(person) if person else "",
        says_so=citation.says_so,
    )
