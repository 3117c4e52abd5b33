"""Public records as files, calls and packs hold them: streamed, in batches of bounded queries.

For each batch one query for the records, one for each of their link tables, and one for the names
of whatever they point at: sources, and the public ones among other records. What is hidden, or of a
narrower circle, is absent, and so is every mention of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import get_language, override

from hub.open_data.batch_context import (
    BatchContext,
    CitedSources,
    SourceCache,
    SourceKey,
    choice_reader,
)
from hub.open_data.exported_fields import (
    CITATIONS,
    TERMS,
    ExportedField,
    ValueType,
    exported_fields,
)
from hub.open_data.exported_values import (
    KNOWN,
    NONE,
    UNKNOWN,
    ExportedFact,
    ExportedRecord,
    ExportedSource,
)
from hub.open_data.redistribution import LICENCE, is_whole, withheld_fields
from hub.open_data.link_rows import EntryReader, read_citations, read_terms
from hub.records.fact_sources import WHOLE_RECORD, FactSources
from hub.records.fields import RecordType
from hub.records.garbage_collection import garbage_collection_paused
from hub.records.link_tables import plain_value
from hub.records.registry import record_types
from hub.web.atom_feed import feed_identity
from hub.web.paths import record_path
from hub.web.responses import absolute

BATCH = 250  # records at once
BASE_COLUMNS = ("id", "slug", "language", "known_none", "verified_on", "created_at", "updated_at")
NO_VALUES: tuple[Any, ...] = (None, "", [], ())

Row = dict[str, Any]
# From the columns of a record and what its batch read elsewhere to the values of a field.
ReadValues = Callable[[Row, BatchContext], tuple[Any, ...]]


class _Reader(NamedTuple):
    """A field, and how its values are read. ``subject``: of its citations."""

    field: ExportedField
    subject: str
    statement: str
    read: ReadValues


def exported_records(
    kind: str,
    keys: Iterable[int],
    *,
    names: Collection[str] | None = None,
    language: str | None = None,
) -> Iterator[ExportedRecord]:
    """The public records among these keys, in their order; what is not public is left out.

    ``names``: of the fields that are wanted, all of them by default. ``language``: of labels and
    addresses, the active one by default, also while the iterator is read elsewhere.
    """
    return _stream(kind, iter(keys), _wanted(kind, names), language or get_language() or "en")


def _wanted(kind: str, names: Collection[str] | None) -> tuple[_Reader, ...]:
    return tuple(reader for reader in _readers(kind) if names is None or reader.field.name in names)


def _stream(
    kind: str, keys: Iterator[int], readers: Sequence[_Reader], language: str
) -> Iterator[ExportedRecord]:
    sources = SourceCache()
    while batch := list(islice(keys, BATCH)):
        with override(language), garbage_collection_paused():
            context = BatchContext(batch, sources)
            records = _read_batch(record_types[kind], context, readers)
        yield from (records[key] for key in batch if key in records)


def _read_batch(
    record_type: RecordType, context: BatchContext, readers: Sequence[_Reader]
) -> dict[int, ExportedRecord]:
    model = record_type.model
    fields = tuple(reader.field for reader in readers)
    published = model._default_manager.published().filter(pk__in=context.keys).order_by()
    rows = list(published.values(*_columns(record_type.kind)))
    context.keys = [row["id"] for row in rows]
    read_citations(model, context)
    if any(each.type is ValueType.TERM for each in fields):
        read_terms(model, context)
    for each in fields:
        if reader := _entries_of(record_type.kind, each.fact):
            reader.read(context)
    for each in fields:
        if each.type is ValueType.RECORD and not each.parts:
            context.note_records(each.kind, (row[each.fact] for row in rows))
    context.resolve()
    records = {row["id"]: _record(model, row, context, readers) for row in rows}
    return _given_on(record_type.kind, records)


def _given_on(kind: str, records: dict[int, ExportedRecord]) -> dict[int, ExportedRecord]:
    """Without what the licence of a source of imports keeps on the site."""
    for pk, names in withheld_fields(kind, records.keys()).items():
        if is_whole(kind, names):
            del records[pk]
            continue
        facts = {
            name: ExportedFact(KNOWN, withheld=LICENCE)
            if name in names and fact.state == KNOWN
            else fact
            for name, fact in records[pk].facts.items()
        }
        records[pk] = records[pk]._replace(facts=facts)
    return records


@cache
def _columns(kind: str) -> tuple[str, ...]:
    record_type = record_types[kind]
    own = (each.fact for each in exported_fields(kind) if each.fact in record_type.own_columns)
    shared = ("confidence", "verification")
    return tuple(dict.fromkeys((*BASE_COLUMNS, *own, *shared)))


@cache
def _entries_of(kind: str, fact: str) -> EntryReader | None:
    """Of a fact that rows of a table make, other than terms and citations."""
    table = record_types[kind].link_tables.get(fact)
    if table is None or table.fact in (TERMS, CITATIONS):
        return None
    declared = record_types[kind].by_name[fact]
    exported = next(each for each in exported_fields(kind) if each.fact == fact)
    return EntryReader(table, exported.parts, only=declared.indexed_if)


def _record(
    model: Any, row: Row, context: BatchContext, readers: Sequence[_Reader]
) -> ExportedRecord:
    pk, kind = row["id"], model.kind
    cited = context.cited.get(pk)
    return ExportedRecord(
        kind=kind,
        id=feed_identity(kind, pk),
        slug=row["slug"],
        title=model.title_of(row),
        address=absolute(record_path(kind, row["slug"])),
        language=row["language"],
        verified_on=plain_value(row["verified_on"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        facts=_facts(row, context, cited or NOTHING_CITED, readers),
        sources=context.sources_of(cited.keys) if cited else (),
    )


NOTHING_CITED = CitedSources()


def _facts(
    row: Row, context: BatchContext, cited: CitedSources, readers: Sequence[_Reader]
) -> dict[str, ExportedFact]:
    """As the record's page has them: see ``RecordFacts`` in ``catalogue.presenters.facts``."""
    provenance, known_none = cited.facts, row["known_none"]
    dated = provenance.dated
    own = provenance.by_subject.keys() | provenance.by_statement.keys()
    of_record = context.sources_of(provenance.of(WHOLE_RECORD))
    facts = {}
    for field, subject, statement, read in readers:
        values = read(row, context)
        is_none = bool(known_none) and not values and field.may_be_none and subject in known_none
        if not field.is_sourced:
            state = KNOWN if values else NONE
            facts[field.name] = ExportedFact(state, values) if values or is_none else UNKNOWN
            continue
        if not values and not is_none:
            # Of a group of a scheme it is not known whether the others were compared.
            is_dated = dated and field.group is None
            facts[field.name] = (
                _dated(UNKNOWN, provenance, subject, statement) if is_dated else UNKNOWN
            )
            continue
        sources = context.sources_of(provenance.of(subject)) if subject in own else of_record
        fact = ExportedFact(KNOWN if values else NONE, values, sources)
        facts[field.name] = _dated(fact, provenance, subject, statement) if dated else fact
    return facts


