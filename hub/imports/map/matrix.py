"""A table of countries by actions: each of its filled cells becomes a row of its own.

The headings are references of recommendations and a column names the countries, or the other way
round. A cell holds what the entry is ("Done"), and behind a mark its text ("Done: law of 2024"); a
column "ICAT-2022-3 evidence" may hold the text instead. Columns that are fields by their heading
("Source") belong to each cell of their row.
"""

from __future__ import annotations

import re
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

# Between a status and its evidence: a mark, but not that of an address, or an address.
MARK = re.compile(r"[:：](?!//)|\n|;| [–—-] | \(|\s+(?=https?://)", re.IGNORECASE)
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
        problems: dict[str, list[Any]] = {}
        for problem in row.problems:
            problems.setdefault(problem.get("column", ""), []).append(problem)
        of_cells = self._columns_of_cells()
        whole = [one for name, of in problems.items() if name not in of_cells for one in of]
        for heading, place in self.matrix.columns.items():
            text = readable(row.cells.get(heading)).strip()
            told = self._told(text, self._beside(row, heading))
            if self._says_nothing(text, told):
                continue
            names = (heading, *self.matrix.beside.get(heading, {}).values())
            own = [one for name in names for one in problems.get(name, ())]
            yield {
                "batch_id": row.batch_id,
                "number": Import.number_of_cell(row.number, place),
                "cells": kept | {self.names[self.matrix.about]: heading} | told,
                "problems": own + whole,
            }
            whole = []

    def _columns_of_cells(self) -> set[str]:
        """Headings whose problems are those of one cell, not of its row."""
        beside = self.matrix.beside.values()
        return {*self.matrix.columns, *(name for names in beside for name in names.values())}

    def _told(self, text: str, beside: dict[str, Any]) -> dict[str, Any]:
        """What a cell says with what stands beside it: nothing of either is lost.

        Where the two do not agree on what the entry is, it is both words: a person says which.
        """
        what, prose = self.names[self.importer.what], self.names[self.importer.text]
        own = self._parts(text)
        if what in beside and self._what_of(own.get(what, "")) is None:
            own = {prose: text} if text and not is_missing(text) else {}
        told = own | beside
        texts = [readable(part[prose]).strip() for part in (own, beside) if prose in part]
        if texts:
            told[prose] = "\n".join(dict.fromkeys(texts))
        if what in own and what in beside:
            words = (own[what], readable(beside[what]).strip())
            if self._what_of(words[0]) != self._what_of(words[1]):
                told[what] = " / ".join(words)
        return told

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
        marks = [mark for mark in MARK.finditer(text) if mark.start()]
        known = [mark for mark in marks if self._what_of(text[: mark.start()].strip()) is not None]
        # A choice is known with brackets behind it, too: their text is evidence nevertheless.
        is_scheme = bool(self.importer.by_name[self.importer.what].scheme)
        is_whole = self._what_of(text) is not None and (is_scheme or not known)
        if marks and not is_whole:
            mark = known[0] if known else marks[0]
            what, evidence = text[: mark.start()], text[mark.end() :].strip()
            if mark[0] == " (":
                evidence = _out_of_brackets(evidence)
        parts = {self.names[self.importer.what]: what.strip()}
        if evidence:
            parts[self.names[self.importer.text]] = evidence
        return parts

    def _what_of(self, text: str) -> str | None:
        """The status or answer that a text is the word of."""
        one = self.importer.by_name[self.importer.what]
        if one.scheme:
            return self.value_map.find(one.scheme, text)
        return find_choice(one, text)


def _out_of_brackets(text: str) -> str:
    """What stood behind an opening bracket; the bracket comes back where more follows its end."""
    depth = 1
    for place, letter in enumerate(text, 1):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[:-1].strip() if place == len(text) else f"({text}"
    return text


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
