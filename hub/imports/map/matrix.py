"""A table of countries by actions: each of its filled cells becomes a row of its own.

The headings are references of recommendations and a column names the countries, or the other way
round. A cell holds what the entry is ("Done"), and behind a mark its text ("Done: law of 2024"); a
column "ICAT-2022-3 evidence" may hold the text instead. Columns that are fields by their heading
("Source") belong to each cell of their row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalogue.models.organisation import matching_key
from hub.imports.map.choices import find_choice
from hub.imports.map.column_evidence import known_headings_of, plain_heading
from hub.imports.map.column_map import Samples
from hub.imports.map.missing_values import is_missing
from hub.imports.map.value_map import ValueMap
from hub.imports.models import Import, ImportRow
from hub.imports.read.limits import MAX_ROWS
from hub.imports.read.sandbox import UnreadableFile
from hub.imports.record_types import RecordImporter, importer_for
from hub.records.bulk_rows import insert_rows
from hub.records.readable_values import readable

MARKS = (":", "：", "\n", ";", " – ", " — ", " - ", " (")  # between a status and its evidence
COUNTRY, REF = "country", "ref"
LETTERS_OF_CODE = 3
CHUNK = 1000  # rows of the file
MOST = 0.5  # the share of cells that makes a column one of references, or of countries


@dataclass(frozen=True)
class CellMatrix:
    """``about``: the field that headings of ``columns`` name, "ref" or "country".

    ``columns``: places of the columns of cells. ``beside``: by such a place the headings of columns
    that tell more of its cells, by field. ``kept``: headings of the columns of whole rows.
    ``label``: the column of references, where headings name countries.
    """

    about: str
    columns: dict[str, int]
    kept: tuple[str, ...]
    label: str = ""
    beside: dict[str, dict[str, str]] = field(default_factory=dict)


def find_matrix(
    importer: RecordImporter, headings: Sequence[str], samples: Samples, value_map: ValueMap
) -> CellMatrix | None:
    """What the headings and first rows of a file show; None where it is an ordinary table."""
    if not importer.entries:
        return None
    known = {name: _named_field(importer, name) for name in headings}
    refs = [name for name in headings if _is_ref(name, value_map)]
    if refs:
        return _by_refs(importer, headings, refs, known, value_map)
    countries = [name for name in headings if value_map.find(COUNTRY, name)]
    codes = [name for name in countries if len(name) <= LETTERS_OF_CODE]
    if len(codes) * 2 <= len(countries):  # "No" and "ID" are codes among codes, else headings
        countries = [name for name in countries if not known[name]]
    labels = [
        name
        for place, name in enumerate(headings)
        if name not in countries and _holds(samples[place], lambda text: _is_ref(text, value_map))
    ]
    if not countries or not labels:
        return None
    kept = [
        name for name in headings if name != labels[0] and known[name] and name not in countries
    ]
    columns = [name for name in headings if name not in (*kept, labels[0])]
    return replace(_matrix(COUNTRY, headings, columns, kept, {}), label=labels[0])


def _by_refs(
    importer: RecordImporter,
    headings: Sequence[str],
    refs: list[str],
    known: dict[str, str],
    value_map: ValueMap,
) -> CellMatrix:
    """References that nobody knows stand among the others, and are told as such."""
    beside: dict[str, dict[str, str]] = {}
    for name in headings:
        of, more = _column_beside(importer, name, refs)
        if of:
            beside.setdefault(of, {})[more] = name
    taken = {name for names in beside.values() for name in names.values()}
    beginnings = {_beginning(name) for name in refs}
    columns = [
        name
        for name in headings
        if name in refs
        or (
            name not in taken
            and not known[name]
            and _beginning(name) in beginnings
            and any(letter.isdecimal() for letter in name)
        )
    ]
    kept = [name for name in headings if name not in columns and name not in taken]
    return _matrix(REF, headings, columns, kept, beside)


def _matrix(
    about: str,
    headings: Sequence[str],
    columns: Sequence[str],
    kept: Sequence[str],
    beside: dict[str, dict[str, str]],
) -> CellMatrix:
    places = {name: place for place, name in enumerate(headings, 1) if name in columns}
    return CellMatrix(about, places, tuple(kept), beside=beside)


def _is_ref(text: str, value_map: ValueMap) -> bool:
    """Whether a text is the very reference of a recommendation, in any case of letters."""
    slug = value_map.find(f"record/{RECOMMENDATION}", text) if text.strip() else None
    return bool(slug) and str(slug).casefold() == text.strip().casefold()


RECOMMENDATION = "recommendation"


def _beginning(heading: str) -> str:
    return heading.strip().casefold().partition("-")[0]


def _named_field(importer: RecordImporter, heading: str) -> str:
    """The field that a heading is the name of; empty where it is none."""
    plain = plain_heading(heading)
    for one in importer.fields:
        own = {plain_heading(one.name), matching_key(str(one.label))}
        if plain in own or plain in known_headings_of(one.headings):
            return one.name
    return ""


def _column_beside(importer: RecordImporter, heading: str, refs: Sequence[str]) -> tuple[str, str]:
    """The reference and the field of a heading such as "ICAT-2022-3 evidence"; else empty ones."""
    plain = heading.strip().casefold()
    for ref in sorted(refs, key=len, reverse=True):
        rest = plain.removeprefix(ref.strip().casefold())
        if rest != plain and rest.strip() and not rest[0].isalnum() and rest[0] != "-":
            name = _named_field(importer, rest.strip(" :()[]"))
            if name:
                return ref, name
    return "", ""


def _holds(values: Sequence[object], is_one: Callable[[str], bool]) -> bool:
    texts = [text for value in values if (text := readable(value).strip())]
    return bool(texts) and sum(map(is_one, texts)) / len(texts) > MOST


# Its cells


@dataclass(frozen=True)
class CellReader:
    """Makes rows of the cells of a matrix. ``names``: headings of the new columns, by field."""

    matrix: CellMatrix
    importer: RecordImporter
    value_map: ValueMap
    names: dict[str, str]

    @classmethod
    def of(cls, matrix: CellMatrix, importer: RecordImporter, value_map: ValueMap) -> CellReader:
        fields = [*([REF] if matrix.label else []), matrix.about, importer.what, importer.text]
        fields += [name for names in matrix.beside.values() for name in names]
        taken, names = set(matrix.kept), dict[str, str]()
        for name in dict.fromkeys(fields):
            label = str(importer.by_name[name].label)
            names[name] = label if label not in taken else f"{label} (2)"
        return cls(matrix, importer, value_map, names)

    @property
    def headings(self) -> list[str]:
        return [*self.matrix.kept, *self.names.values()]

    @property
    def of_cells(self) -> list[str]:
        """Those of the new columns that were made of cells and their headings."""
        return [name for field, name in self.names.items() if field != REF or not self.matrix.label]

    def rows(self, row: ImportRow) -> Iterator[dict[str, Any]]:
        """New rows, in the order of the columns: each filled cell with what is beside it."""
        kept = {name: row.cells[name] for name in self.matrix.kept if name in row.cells}
        if self.matrix.label:
            kept[self.names[REF]] = row.cells.get(self.matrix.label, "")
        problems = {problem.get("column", ""): problem for problem in row.problems}
        is_first = True
        for heading, place in self.matrix.columns.items():
            text = readable(row.cells.get(heading)).strip()
            beside = self._beside(row, heading)
            told = self._parts(text) | beside
            if self._says_nothing(text, told):
                continue
            own = [problems[name] for name in (heading,) if name in problems]
            whole = [one for name, one in problems.items() if name not in self.matrix.columns]
            yield {
                "batch_id": row.batch_id,
                "number": Import.number_of_cell(row.number, place),
                "cells": kept | {self.names[self.matrix.about]: heading} | told,
                "problems": own + (whole if is_first else []),
            }
            is_first = False

    def _beside(self, row: ImportRow, heading: str) -> dict[str, Any]:
        columns = self.matrix.beside.get(heading, {})
        return {
            self.names[name]: row.cells[column]
            for name, column in columns.items()
            if readable(row.cells.get(column)).strip()
        }

    def _says_nothing(self, text: str, told: dict[str, Any]) -> bool:
        """Whether nobody has said anything: the cell is empty, or says that it is not assessed."""
        return (not text or is_missing(text)) and len(told) <= (1 if text else 0)

    def _parts(self, text: str) -> dict[str, Any]:
        """What the entry is, and its text."""
        if not text:
            return {}
        what, evidence = text, ""
        marks = [(at, mark) for mark in MARKS if (at := text.find(mark)) > 0]
        if marks and not self._is_what(text):
            at, mark = min(marks)
            what, evidence = text[:at], text[at + len(mark) :]
            if mark == " (":
                evidence = evidence.strip().removesuffix(")")
        parts = {self.names[self.importer.what]: what.strip()}
        if evidence.strip():
            parts[self.names[self.importer.text]] = evidence.strip()
        return parts

    def _is_what(self, text: str) -> bool:
        one = self.importer.by_name[self.importer.what]
        if one.scheme:
            return self.value_map.find(one.scheme, text) is not None
        return find_choice(one, text) is not None


def unfold(job: Import, samples: Samples) -> bool:
    """Make a row of each filled cell of a file that is a matrix; whether it is one.

    In a transaction of the caller's. Raises UnreadableFile where it has too many cells.
    """
    importer, value_map = importer_for(job.kind), ValueMap(job.words)
    matrix = find_matrix(importer, job.headings, samples, value_map)
    if matrix is None:
        return False
    reader = CellReader.of(matrix, importer, value_map)
    of_file = list(job.rows.in_order().values_list("pk", flat=True))
    count = 0
    for start in range(0, len(of_file), CHUNK):
        rows = job.rows.filter(pk__in=of_file[start : start + CHUNK]).in_order()
        cells = [cell for row in rows for cell in reader.rows(row)]
        count += len(cells)
        if count > MAX_ROWS:
            raise UnreadableFile("too_many_rows", most=MAX_ROWS)
        rows.delete()
        insert_rows(ImportRow, cells)
    job.layout = job.layout | {
        "matrix": {"headings": list(job.headings), "new": reader.of_cells,
                   "rows": len(of_file), "columns": len(matrix.columns), "cells": count}
    }  # fmt: skip
    job.headings = reader.headings
    job.rows_read = count
    return True
