"""What is common to the importers of all record types; each type's own is beside this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise

from catalogue.models import Organisation
from catalogue.models.classified import ClassifiedRecord
from catalogue.row_readers.reader import Row
from hub.imports.record_types.field import ImportField, Relation
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import merge_list
from hub.records.bulk_rows import Columns
from hub.records.models import Record, RecordChange
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord, blank_facts, read_records

# Facts that no file may set: they are decided on the site.
NOT_IMPORTED = frozenset({"state", "verified_on", "next_review_on"})


NOTHING: tuple[Any, ...] = (None, "", [])
TITLES = ("name", "title", "text")  # a record type has one of these


class RecordImporter:
    """One kind of record. Its subclass says what a row of it stands for."""

    name: ClassVar[str]
    model: ClassVar[type[ClassifiedRecord]]
    fields: ClassVar[tuple[ImportField, ...]]
    # Lists to which a file adds: what a curator or another source gave stays.
    unions: ClassVar[frozenset[str]] = frozenset({"citations"})
    above: ClassVar[Relation] = Relation()
    # Whether its records are bodies, so that headings which speak of bodies speak of them.
    is_body: ClassVar[bool] = False
    # Fields that tell records of one name apart, and those that do where even these are alike.
    told_apart_by: ClassVar[tuple[str, ...]] = ()
    else_by: ClassVar[tuple[str, ...]] = ()
    # Fields of dates that begin something, each with the field of its end: one cell may state both.
    ranges: ClassVar[dict[str, str]] = {}
    # The list of its record to which each row adds an entry: any number of rows name one record,
    # which is there already. Empty: a row is a record.
    entries: ClassVar[str] = ""
    # What a row needs besides its required fields, in words: one of several fields.
    needs_besides: ClassVar[str | Promise] = ""
    # Of an entry: the field that classes it, and that of its prose. A cell of a table holds both.
    what: ClassVar[str] = ""
    text: ClassVar[str] = ""
    # Fields of which a person may give one value for all rows of a file.
    for_all_rows: ClassVar[tuple[str, ...]] = ()
    # Fields of which a row that gives one has its own of all: a title belongs to its address.
    told_together: ClassVar[tuple[tuple[str, ...], ...]] = ()
    # A row is written as a whole or not at all: no cell of it can be left out.
    is_whole: ClassVar[bool] = False
    # Facts that tell whether a new row belongs here at all.
    on_topic: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.by_name = {field.name: field for field in self.fields}
        self.facts_of_text = frozenset(
            fact for field in self.fields if field.free_text for fact in field.facts
        )
        # Where people write what they like, a name of a house or a number to call may stand, too.
        self.texts_of_people = self.prose | {
            fact
            for field in self.fields
            if not field.scheme
            and field.shape in ("text", "lines", "messages")
            and field.name != "slug"
            for fact in field.facts
        }
        # What the mapping makes of terms, dates and the like holds no text of others any more.
        self.prose_fields = frozenset(
            field.name
            for field in self.fields
            if not field.scheme
            and field.shape in ("text", "lines", "url", "sources", "objects", "links", "messages")
        )
        self.scheme_columns = tuple(
            (field.name, field.scheme) for field in self.fields if field.scheme
        )
        self.required = tuple(field for field in self.fields if field.required)
        self.required_names = frozenset(field.name for field in self.required)
        # Those with an overflow first: it may fill a field that has a limit, too.
        self.prose_with_limits = tuple(
            sorted(
                (field for field in self.fields if field.free_text and field.limit),
                key=lambda field: not field.overflow,
            )
        )
        self.required_facts = frozenset(fact for field in self.required for fact in field.facts)

    def field_of(self, fact: str) -> str:
        """The field that gives a fact; the fact itself where none does."""
        return next((field.name for field in self.fields if fact in field.facts), fact)

    # Reading a row

    def read(self, row: Row, names: RecordLookup) -> Facts:
        """The facts that a row states, and no others. Raises RowError."""
        raise NotImplementedError

    def complete_row(self, row: Row, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Fill in what the cells say beside their own fields; a field and a sentence for each part
        of them that is left out. ``cells``: as they were read, by field."""
        return []

    def terms(self, found: Iterable[int], row: Row, names: RecordLookup) -> Facts:
        """Facts of the schemes that the row speaks of."""
        facts: Facts = {scheme: [] for name, scheme in self.scheme_columns if name in row}
        for pk in found:
            scheme, slug = names.terms[pk]
            if scheme in facts and slug not in facts[scheme]:
                facts[scheme].append(slug)
        for slugs in facts.values():
            slugs.sort()
        return facts

    def facts_to_keep(self, facts: Facts, stored: Facts) -> list[tuple[str, str]]:
        """Facts of a record that no file changes, each with a sentence that says why."""
        return []

    def drop_fact(self, facts: Facts, name: str) -> None:
        """Take a fact out of those of a row, and the sources that the row names for it alone."""
        facts.pop(name, None)
        if "citations" in facts:
            facts["citations"] = [one for one in facts["citations"] if one[0] != name]

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
        return names.known.records[self.name].one(name)

    def organisations_named(self, facts: Facts) -> set[str]:
        """Slugs of the organisations that these facts link the record to."""
        return {
            named[0]
            for table in self.model.tables()
            if table.identity and Organisation in table.points_at
            for model, _fields, named in table.named(facts)
            if model is Organisation
        }

    def texts_of(self, fact: str, value: Any) -> Any:
        """What people may have written of the value of a fact, to look for personal data in."""
        return value

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """(fact, sentence) for facts that cannot be true together."""
        return []

    # What a record is found by

    recognised_by: ClassVar[tuple[str, ...]] = ("name", "url")

    # Its rows name a record of whatever kind: that joins it to none, and these not to each other.
    names_any_kind: ClassVar[bool] = False

    def recognisable(self, seq: int) -> Iterator[tuple[int, Facts]]:
        """Records stamped after a number, with the facts that tell one from another."""
        stamped = self.model._default_manager.filter(index_seq__gt=seq)
        for row in stamped.values("pk", *self.recognised_by).iterator():
            yield row["pk"], row

    def titles(self, facts: Facts) -> list[str]:
        """Names under which the record may be known."""
        return [facts["name"]] if facts.get("name") else []

    def title(self, facts: Facts) -> str:
        """What people call the record of these facts; empty where they do not say."""
        return str(next((facts[name] for name in TITLES if facts.get(name)), ""))

    def addresses(self, facts: Facts) -> list[str]:
        return [facts["url"]] if facts.get("url") else []

    def apart(self, facts: Facts) -> str:
        """Records that differ in this are never duplicates of each other.

        One that begins with the other says less, and does not differ; empty: unknown.
        """
        return ""

    def may_be_same(self, facts: Facts, stored: Facts) -> bool:
        """Whether a row and a record of one name agree in what tells such records apart."""
        names = (*self.told_apart_by, *self.else_by)
        return all(
            facts.get(fact) in NOTHING or stored.get(fact) in NOTHING or facts[fact] == stored[fact]
            for name in names
            for fact in self.by_name[name].facts
        )

    def words(self, facts: Facts) -> str:
        """All prose of a row, to look for what it is about."""
        return "\n".join(
            value for name, value in facts.items() if isinstance(value, str) and name in self.prose
        )

    @property
    def prose(self) -> frozenset[str]:
        return self.facts_of_text | set(TITLES)

    # The stored record

    def stored(
        self,
        pks: Iterable[int],
        stated: Collection[str] | None = None,
        *,
        lock: bool = False,
    ) -> dict[int, StoredRecord]:
        """Records by primary key. ``stated``: facts that are looked at; else all of them."""
        return read_records(self.model, pks, stated, lock=lock)

    # Writing

    def change(
        self,
        facts: Facts,
        stored: StoredRecord | None,
        *,
        state: str = Record.State.IN_REVIEW,
        number: int = 0,
    ) -> RecordChange:
        """What is to be written of a record; ``facts``: those to be set, no others.

        ``state`` is that of a new record, ``number`` its row in the file.
        """
        if stored is not None:
            return RecordChange(self.after(facts, stored.facts), stored)
        blank = blank_facts(self.model) | {"state": str(state)} | self.facts_of_new(number)
        after = self.after(facts, blank)
        return RecordChange(after, columns=self.columns_of_new(after))

    def agree(self, changes: Iterable[RecordChange]) -> None:
        """Settle in place what changes that are written together may not have alike."""

    def facts_of_new(self, number: int) -> Facts:
        """Facts of a new record that no file states."""
        return {}

    def columns_of_new(self, after: Facts) -> Columns:
        """Columns of a new record that are no facts."""
        return {}

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
