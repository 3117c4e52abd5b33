"""What the importer has to know of a kind of record; the kinds themselves are beside this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import ClassVar

from catalogue.models.classified import ClassifiedRecord
from catalogue.row_readers.reader import Row
from hub.imports.record_types.field import ImportField, Relation
from hub.imports.record_types.lookups import RecordLookup, current_lookup
from hub.imports.record_types.merge_values import merge_list
from hub.imports.record_types.parts import (
    Columns,
    Ids,
    LinkTable,
    TableWrite,
    Writing,
    defaults_of,
    digest_lines,
    plain_value,
)
from hub.imports.record_types.record_plan import RecordPlan, Stored
from hub.records.models import Record
from hub.records.models.ledger import Facts, differing

# Facts that no file may set: they are decided on the site.
NOT_IMPORTED = frozenset({"state", "verified_on", "next_review_on"})


class RecordImporter:
    """One kind of record. Its subclass says what a row of it stands for."""

    name: ClassVar[str]
    model: ClassVar[type[ClassifiedRecord]]
    fields: ClassVar[tuple[ImportField, ...]]
    parts: ClassVar[tuple[LinkTable, ...]]
    # Lists to which a file adds: what a curator or another source gave stays.
    unions: ClassVar[frozenset[str]] = frozenset({"citations"})
    above: ClassVar[Relation] = Relation()
    # Facts that tell whether a new row belongs here at all.
    on_topic: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.by_name = {one.name: one for one in self.fields}
        self.facts_of_text = frozenset(
            fact for one in self.fields if one.free_text for fact in one.facts
        )
        # What the mapping makes of terms, dates and the like holds no text of others any more.
        self.prose_fields = frozenset(
            one.name
            for one in self.fields
            if not one.scheme and one.shape in ("text", "url", "sources", "objects")
        )
        self.required = tuple(one for one in self.fields if one.required)

    # Reading a row

    def read(self, row: Row, names: RecordLookup) -> Facts:
        """The facts that a row states, and no others. Raises RowError."""
        raise NotImplementedError

    def terms(self, found: Iterable[int], row: Row, names: RecordLookup) -> Facts:
        """Facts of the schemes that the row speaks of."""
        facts: Facts = {one.scheme: [] for one in self.fields if one.scheme and one.name in row}
        for pk in found:
            scheme, slug = names.terms[pk]
            if scheme in facts and slug not in facts[scheme]:
                facts[scheme].append(slug)
        for slugs in facts.values():
            slugs.sort()
        return facts

    def complete(self, facts: Facts, stored: Facts | None) -> Facts:
        """The facts with what the record has and the row does not take away."""
        if stored is None:
            return facts
        facts = dict(facts)
        for name in self.unions & facts.keys():
            facts[name] = merge_list(name, stored.get(name) or [], facts[name] or [])
        return facts

    def record_above(self, name: str, names: RecordLookup) -> int | None:
        """The key of the record of this kind that a row calls so."""
        return names.known.records.get(self.name, {}).get(name)

    def organisations_named(self, facts: Facts) -> set[str]:
        """Slugs of the organisations that these facts link the record to."""
        return set()

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """(fact, sentence) for facts that cannot be true together."""
        return []

    # What a record is found by

    recognised_by: ClassVar[tuple[str, ...]] = ("name", "url")

    def recognisable(self, seq: int) -> Iterator[tuple[int, Facts]]:
        """Records stamped after a number, with the facts that tell one from another."""
        stamped = self.model._default_manager.filter(index_seq__gt=seq)
        for row in stamped.values("pk", *self.recognised_by).iterator():
            yield row["pk"], row

    def titles(self, facts: Facts) -> list[str]:
        """Names under which the record may be known."""
        return [facts["name"]] if facts.get("name") else []

    def addresses(self, facts: Facts) -> list[str]:
        return [facts["url"]] if facts.get("url") else []

    def apart(self, facts: Facts) -> str:
        """Records that differ in this are never duplicates of each other; empty: unknown."""
        return ""

    def words(self, facts: Facts) -> str:
        """All prose of a row, to look for what it is about."""
        return "\n".join(
            value for name, value in facts.items() if isinstance(value, str) and name in self.prose
        )

    @property
    def prose(self) -> frozenset[str]:
        return self.facts_of_text | {"name"}

    # The stored record

    def stored(
        self,
        pks: Iterable[int],
        names: RecordLookup | None = None,
        asked: Collection[str] | None = None,
    ) -> dict[int, Stored]:
        """Records by primary key. One query for each table.

        ``asked``: facts that are looked at; parts that hold none of them are left out.
        """
        names, wanted = names or current_lookup(), list(pks)
        if not wanted:
            return {}
        columns = [one.attname for one in self.model._meta.concrete_fields]
        rows = self.model._default_manager.filter(pk__in=wanted).values(*columns)
        parts = [
            (part, part.rows(wanted))
            for part in self.parts
            if asked is None or not part.hangs_on.isdisjoint(asked)
        ]
        return {row["id"]: self._stored(row, parts, self.fact_fields, names) for row in rows}

    def _stored(
        self,
        row: Columns,
        parts: list[tuple[LinkTable, dict[int, list[Columns]]]],
        facts_of: tuple[str, ...],
        names: RecordLookup,
    ) -> Stored:
        plain = {name: plain_value(value) for name, value in row.items()}
        facts = {name: plain[name] for name in facts_of}
        facts["text_language"] = facts.pop("language")
        held = {}
        for part, found in parts:
            held[part.fact] = found.get(plain["id"], [])
            facts |= part.facts(held[part.fact], names)
        return Stored(plain["id"], plain["slug"], plain["version"], facts, plain, held)

    # Writing

    def plan(
        self,
        facts: Facts,
        stored: Stored | None,
        ids: Ids,
        *,
        now: str,
        state: str = Record.State.IN_REVIEW,
        number: int = 0,
        names: RecordLookup | None = None,
    ) -> RecordPlan:
        """Everything that is written for one record; ``facts``: those to be set, no others.

        ``state`` is that of a new record, ``number`` its row in the file, ``now`` an ISO 8601 time.
        """
        names = names or current_lookup()
        before = stored.facts if stored else None
        pk = stored.pk if stored else ids.next(self.model._meta.db_table)
        columns = dict(stored.columns) if stored else self.new_columns(pk, state, now, number)
        version = int(columns["version"]) + 1
        after = self.after(facts, before or self._facts_of_columns(columns, names))
        own = {name: value for name, value in after.items() if name in columns}
        own["language"] = after["text_language"]
        changed = differing(before or {}, after)
        own |= {"version": version, "updated_at": now}
        own |= self.derived(columns | own, changed, new=stored is None)
        record = columns | own
        lines = [self._own_line(pk, stored, record)]
        lines += self._part_lines(pk, stored, after, changed, Writing(names, ids, {}))
        return RecordPlan(
            pk,
            before,
            after,
            changed,
            str(self._stand_in({name: record[name] for name in self._title_columns}))[:300],
            after["slug"],
            after["visibility"],
            version,
            lines,
        )

    _title_columns: ClassVar[tuple[str, ...]] = ("name",)

    def _own_line(self, pk: int, stored: Stored | None, record: Columns) -> TableWrite:
        table = self.model._meta.db_table
        if stored is None:
            return TableWrite(table, "insert", pk, record, None)
        changed = {name: value for name, value in record.items() if stored.columns[name] != value}
        return TableWrite(
            table, "update", pk, changed, {name: stored.columns[name] for name in changed}
        )

    def _part_lines(
        self, pk: int, stored: Stored | None, after: Facts, changed: list[str], writing: Writing
    ) -> list[TableWrite]:
        lines: list[TableWrite] = []
        for part in self.parts:
            there = stored.parts[part.fact] if stored else []
            writing.rows[part.fact] = there
            if part.wanted is None or part.hangs_on.isdisjoint(changed):
                continue
            wanted = part.wanted(after, there, writing)
            more, writing.rows[part.fact] = digest_lines(part, pk, there, wanted, writing.ids)
            lines += more
        return lines

    def after(self, facts: Facts, before: Facts) -> Facts:
        """The whole of a record's facts when these are set."""
        none = set(facts.get("known_none", ()))
        kept = [name for name in before["known_none"] if name not in facts]
        after = before | facts | {"known_none": sorted({*kept, *none})}
        for scheme in self.model.schemes:
            if not after.get(scheme, True):
                del after[scheme]
        if "inferred" in after:
            there = {slug for scheme in self.model.schemes for slug in after.get(scheme, ())}
            after["inferred"] = [slug for slug in after["inferred"] if slug in there]
        return after

    def new_columns(self, pk: int, state: str, now: str, number: int) -> Columns:
        """The row of a record of which nothing is known yet."""
        columns = defaults_of(self.model)
        times = {"created_at": now, "updated_at": now}
        return columns | times | {"id": pk, "state": state, "version": 0, "index_seq": 0}

    def _facts_of_columns(self, columns: Columns, names: RecordLookup) -> Facts:
        facts = {name: columns[name] for name in self.fact_fields}
        facts["text_language"] = facts.pop("language")
        for part in self.parts:
            facts |= part.facts([], names)
        return facts

    def derived(self, record: Columns, changed: list[str], *, new: bool) -> Columns:
        """Columns that are no facts but follow from them."""
        return {}

    def news(self, plan: RecordPlan) -> list[str]:
        """What readers hear of it: values of ``Change.What``. No query."""
        after = plan.after
        held = {name: after[name] for name in self.fact_fields if name in after}
        held |= {"id": plan.pk, "language": after["text_language"]}
        return self._stand_in(held).news(plan.before, after, plan.changed)

    @cached_property
    def fact_fields(self) -> tuple[str, ...]:
        """Columns of a record's own row that are facts."""
        return (*self.model._fact_fields(self.model()),)

    @cached_property
    def _any_record(self) -> ClassifiedRecord:
        return self.model()

    def _stand_in(self, columns: Columns) -> ClassifiedRecord:
        """One object for every record: making one takes longer than all else about a row."""
        self._any_record.__dict__.update(columns)
        return self._any_record
