"""What readers type of facts, read as a row of an import is: by the same readers and checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hub.curation.suggestions.models import SuggestedFact
from hub.imports.map import ColumnMap, MappedColumn, ParsedRow, RowMapper, ValueMap, parse_row
from hub.imports.record_types import ImportField, RecordImporter, current_lookup
from hub.records.models.ledger import Facts
from hub.records.stored_records import blank_facts

Knowing = SuggestedFact.Knowing
# What a person writes of these no reader of one text understands: a curator does.
READ_BY_PEOPLE = frozenset({"objects", "links", "messages"})


@dataclass(frozen=True)
class TypedFact:
    """``name``: of a field of the importer. ``text``: cleaned of markup."""

    name: str
    knowing: str
    text: str = ""


@dataclass(frozen=True)
class ReadFact:
    """``value``: facts by name, or None where it could not be read; ``problem``: a sentence."""

    typed: TypedFact
    value: Facts | None
    problem: str = ""


def read_facts(
    importer: RecordImporter,
    typed: Sequence[TypedFact],
    stored: Facts | None,
    given: Mapping[str, str] | None = None,
) -> list[ReadFact]:
    """Each fact as far as it can be read. ``given``: of an entry the fields that the form has
    elsewhere, such as its record (``ref``) and its source."""
    if importer.entries:
        return _read_entry(importer, typed, given or {})
    facts = [_read_fact(importer, each, stored) for each in typed]
    after = dict(stored) if stored is not None else blank_facts(importer.model)
    for fact in facts:
        after |= fact.value or {}
    wrong = {importer.field_of(name): text for name, text in importer.contradictions(after)}
    return [
        ReadFact(fact.typed, fact.value, fact.problem or wrong.get(fact.typed.name, ""))
        for fact in facts
    ]


def _read_fact(importer: RecordImporter, typed: TypedFact, stored: Facts | None) -> ReadFact:
    field = importer.by_name[typed.name]
    if typed.knowing != Knowing.KNOWN:
        return ReadFact(typed, _nothing(importer, field, typed.knowing))
    if field.shape in READ_BY_PEOPLE:
        return ReadFact(typed, None)
    row = _parsed(importer, {field.name: typed.text})
    # Of facts that several fields share each says a part: what the others say stays.
    facts = importer.complete(row.facts, stored)
    named = {fact: facts[fact] for fact in field.facts if fact in facts}
    if row.problems or not named:
        problem = row.problems[0]["sentence"] if row.problems else ""
        return ReadFact(typed, None, str(problem)[:500])
    none = [fact for fact in row.facts.get("known_none", ()) if fact in field.facts]
    return ReadFact(typed, named | {"known_none": none})


def joint_facts(values: Iterable[Facts | None]) -> Facts:
    """All facts of one suggestion together, as far as they could be read."""
    facts: Facts = {}
    for value in values:
        facts |= value or {}
    return facts


def may_be_none(importer: RecordImporter, field: ImportField) -> bool:
    """Whether a reader can say that there is none, or that nobody knows: not of what every record
    has, and not of facts that another field speaks of, too."""
    return not field.required and _shared_facts(importer).isdisjoint(field.facts)


@cache
def _shared_facts(importer: RecordImporter) -> frozenset[str]:
    counts = Counter(fact for field in importer.fields for fact in field.facts)
    return frozenset(fact for fact, count in counts.items() if count > 1)


def _nothing(importer: RecordImporter, field: ImportField, knowing: str) -> Facts:
    """The facts of a field of which there is none, or nobody knows."""
    blank: Facts = {scheme: [] for scheme in importer.model.schemes} | blank_facts(importer.model)
    none = list(field.facts) if knowing == Knowing.NONE else []
    return {fact: blank.get(fact) for fact in field.facts} | {"known_none": none}


def _read_entry(
    importer: RecordImporter, typed: Sequence[TypedFact], given: Mapping[str, str]
) -> list[ReadFact]:
    """An entry is read as a whole: its text carries the value, or what is wrong beside a field."""
    cells = {each.name: each.text for each in typed if each.knowing == Knowing.KNOWN}
    row = _parsed(importer, {name: text for name, text in given.items() if text} | cells)
    problems: dict[str, str] = {}
    for problem in row.problems:
        place = problem["column"] if problem["column"] in cells else importer.text
        problems.setdefault(place, str(problem["sentence"])[:500])
    value = None if row.problems else {importer.entries: row.facts.get(importer.entries)}
    return [
        ReadFact(each, value if each.name == importer.text else None, problems.get(each.name, ""))
        for each in typed
    ]


def _parsed(importer: RecordImporter, cells: Mapping[str, Any]) -> ParsedRow:
    columns = tuple(MappedColumn(name, name) for name in cells)
    mapper = RowMapper(importer, ColumnMap(columns, strict=True), ValueMap())
    row = ParsedRow(0, 1, dict(cells))
    parse_row(row, mapper, current_lookup(), "")
    return row
