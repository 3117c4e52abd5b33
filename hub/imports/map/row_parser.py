"""Parse a row: its cells as facts, or as problems with the column that they stand in."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row, RowError, RowProblemText
from hub.imports.map.canonical_row import (
    CellNote,
    RowMapper,
    UnknownOrganisation,
    UnknownValue,
    UnknownWord,
    UnreadDate,
    left_out,
)
from hub.imports.map.cell_readers import PREFERRED, first_sentences
from hub.imports.map.row_hierarchy import RowHierarchy
from hub.imports.map.row_keys import source_key
from hub.imports.record_types import RecordImporter, RecordLookup
from hub.imports.record_types.list_entries import entry_key
from hub.records.models.ledger import Facts
from hub.records.readable_values import readable
from hub.records.text_cleaning import clean_text, markup_in
from hub.records.trees import CycleError

log = logging.getLogger(__name__)
MAX_EXCERPT = 300
LEFT_OUT_OF_CELL = "part_of_cell"  # code of notes on a part of a cell that is not read
MARKUP = "markup"  # code of notes on what was taken out of a text
UNKNOWN_WORD = "word"  # code of problems with words that are no terms
UNKNOWN_ORGANISATION = "organisation"  # code of notes on organisations that nobody knows
UNDATED = "undated"  # code of notes on dates that a new record is not added without, unasked
LEFT_OUT = "cell_left_out"  # code of notes on cells that are left out, or cut to measure


@dataclass
class ParsedRow:
    """A row on its way to its verdict. What validation finds is written into ``ImportRow``.

    ``notes``: as ``problems``, of a row that can be written. ``partial_facts``: facts of which the
    row states only a part. ``plain_slug``: the one that it would have, were it not taken.
    """

    pk: int
    number: int
    cells: dict[str, Any]
    key: str = ""
    facts: Facts = dataclasses.field(default_factory=dict)
    problems: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    verdict: str = ""
    record_id: int | None = None
    version: int | None = None
    differences: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    candidates: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    depth: int = 0  # rows of the file above this one
    notes: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    partial_facts: set[str] = dataclasses.field(default_factory=set)
    plain_slug: str = ""
    plain_key: str = ""  # what the row was called by when names alone were keys; see ``source_key``

    def add_problem(self, mapper: RowMapper, name: str, sentence: str, code: str) -> None:
        """Add a problem of a field; of the whole row where ``name`` is empty."""
        self.problems.append(self._entry(mapper, name, sentence, code))

    def add_note(self, mapper: RowMapper, name: str, sentence: str, code: str) -> dict[str, Any]:
        """Add a note on a field, and return it; the row can be written all the same."""
        note = self._entry(mapper, name, sentence, code)
        self.notes.append(note)
        return note

    def _entry(self, mapper: RowMapper, name: str, sentence: str, code: str) -> dict[str, Any]:
        heading = mapper.mapping.heading_of(name) if name else ""
        excerpt = readable(self.cells.get(heading))[:MAX_EXCERPT]
        return {"column": heading, "value": excerpt, "sentence": sentence, "code": code}


def parse_row(
    row: ParsedRow,
    mapper: RowMapper,
    lookup: RecordLookup,
    key_field: str,
    get_hierarchy: Callable[[], RowHierarchy] | None = None,
) -> None:
    """Fill in the facts and the key, or the problems.

    ``get_hierarchy``: the rows of the same file; None where a row can be part of none of them.
    """
    importer = mapper.importer
    canonical, problems = mapper.canonical_row(row.cells)
    _clean_prose(row, canonical, mapper)
    if not mapper.mapping.strict and not importer.is_whole:
        problems += fit_long_texts(importer, canonical)
    for problem in problems:
        _note(row, mapper, problem)
    cells = {column.field: row.cells.get(column.heading) for column in mapper.mapping.mapped}
    for name, sentence in importer.complete_row(canonical, cells):
        row.add_note(mapper, name, sentence, LEFT_OUT_OF_CELL)
    parent = _parent_row(row, canonical, mapper, lookup, get_hierarchy) if get_hierarchy else {}
    try:
        row.facts = _read_facts(row, canonical, mapper, lookup, key_field) | parent
    except RowError as error:
        _add_problems(row, mapper, error, {problem.field for problem in problems})
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # A value of a shape that no reader expects is a problem of its row; the job goes on.
        log.warning("Row %d does not fit: %s", row.number, type(error).__name__)
        sentence = _(
            "A cell of this row holds something that its column cannot. Compare it with other rows."
        )
        row.add_problem(mapper, "", sentence, "row")
    if importer.entries:
        row.key = "" if row.problems else entry_key(importer.entries, row.facts)
        return
    repeated = get_hierarchy().repeated if get_hierarchy and importer.told_apart_by else ()
    row.key, row.plain_key = source_key(importer, canonical, row.cells, key_field, repeated)


def _add_problems(
    row: ParsedRow, mapper: RowMapper, error: RowError, unread: Collection[str]
) -> None:
    """What the reader found; of a row that is written as a whole, a field that could not be read is
    told already, and is not missing."""
    for sentence in error.sentences:
        name = sentence.field if isinstance(sentence, RowProblemText) else ""
        if not (mapper.importer.is_whole and name in unread):
            row.add_problem(mapper, name, str(sentence), "field")


def _note(row: ParsedRow, mapper: RowMapper, problem: RowProblemText) -> None:
    """What is wrong with a cell: a note where the row can be written without it."""
    if isinstance(problem, UnknownValue):
        is_body = isinstance(problem, UnknownOrganisation)
        code = UNKNOWN_ORGANISATION if is_body else LEFT_OUT
        row.add_note(mapper, problem.field, str(problem), code)
        row.partial_facts.update(mapper.importer.by_name[problem.field].facts)
    elif isinstance(problem, UnreadDate):
        row.add_note(mapper, problem.field, str(problem), UNDATED)
    elif isinstance(problem, CellNote):
        row.add_note(mapper, problem.field, str(problem), LEFT_OUT)
    else:
        code = UNKNOWN_WORD if isinstance(problem, UnknownWord) else "cell"
        row.add_problem(mapper, problem.field, str(problem), code)


def _clean_prose(row: ParsedRow, canonical: Row, mapper: RowMapper) -> None:
    """Take markup out of the texts of others, and tell which."""
    for name in mapper.importer.prose_fields & canonical.keys():
        value = canonical[name]
        canonical[name] = _clean_texts(value)
        if canonical[name] != value and (tags := _markup_of(value)):
            words = {"tags": ", ".join(tags[:10])}
            sentence = _("Markup was taken out of this text: %(tags)s.") % words
            row.add_note(mapper, name, sentence, MARKUP)


def _read_facts(
    row: ParsedRow, canonical: Row, mapper: RowMapper, lookup: RecordLookup, key_field: str
) -> Facts:
    """The facts of a row without the cells that are wrong, where it can do without them.

    Those are taken out of ``canonical`` and noted. Raises RowError.
    """
    importer = mapper.importer
    try:
        return importer.read(canonical, lookup)
    except RowError as error:
        names = {getattr(sentence, "field", "") for sentence in error.sentences}
        kept = importer.required_names | {key_field}
        kept |= set() if importer.above.optional else {importer.above.field}
        is_readable = all(name in canonical and name not in kept for name in names)
        if mapper.mapping.strict or importer.is_whole or not is_readable:
            raise
        for sentence in error.sentences:
            name = getattr(sentence, "field", "")
            row.add_note(mapper, name, left_out(str(sentence)), LEFT_OUT)
        for name in names:
            del canonical[name]
        return importer.read(canonical, lookup)


def fit_long_texts(importer: RecordImporter, canonical: Row) -> list[CellNote]:
    """Cut prose to what its fields hold, and say so; a whole text goes where there is room."""
    notes = []
    for field in importer.prose_with_limits:
        text = canonical.get(field.name)
        if not isinstance(text, str) or len(text) <= field.limit:
            continue
        other = importer.by_name.get(field.overflow)
        if other is not None and not canonical.get(other.name):
            canonical[other.name] = text
            canonical[field.name] = first_sentences(text, field.limit, PREFERRED)
            sentence = _(
                "This text is longer than %(most)d characters: its first sentences are proposed "
                "for “%(field)s”, and the whole of it for “%(other)s”."
            )
            words = {"most": field.limit, "field": field.label, "other": other.label}
        elif other is not None or not field.required:
            canonical[field.name] = first_sentences(text, field.limit)
            sentence = _(
                "This text is longer than %(most)d characters. “%(rest)s…” and what follows is cut "
                "off from “%(field)s”."
            )
            rest = text[len(canonical[field.name]) :].strip()[:60]
            words = {"most": field.limit, "field": field.label, "rest": rest}
        else:
            continue
        notes.append(CellNote(sentence % words, field.name))
    return notes


def _clean_texts(value: Any) -> Any:
    """A value of a row with its texts sanitised, also those within lists and objects."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean_texts(item) for item in value]
    if isinstance(value, dict):
        return {name: _clean_texts(item) for name, item in value.items()}
    return value


def _markup_of(value: Any) -> list[str]:
    """The tags in the texts of a value, each once."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return list(dict.fromkeys(tag for item in value for tag in _markup_of(item)))
    return markup_in(value) if isinstance(value, str) else []


def _parent_row(
    row: ParsedRow,
    canonical: Row,
    mapper: RowMapper,
    lookup: RecordLookup,
    get_hierarchy: Callable[[], RowHierarchy],
) -> Facts:
    """The fact of what the row is part of, where that is a row of this file and no record yet."""
    importer = mapper.importer
    relation = importer.above
    name = canonical.get(relation.field)
    if not isinstance(name, str) or importer.record_above(name, lookup) is not None:
        return {}
    number = get_hierarchy().number_of(name)
    if number is None or number == row.number:
        return {}
    del canonical[relation.field]
    try:
        row.depth = get_hierarchy().depth(
            row.number, lambda ancestor: importer.record_above(ancestor, lookup) is not None
        )
    except CycleError:
        sentence = _("This row and row %(row)d are part of each other.") % {"row": number}
        row.add_problem(mapper, relation.field, sentence, "field")
    others = dict.fromkeys(importer.by_name[relation.field].facts)
    return others | {relation.fact: -number}
