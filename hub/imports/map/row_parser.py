"""Parse a row: its cells as facts, or as problems with the column that they stand in.

Rows may be part of another row of the same file. Until that one is written, the record that it
becomes has no key: a row's number below zero stands for it, and is replaced when the row is
prepared, after those above it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import Row, RowError, RowProblemText
from hub.imports.map.canonical_row import (
    CellNote,
    RowMapper,
    UnknownOrganisation,
    UnknownValue,
    left_out,
)
from hub.imports.map.cell_readers import PREFERRED, first_sentences, plain_text
from hub.imports.map.column_map import ColumnMap
from hub.imports.map.missing_values import is_missing
from hub.imports.map.source_values import CellText
from hub.imports.models import Import
from hub.imports.record_types import RecordImporter, RecordLookup
from hub.records.models import SearchState
from hub.records.models.ledger import Facts
from hub.records.seq_cache import SeqCache
from hub.records.text_cleaning import clean_text, markup_in
from hub.records.text_folding import slugify
from hub.records.trees import CycleError, ancestors

MAX_KEY = 300
MAX_EXCERPT = 300
LEFT_OUT_OF_CELL = "part_of_cell"  # code of notes on a part of a cell that is not read
MARKUP = "markup"  # code of notes on what was taken out of a text
UNKNOWN_ORGANISATION = "organisation"  # code of notes on organisations that nobody knows
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
    problems: list[dict[str, str]] = dataclasses.field(default_factory=list)
    verdict: str = ""
    record_id: int | None = None
    version: int | None = None
    differences: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    candidates: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    depth: int = 0  # rows of the file above this one
    notes: list[dict[str, str]] = dataclasses.field(default_factory=list)
    partial_facts: set[str] = dataclasses.field(default_factory=set)
    plain_slug: str = ""

    def add_problem(self, mapper: RowMapper, name: str, sentence: str, code: str) -> None:
        """Add a problem of a field; of the whole row where ``name`` is empty."""
        self.problems.append(self._entry(mapper, name, sentence, code))

    def add_note(self, mapper: RowMapper, name: str, sentence: str, code: str) -> None:
        """Add a note on a field; the row can be written all the same."""
        self.notes.append(self._entry(mapper, name, sentence, code))

    def _entry(self, mapper: RowMapper, name: str, sentence: str, code: str) -> dict[str, str]:
        heading = mapper.mapping.heading_of(name) if name else ""
        value = self.cells.get(heading)
        excerpt = "" if value is None else str(value)[:MAX_EXCERPT]
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
    if not mapper.mapping.strict:
        problems += fit_long_texts(importer, canonical)
    for problem in problems:
        if isinstance(problem, UnknownValue):
            is_body = isinstance(problem, UnknownOrganisation)
            code = UNKNOWN_ORGANISATION if is_body else LEFT_OUT
            row.add_note(mapper, problem.field, str(problem), code)
            row.partial_facts.update(importer.by_name[problem.field].facts)
        elif isinstance(problem, CellNote):
            row.add_note(mapper, problem.field, str(problem), LEFT_OUT)
        else:
            row.add_problem(mapper, problem.field, str(problem), "cell")
    cells = {column.field: row.cells.get(column.heading) for column in mapper.mapping.mapped}
    for name, sentence in importer.complete_row(canonical, cells):
        row.add_note(mapper, name, sentence, LEFT_OUT_OF_CELL)
    parent = _parent_row(row, canonical, mapper, lookup, get_hierarchy) if get_hierarchy else {}
    try:
        row.facts = _read_facts(row, canonical, mapper, lookup, key_field) | parent
    except RowError as error:
        for sentence in error.sentences:
            name = sentence.field if isinstance(sentence, RowProblemText) else ""
            row.add_problem(mapper, name, str(sentence), "field")
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # A value of a shape that no reader expects is a problem of its row; the job goes on.
        why = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        row.add_problem(mapper, "", _("This row does not fit: %(why)s") % {"why": why}, "row")
    row.key = source_key(importer, canonical, row.cells, key_field)


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
        kept = importer.required_names | {importer.above.field, key_field}
        is_readable = all(name in canonical and name not in kept for name in names)
        if mapper.mapping.strict or not is_readable:
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


def source_key(
    importer: RecordImporter, canonical: Row, cells: dict[str, Any], key_field: str
) -> str:
    """What names the row in its source: a field of ours, else a column of its own.

    Without it the name serves, so that a list without slugs can be imported again.
    """
    field_name = "ref" if key_field == "slug" and "ref" in importer.by_name else key_field
    value = (
        canonical.get(field_name)
        or _key_cell(cells.get(key_field))
        or canonical.get("name")
        or canonical.get("title")
        or canonical.get("url")
    )
    text = str(value or "").strip()
    if len(text) <= MAX_KEY:
        return text
    return text[: MAX_KEY - 17] + "-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _key_cell(value: Any) -> Any:
    """A cell that names its row; "N/A" names none."""
    return None if isinstance(value, str) and is_missing(value) else value


def slug_for(importer: RecordImporter, facts: Facts, key: str, *, with_hash: bool = False) -> str:
    """A slug for a row that has none, always the same for a key.

    ``with_hash``: the plain one is taken.
    """
    plain = slugify(str(facts.get("name") or facts.get("title") or key))[:180].strip("-_")
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    if not plain or plain in importer.model.reserved_slugs:
        return f"{importer.name}-{digest}"
    return f"{plain}-{digest}" if with_hash else plain


# Rows that are part of others


@dataclass
class RowHierarchy:
    """``numbers``: of rows by slug, ref or name. ``parents``: by number, what a row is part of."""

    numbers: dict[str, int] = dataclasses.field(default_factory=dict)
    parents: dict[int, str] = dataclasses.field(default_factory=dict)

    def number_of(self, name: str) -> int | None:
        """The row that has this slug, ref or name."""
        return self.numbers.get(name.strip(), self.numbers.get(_folded(name)))

    def depth(self, number: int, is_record: Callable[[str], bool]) -> int:
        """How many rows are above this one. Raises CycleError where they are part of each other."""

        def parent_of(row: int) -> int | None:
            name = self.parents.get(row)
            return None if not name or is_record(name) else self.number_of(name)

        return sum(1 for _row in ancestors(number, parent_of, strict=True))


def _folded(name: str) -> str:
    return f"~{matching_key(name)}"


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


_hierarchies: SeqCache[RowHierarchy] = SeqCache(SearchState.current, max_size=1)


def row_hierarchy(
    job: Import, importer: RecordImporter, mapping: ColumnMap, version: str
) -> RowHierarchy:
    """All rows of the file. One query, the first time that a process asks for this ``version``."""
    return _hierarchies.get_version(
        (str(connection.settings_dict["NAME"]), job.pk),
        (version, job.rows_read),
        lambda: _read_hierarchy(job, importer, mapping),
    )


def _read_hierarchy(job: Import, importer: RecordImporter, mapping: ColumnMap) -> RowHierarchy:
    hierarchy = RowHierarchy()
    headings = {column.field: column.heading for column in mapping.mapped}
    relation = importer.above
    names = [name for name in (relation.field, *relation.called) if name in headings]
    cells = {f"cell_{index}": CellText(headings[name]) for index, name in enumerate(names)}
    rows = job.rows.order_by("number").annotate(**cells).values_list("number", *cells)
    for number, *texts in rows.iterator(chunk_size=5000):
        for name, text in zip(names, texts, strict=True):
            reference = _as_parsed(str(text).strip()) if text is not None else ""
            if reference and name == relation.field:
                hierarchy.parents[number] = reference
            elif reference:
                hierarchy.numbers.setdefault(reference, number)
                if name in relation.names:
                    hierarchy.numbers.setdefault(_folded(reference), number)
    return hierarchy


def _as_parsed(text: str) -> str:
    """A list of texts of a JSON file is one text, as where the row itself is parsed."""
    if text.startswith("["):
        with suppress(ValueError, RecursionError):
            return str(plain_text(json.loads(text)))
    return text