def _dated(
    fact: ExportedFact, provenance: FactSources, subject: str, statement: str
) -> ExportedFact:
    checked, doubted = provenance.checked.get(subject), provenance.doubted.get(subject)
    stated = provenance.stated.get(statement)
    if checked is None and doubted is None and stated is None:
        return fact
    return fact._replace(checked_on=checked, doubted_on=doubted, stated_on=stated)


@cache
def _readers(kind: str) -> tuple[_Reader, ...]:
    return tuple(
        _Reader(
            each,
            each.subject,
            f"{each.subject}/{each.fact}" if each.group else each.subject,
            _values_of(kind, each),
        )
        for each in exported_fields(kind)
    )


def _values_of(kind: str, each: ExportedField) -> ReadValues:
    if each.fact == CITATIONS:
        return _all_sources
    if each.type is ValueType.TERM and not each.parts:
        return _terms_of(kind, each)
    if each.parts:
        return lambda row, context: context.entries[each.fact].get(row["id"], ())
    if each.type is ValueType.RECORD:
        return lambda row, context: context.records_of(each.kind, row[each.fact])
    if each.type is ValueType.CHOICE:
        return _choice_of(each)
    if each.many:
        return lambda row, _context: tuple(row[each.fact] or ())
    return _column_of(each)


def _column_of(each: ExportedField) -> ReadValues:
    name = each.fact
    if each.type in (ValueType.DAY, ValueType.TIME):
        return lambda row, _context: () if row[name] is None else (plain_value(row[name]),)

    def read(row: Row, _context: BatchContext) -> tuple[Any, ...]:
        value = row[name]
        return () if value is None or value == "" else (value,)

    return read


def _choice_of(each: ExportedField) -> ReadValues:
    name, read_choice = each.fact, choice_reader(each.choices)

    def read(row: Row, _context: BatchContext) -> tuple[Any, ...]:
        choice = read_choice(row[name])
        return () if choice is None else (choice,)

    return read


def _terms_of(kind: str, each: ExportedField) -> ReadValues:
    """Of one scheme, or of one group of it; of ``inferred`` those of any scheme that are."""
    if each.scheme not in record_types[kind].schemes:
        return lambda row, context: context.inferred_terms(row["id"])
    group, scheme = each.group, each.scheme
    if group is None:
        return lambda row, context: context.terms.get(row["id"], {}).get(scheme, ())

    def read(row: Row, context: BatchContext) -> tuple[Any, ...]:
        terms = context.terms.get(row["id"], {}).get(scheme, ())
        return tuple(term for term in terms if group.has(term.slug))

    return read


def _all_sources(row: Row, context: BatchContext) -> tuple[ExportedSource, ...]:
    cited = context.cited.get(row["id"])
    keys: Sequence[SourceKey] = cited.keys if cited else ()
    return context.sources_of(keys)
