"""The index documents of a record type, made from its declaration.

The same function makes the document of a record as it is stored and as a revision remembers it:
only where the content comes from differs.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from hub.lists.facet_rows import FacetRows
from hub.records.fields import IndexRole, RecordField, RecordType, Storage, facet_name
from hub.records.models import RecordQuerySet, Removed
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.search_engine.document import IndexDocument, Labels
from hub.vocabulary.term_cache import CachedTerm, TermCache, newest_term_cache

CHUNK = 2000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# Columns of every record that the index reads, beside those declared.
BASE_COLUMNS = (
    "pk",
    "index_seq",
    "updated_at",
    "version",
    "language",
    "known_none",
    "verified_on",
)


@dataclass(frozen=True, slots=True)
class RecordContent:
    """What the index reads of a record itself, now or at an earlier time.

    ``values``: by the names of facts, with ``text_language``; of links the values of their
    ``indexed_part``, one for each row.
    """

    values: Mapping[str, Any]
    terms: Sequence[CachedTerm]


@dataclass(frozen=True, slots=True)
class RecordContext:
    """What the index reads elsewhere, so that no revision of the record keeps it.

    ``names``, ``texts`` and ``rows`` come from other records and are added to the record's own.
    """

    pk: int = 0
    seq: int = 0
    updated: datetime.datetime = EPOCH
    verified_on: datetime.date | None = None
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    rows: frozenset[str] = frozenset()


Row = Mapping[str, Any]  # columns of a record


class RecordSource:
    """Index documents of one record type, read in chunks by primary key.

    See ``hub.search_engine.document.IndexSource``. A subclass adds what other records say.
    """

    record_type: RecordType
    columns: tuple[str, ...] = ()  # that its methods read, beside those declared

    def __init__(self, records: Callable[[], RecordQuerySet[Any]]) -> None:
        self.records = records
        self.rows = FacetRows(self.record_type)

    @property
    def kind(self) -> str:
        return self.record_type.kind

    @property
    def facets(self) -> tuple[str, ...]:
        return self.record_type.facet_names

    @property
    def kind_words(self) -> tuple[str, ...]:
        return tuple(self.record_type.kind_words.split())

    # For the search engine

    def count(self, tier: str) -> int:
        return self.records().published(tier).count()

    def documents(self, tier: str, after_seq: int | None) -> Iterator[IndexDocument]:
        visible = self.records().published(tier)
        if after_seq is not None:
            visible = visible.stamped_after(after_seq)
        pks = iter(list(visible.order_by("pk").values_list("pk", flat=True)))
        while chunk := list(islice(pks, CHUNK)):
            terms = newest_term_cache()
            for content, context in self.read(tier, visible.filter(pk__in=chunk), chunk, terms):
                yield self.document(content, context, terms)

    def changed(self, tier: str, after_seq: int) -> int:
        return self.records().published(tier).stamped_after(after_seq).count()

    def gone(self, tier: str, after_seq: int) -> Iterable[int]:
        changed = self.records().stamped_after(after_seq)
        yield from changed.not_published(tier).values_list("pk", flat=True)
        removed = Removed.objects.filter(kind=self.kind, seq__gt=after_seq)
        yield from removed.values_list("record_id", flat=True)

    def labels(self) -> Labels:
        return self.rows.labels(newest_term_cache())

    # What a subclass adds

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """By primary key; as many queries for a chunk as for one record."""
        return {row["pk"]: context_of(row) for row in rows}

    def fact_rows(self, content: RecordContent) -> set[str]:
        """Rows that follow from the record's own facts, beside those of declared facets."""
        return set()

    def is_ended(self, content: RecordContent) -> bool:
        """Whether lists leave the record out unless they are asked for what has ended."""
        return False

    def released(self, content: RecordContent) -> int:
        """When what the record describes came out (see `IndexDocument`); 0 for not known."""
        return 0

    def standing(self, content: RecordContent) -> int:
        """How far what the record describes is known to be in use, 0 to 255."""
        return 0

    # The document

    def document(
        self, content: RecordContent, context: RecordContext, terms: TermCache
    ) -> IndexDocument:
        values = content.values
        title = self._texts(IndexRole.TITLE, values)
        rows = self._rows(content, terms) | context.rows
        rows |= self.rows.of_missing(rows, values.get("known_none") or ())
        return IndexDocument(
            pk=context.pk,
            seq=context.seq,
            updated=context.updated,
            title="".join(title),
            names=(*self._texts(IndexRole.NAMES, values), *context.names),
            summary="".join(self._texts(IndexRole.SUMMARY, values)),
            description="\n".join([*self._texts(IndexRole.TEXT, values), *context.texts]),
            language=values["text_language"],
            rows=frozenset(rows),
            ended=self.is_ended(content),
            verified_on=context.verified_on,
            released=self.released(content),
            standing=self.standing(content),
        )

    def _rows(self, content: RecordContent, terms: TermCache) -> set[str]:
        values = content.values
        rows = self.rows.of_terms(terms, content.terms)
        for declared in self.rows.columns:
            if value := values.get(declared.name):
                rows.add(f"{facet_name(declared)}/{value}")
        for declared in self.rows.links:
            rows.update(f"{facet_name(declared)}/{slug}" for slug in values.get(declared.name, ()))
        return rows | self.fact_rows(content)

    def _texts(self, role: IndexRole, values: Mapping[str, Any]) -> list[str]:
        texts: list[str] = []
        for name in self._fields_of_role[role]:
            value = values.get(name)
            if isinstance(value, str):
                texts.append(value)
            elif value:
                texts.extend(value)
        return [text for text in texts if text]

    @cached_property
    def _fields_of_role(self) -> dict[IndexRole, tuple[str, ...]]:
        return {
            role: tuple(declared.name for declared in self.record_type.indexed(role))
            for role in IndexRole
        }

    # Content as stored

    def read(
        self, tier: str, records: QuerySet[Any], pks: list[int], terms: TermCache
    ) -> Iterator[tuple[RecordContent, RecordContext]]:
        """Content and context of these records; ``pks`` are their keys."""
        carried = grouped(self.term_links(pks).values_list(self._term_key, "term_id"))
        links = {declared.name: self._linked(declared, tier, pks) for declared in self._links}
        rows = list(records.order_by().values(*BASE_COLUMNS, *self._columns))
        contexts = self.contexts(tier, rows, pks)
        for row in rows:
            pk = row["pk"]
            values = {name: row[name] for name in (*self._columns, "known_none")}
            values["text_language"] = row["language"]
            values |= {name: linked.get(pk, ()) for name, linked in links.items()}
            yield RecordContent(values, terms.entries(carried.get(pk, ()))), contexts[pk]

    def term_links(self, pks: Iterable[int]) -> QuerySet[Any]:
        """The rows between records and terms."""
        relation = self.record_type.model._meta.get_field("term_links")
        links = relation.related_model._default_manager
        rows: QuerySet[Any] = links.filter(**{f"{self._term_key}__in": pks})
        return rows

    @cached_property
    def _term_key(self) -> str:
        attname: str = self.record_type.model._meta.get_field("term_links").field.attname
        return attname

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        declared = (
            declared.name
            for declared in self.record_type.stored(Storage.COLUMN)
            if declared.index or declared.facet or declared.name in self.columns
        )
        return tuple(dict.fromkeys((*declared, *self.columns)))

    @cached_property
    def _links(self) -> tuple[RecordField, ...]:
        return tuple(
            declared for declared in self.record_type.stored(Storage.LINKS) if declared.indexed_part
        )

    def _linked(self, declared: RecordField, tier: str, pks: list[int]) -> dict[int, list[Any]]:
        """The indexed part of a record's links; of links to records those that the tier sees."""
        table = self.record_type.link_tables[declared.name]
        links = table.model._default_manager.filter(**{f"{table.parent}__in": pks})
        if declared.indexed_if:
            links = links.filter(**{declared.indexed_if: True})
        if declared.facet and declared.facet.records:
            target = record_types[declared.facet.records].model._default_manager
            other = declared.indexed_part.rpartition("__")[0]
            links = links.filter(**{f"{other}__in": target.published(tier)})
        return grouped(links.values_list(table.parent, declared.indexed_part))

    # Content as a revision keeps it

    def content_of(self, facts: Facts, terms: TermCache) -> RecordContent:
        """The content as of these facts, as ``Record.facts()`` gives them."""
        values = {name: facts.get(name) for name in (*self._columns, "known_none")}
        values["text_language"] = facts.get("text_language") or "en"
        values |= {declared.name: self._indexed_values(declared, facts) for declared in self._links}
        keys = [
            f"{scheme}/{slug}"
            for scheme in self.record_type.schemes
            for slug in facts.get(scheme) or ()
        ]
        return RecordContent(values, [terms.by_key[key] for key in keys if key in terms.by_key])

    def _indexed_values(self, declared: RecordField, facts: Facts) -> list[Any]:
        """The indexed part of each entry of a fact that is made of links."""
        table, entries = self.record_type.link_tables[declared.name], facts.get(declared.name) or ()
        if table.flat:
            return list(entries)
        place = table.shape.index(declared.indexed_part)
        condition = table.shape.index(declared.indexed_if) if declared.indexed_if else None
        return [entry[place] for entry in entries if condition is None or entry[condition]]


def context_of(
    row: Row,
    *,
    updated: datetime.datetime | None = None,
    names: Iterable[str] = (),
    texts: Iterable[str] = (),
    rows: Iterable[str] = (),
) -> RecordContext:
    """The context of a record from its columns, with what the caller found elsewhere."""
    return RecordContext(
        pk=row["pk"],
        seq=row["index_seq"],
        updated=updated or last_change(row),
        verified_on=row["verified_on"],
        names=tuple(names),
        texts=tuple(text for text in texts if text),
        rows=frozenset(rows),
    )


def last_change(row: Row) -> datetime.datetime:
    """When the record was last changed; of one that never was, the day on which it came in.

    A load writes its records in chunks: what came in together is equally new.
    """
    at: datetime.datetime = row["updated_at"]
    if row["version"] > 1:
        return at
    return at.astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Values by key, in the order in which they come."""
    values: dict[int, list[Any]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return values
