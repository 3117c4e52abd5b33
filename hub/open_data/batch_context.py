"""What a batch of exported records reads beside their own rows, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from hub.open_data.exported_values import (
    ExportedChoice,
    ExportedReference,
    ExportedSource,
    ExportedTerm,
)
from hub.records.copy_hosts import is_copy
from hub.records.fact_sources import FactSources
from hub.records.fields import IndexRole, Label
from hub.records.link_tables import plain_value
from hub.records.models import Source
from hub.records.registry import record_types
from hub.records.source_names import host_of, name_source
from hub.vocabulary.term_cache import TermCache, newest_term_cache
from hub.web.atom_feed import feed_identity
from hub.web.paths import record_path
from hub.web.responses import absolute

MAX_SOURCES = 4000  # that a stream keeps
SourceKey = int  # of a source with a note, within one batch
PlacedTerm = tuple[int, ExportedTerm, str]  # its place in its scheme, itself, its scheme


@dataclass
class CitedSources:
    """The sources of one record: of its facts, and all of them in order, each once."""

    facts: FactSources = field(default_factory=FactSources)
    keys: list[SourceKey] = field(default_factory=list)

    def note_key(self, key: SourceKey) -> None:
        if key not in self.keys:
            self.keys.append(key)


class BatchContext:
    """Links, sources and named records of a batch. Labels are those of the active language.

    ``terms``: by record and scheme, in the order of the scheme. ``entries``: by fact and record.
    """

    def __init__(self, keys: Sequence[int], sources: SourceCache) -> None:
        self.keys, self._source_cache = keys, sources
        self.vocabulary: TermCache = newest_term_cache()
        self.cited: dict[int, CitedSources] = {}
        self.terms: dict[int, dict[str, tuple[ExportedTerm, ...]]] = {}
        self.entries: dict[str, dict[int, tuple[Any, ...]]] = {}
        self._unread: list[Any] = []
        self._noted_sources: list[tuple[int, str]] = []
        self._source_keys: dict[tuple[int, str], SourceKey] = {}
        self._sources: list[ExportedSource] = []
        self._noted_records: dict[str, set[int]] = {}
        self._records: dict[str, dict[int, ExportedReference]] = {}
        self._stated: dict[int, PlacedTerm | None] = {}
        self._inferred: dict[int, PlacedTerm | None] = {}
        self._lists: dict[tuple[SourceKey, ...], tuple[ExportedSource, ...]] = {}

    # Noted first, read at once

    def cited_of(self, record: int) -> CitedSources:
        cited = self.cited.get(record)
        if cited is None:
            cited = self.cited[record] = CitedSources()
        return cited

    def note_source(self, source: int, note: str = "") -> SourceKey:
        key = self._source_keys.setdefault((source, note), len(self._noted_sources))
        if key == len(self._noted_sources):
            self._noted_sources.append((source, note))
        return key

    def note_records(self, kind: str, keys: Iterable[int | None]) -> None:
        self._noted_records.setdefault(kind, set()).update(key for key in keys if key is not None)

    def when_resolved(self, finish: Any) -> None:
        """Call ``finish`` once the noted things are read."""
        self._unread.append(finish)

    def resolve(self) -> None:
        """Read what was noted: one query for sources, and one for each kind of record."""
        sources = self._source_cache.read({source for source, _note in self._noted_sources})
        self._sources = [
            sources[source]._replace(note=note) if note else sources[source]
            for source, note in self._noted_sources
        ]
        self._records = {
            kind: _read_public(kind, keys) for kind, keys in self._noted_records.items()
        }
        for finish in self._unread:
            finish()

    # What it is called

    def sources_of(self, keys: Sequence[SourceKey]) -> tuple[ExportedSource, ...]:
        wanted = tuple(keys)
        found = self._lists.get(wanted)
        if found is None:
            found = self._lists[wanted] = tuple(self._sources[key] for key in wanted)
        return found

    def records_of(self, kind: str, key: int | None) -> tuple[ExportedReference, ...]:
        """The record of this key alone; none where there is none that readers see."""
        found = self._records.get(kind, {}).get(key) if key is not None else None
        return (found,) if found else ()

    def term(self, key: int, *, inferred: bool = False) -> PlacedTerm | None:
        """With its place in its scheme; None for one that came after the vocabulary was read."""
        terms = self._inferred if inferred else self._stated
        if key not in terms:
            terms[key] = self._placed_term(key, inferred=inferred)
        return terms[key]

    def _placed_term(self, key: int, *, inferred: bool) -> PlacedTerm | None:
        term = self.vocabulary.by_pk.get(key)
        if term is None:
            return None
        address = absolute(term.url)
        exported = ExportedTerm(term.scheme, term.slug, term.label(), address, inferred)
        return term.position, exported, term.scheme

    def inferred_terms(self, record: int) -> tuple[ExportedTerm, ...]:
        by_scheme = self.terms.get(record, {})
        return tuple(term for terms in by_scheme.values() for term in terms if term.inferred)


def choice_reader(choices: tuple[tuple[Any, Label], ...]) -> Callable[[Any], ExportedChoice | None]:
    """From a value of a column with choices to it with its label; None for what is not known."""
    labels = dict(choices)
    made: dict[tuple[str | None, Any], ExportedChoice] = {}  # as many as choices and languages

    def read(value: Any) -> ExportedChoice | None:
        if value is None or value == "":
            return None
        wanted = (get_language(), value)
        found = made.get(wanted)
        if found is None:
            label = str(labels.get(value, value))
            found = made[wanted] = ExportedChoice(value, label)
        return found

    return read


class SourceCache:
    """Sources that were read for batches before: of those of a file many stand behind several."""

    def __init__(self) -> None:
        self._read: dict[int, ExportedSource] = {}

    def read(self, keys: set[int]) -> dict[int, ExportedSource]:
        """At most one query."""
        if len(self._read) > MAX_SOURCES:
            self._read.clear()
        missing = keys - self._read.keys()
        rows: Iterable[Any] = Source.objects.filter(pk__in=missing).values() if missing else ()
        self._read |= {row["id"]: _source(row) for row in rows}
        return self._read


def _source(row: dict[str, Any]) -> ExportedSource:
    """As pages name it, but for titles that are made of the address: a program needs none."""
    title, url = row["title"], row["url"]
    leads_to_copy = is_copy(url)
    if leads_to_copy or not title:
        named = name_source(title, url, row["publisher"])
        title = title or ("" if named.is_made else named.title)
    return ExportedSource(
        title=title,
        publisher=row["publisher"] or (host_of(url) if title else ""),
        address="" if leads_to_copy else url,
        archived_address=row["archived_url"],
        read_on=plain_value(row["read_on"]),
        kind=row["kind"],
    )


def _read_public(kind: str, keys: set[int]) -> dict[int, ExportedReference]:
    """The records of these keys that everybody may see."""
    if not keys:
        return {}
    record_type = record_types[kind]
    model = record_type.model
    titles = tuple(each.name for each in record_type.indexed(IndexRole.TITLE))
    rows: QuerySet[Any] = model._default_manager.published().filter(pk__in=keys)
    return {
        row["id"]: ExportedReference(
            kind,
            feed_identity(kind, row["id"]),
            row["slug"],
            model.title_of(row),
            absolute(record_path(kind, row["slug"])),
        )
        for row in rows.order_by().values("id", "slug", *titles)
    }
