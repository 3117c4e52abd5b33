"""Map the cells of a row to a canonical row: field -> value, as the readers of the type take it.

The readers are ``catalogue.row_readers`` and ``events.row_readers``; the starter data is written in
this format.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row, RowProblemText
from events.row_readers.events import HOST
from events.row_readers.times import parse_time, parse_zone
from hub.imports.map.cell_readers import (
    NO,
    PartlyReadError,
    plain_text,
    read_address,
    read_flag,
    read_number,
    read_source,
    read_speaker,
)
from hub.imports.map.cell_splitter import IsName, split_cell
from hub.imports.map.choices import find_choice, read_choice
from hub.imports.map.column_map import ColumnMap, MappedColumn
from hub.imports.map.date_parser import parse_date
from hub.imports.map.date_ranges import DateRange, parse_date_or_range
from hub.imports.map.missing_values import MAX_LENGTH, is_missing_title
from hub.imports.map.place_values import COUNTRY
from hub.imports.map.value_map import ValueMap, means_none
from hub.imports.record_types import ImportField, RecordImporter
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.records.cell_format import CUT, NONE, NOT_KNOWN, read_text_cell
from hub.records.readable_values import readable
from hub.vocabulary.models import KNOWN_NONE

SAYS_NOTHING = (NOT_KNOWN, CUT)  # cells of our own tables
Cells = dict[str, Any]
Read = Callable[[Any], Any]


class UnknownValuesError(ValueError):
    """Values of a cell that are no terms, or no organisations that we know.

    ``known``: what was made of the others of the cell.
    """

    def __init__(self, values: list[str], known: list[str]) -> None:
        super().__init__(values)
        self.values, self.known = values, known


class UnknownRecordError(ValueError):
    """The cell names no record, or not clearly one; its text is a sentence that says so."""


class NoValueError(ValueError):
    """The cell states nothing: its values are left out on purpose."""


class CellNote(RowProblemText):
    """A note on a cell rather than a problem of its row: the rest of it can be imported."""


class UnreadDate(CellNote):
    """A note on a date that is left out, and without which no new record is made unasked."""


class UnknownWord(RowProblemText):
    """A word that is no term, or names no record, and that its row cannot do without."""


class UnknownValue(CellNote):
    """A note on a value of a cell that is left out, while the others of the cell are read."""


class UnknownOrganisation(UnknownValue):
    """A note on the name of an organisation that is left out."""


class RowMapper:
    """The column map and the value map of one job: made once for a chunk, used for each row."""

    def __init__(self, importer: RecordImporter, mapping: ColumnMap, value_map: ValueMap) -> None:
        self.importer, self.mapping, self.value_map = importer, mapping, value_map
        self.may_erase = mapping.empty_erases and not importer.entries
        fields = importer.by_name
        self._is_short_empty = lru_cache(maxsize=16_384)(self._says_nothing)
        self._titles = {field.name for field in importer.required if not field.free_text}
        self.columns = [
            (column, fields[column.field], self._reader(column, fields[column.field]))
            for column in mapping.mapped
            if column.field in fields
        ]

        self.for_all_rows = [
            (fields[name], text, self._reader(MappedColumn(name, name), fields[name]))
            for name, text in mapping.for_all_rows.items()
            if name in importer.for_all_rows
        ]

    def canonical_row(self, cells: Cells) -> tuple[Row, list[RowProblemText]]:
        """The row, and what is wrong with its cells. A field whose cell is empty is not in it."""
        row: Row = {}
        problems: list[RowProblemText] = []
        for column, field, read in self.columns:
            value = cells.get(column.heading)
            if self.mapping.own and isinstance(value, str):
                value = _own_value(field, value)
            if value is None or (isinstance(value, str) and self._is_left_out(field, value)):
                erases = self.may_erase and column.heading in cells
                if erases and not field.required:
                    row[field.name] = None
                continue
            try:
                row[field.name] = read(value)
            except NoValueError:
                continue
            except UnknownValuesError as problem:
                problems += [self._unknown(field, text) for text in problem.values]
                if problem.known:
                    row[field.name] = problem.known
            except UnknownRecordError as problem:
                problems.append(UnknownWord(str(problem), field.name))
            except PartlyReadError as problem:
                row[field.name] = problem.value
                problems.append(CellNote(str(problem), field.name))
            except ValueError as problem:
                sentence = str(problem)
                is_fatal, is_beginning = self._is_fatal(field), field.name in self.importer.ranges
                problems.append(
                    _unreadable(field, sentence, is_fatal=is_fatal, is_beginning=is_beginning)
                )
        self._part_ranges(row)
        self._add_for_all_rows(row, problems)
        return row, problems

    def _add_for_all_rows(self, row: Row, problems: list[RowProblemText]) -> None:
        """What a person gave for all rows, where this one says nothing of it."""
        stated = row.keys() | {problem.field for problem in problems}
        for group in self.importer.told_together:
            stated |= set(group) if stated & set(group) else set()
        for field, text, read in self.for_all_rows:
            if field.name not in stated:
                try:
                    row[field.name] = read(text)
                except ValueError as problem:
                    problems.append(RowProblemText(str(problem), field.name))

    def _part_ranges(self, row: Row) -> None:
        """Both dates of a cell in their fields; the file's own column of the end goes first."""
        for start, end in self.importer.ranges.items():
            stated = row.get(start)
            if isinstance(stated, DateRange):
                row[start] = stated.start
                row[end] = row.get(end) or stated.end

    def _is_fatal(self, field: ImportField) -> bool:
        """Whether no row can do without a cell of the field."""
        return field.required or self.mapping.strict or self.importer.is_whole

    def _unknown(self, field: ImportField, text: str) -> RowProblemText:
        if field.shape == "organisations" and not self.importer.is_whole:
            return _unknown_organisation(field, text)
        words = {"word": text[:80], "scheme": field.label}
        if field.shape == "organisations":
            sentence = _("No organisation is called “%(word)s”. Map it to one, or make it.")
            return UnknownWord(sentence % words, field.name)
        if self._is_fatal(field):
            sentence = _("“%(word)s” is no term of %(scheme)s. Map it to a term, or leave it out.")
            return UnknownWord(sentence % words, field.name)
        sentence = _(
            "“%(word)s” is no term of %(scheme)s. It is left out of this row until it is mapped to "
            "one."
        )
        return UnknownValue(sentence % words, field.name)

    def _is_left_out(self, field: ImportField, text: str) -> bool:
        """As ``is_empty``; in a table of ours every word but those of its states is a value."""
        return not text.strip() if self.mapping.own else self.is_empty(field, text)

    def is_empty(self, field: ImportField, text: str) -> bool:
        """Whether nothing is in the cell, or a word that says so."""
        if len(text) > MAX_LENGTH or "://" in text:
            return not text.strip()
        if field.name in self._titles:
            return is_missing_title(text)
        return self._is_short_empty(field.name, text)

    def _says_nothing(self, name: str, text: str) -> bool:
        """``is_empty`` of a short text, which comes again and again in its column."""
        field = self.importer.by_name[name]
        if not text.strip():
            return True
        if field.scheme and means_none(text):
            return False
        if field.shape == "choice" and find_choice(field, text):
            return False
        if field.shape == "flag" and text.strip().casefold() in NO:
            return False
        return self.value_map.is_missing(text, field.words)

    def _reader(self, column: MappedColumn, field: ImportField) -> Read:
        if field.scheme:
            # The same cells come again and again.
            terms_of_text = lru_cache(maxsize=4096)(lambda text: self._terms(column, field, text))
            return lambda value: (
                list(terms_of_text(value))
                if isinstance(value, str)
                else self._terms(column, field, value)
            )
        if field.shape == "organisations":
            return lambda value: self._organisations(column, value)
        if field.shape == "addressees":
            return lambda value: self._addressees(column, value)
        if field.shape == "organisation":
            return lambda value: self._body(plain_text(value))
        if field.kind:
            return lambda value: self._record(field, readable(plain_text(value)))
        if field.shape in ("date", "day"):
            return self._date_reader(column, field)
        if field.shape in ("time", "zone"):
            parse = parse_time if field.shape == "time" else parse_zone
            return lambda value: parse(readable(value))
        if field.shape == "flag":
            return read_flag
        if field.shape == "url":
            return read_address
        if field.shape == "choice":
            choice_of_text = lru_cache(maxsize=4096)(partial(read_choice, field))
            return lambda value: choice_of_text(readable(value))
        if field.shape == "sources":
            return lambda value: [read_source(piece) for piece in self._pieces(column, value)]
        if field.shape == "objects":
            return lambda value: [read_speaker(piece) for piece in self._pieces(column, value)]
        if field.shape in ("links", "lines"):
            return lambda value: value
        if field.shape == "number":
            return read_number
        if field.many:
            return lambda value: self._pieces(column, value)
        return plain_text

    def _date_reader(self, column: MappedColumn, field: ImportField) -> Read:
        """The same few thousand dates come again and again."""
        takes_range = field.name in self.importer.ranges
        read = lru_cache(maxsize=4096)(parse_date_or_range if takes_range else parse_date)
        return lambda value: read(readable(value), column.dates)

    def _pieces(self, column: MappedColumn, value: Any) -> list[Any]:
        """The values of a cell without those that say that there is none."""
        return [
            piece
            for piece in _split_value(value, column)
            if self.mapping.own
            or not isinstance(piece, str)
            or not self.value_map.is_missing(piece)
        ]

    def _terms(self, column: MappedColumn, field: ImportField, value: Any) -> list[str]:
        is_name = partial(self.value_map.is_name, field.scheme)
        is_known = partial(self.value_map.is_known, field.scheme)
        pieces = _split_value(value, column, is_name, is_known)
        if isinstance(value, list) and not value:
            return []
        slugs, unmapped = [], []
        for piece in organisation_names(pieces):
            slug = self.value_map.find(field.scheme, piece, codes=column.codes)
            if slug == KNOWN_NONE or (slug is None and len(pieces) == 1 and means_none(piece)):
                return []
            if slug:
                slugs.append(slug)
            elif slug is None and not self.value_map.is_missing(piece, field.scheme):
                unmapped.append(piece)
        if unmapped:
            raise UnknownValuesError(unmapped, list(dict.fromkeys(slugs)))
        if not slugs:
            raise NoValueError
        return list(dict.fromkeys(slugs))

    def _organisations(self, column: MappedColumn, value: Any) -> list[str]:
        """The names of a cell that lead to an organisation."""
        if value == []:
            return []
        known_names, unknown_names = [], []
        is_name = partial(self.value_map.is_name, ORGANISATION)
        for name in organisation_names(_split_value(value, column, is_name)):
            target = self.value_map.find(ORGANISATION, name)
            if target is None and HOST in name:
                target = self.value_map.find(ORGANISATION, without_role(name))
            if target:
                known_names.append(self._resolvable(name, target))
            elif target is None and not self.value_map.is_missing(name, ORGANISATION):
                unknown_names.append(without_role(name))
        if unknown_names:
            raise UnknownValuesError(unknown_names, known_names)
        if not known_names:
            raise NoValueError
        return known_names

    def _addressees(self, column: MappedColumn, value: Any) -> list[list[str | None]]:
        """The country, or else the organisation, that each piece of a cell names: both slugs."""
        found: list[list[str | None]] = []
        unknown: list[str] = []
        for name in organisation_names(self._pieces(column, value)):
            country = self.value_map.find(COUNTRY, name)
            body = None if country else self.value_map.find(ORGANISATION, name)
            if country or (body and not body.startswith(MAKE)):
                found.append([country or None, body or None])
            else:
                unknown.append(name)
        if unknown:
            sentence = _("No country or organisation is called so: %(names)s. It is left out.")
            names = ", ".join(f"“{name[:80]}”" for name in unknown)
            raise PartlyReadError(found, sentence % {"names": names})
        return found

    def _record(self, field: ImportField, text: str) -> str:
        """The slug of the record that a cell names."""
        slug = self.value_map.find(field.words, text)
        if slug == "":
            raise NoValueError
        if slug is None:
            raise UnknownRecordError(self.value_map.problem(field.words, text))
        return slug

    def _body(self, name: Any) -> Any:
        """The name of one organisation, which may also be a row of the same file."""
        if isinstance(name, str) and self.value_map.find(ORGANISATION, name) == "":
            raise NoValueError
        return name

    def _resolvable(self, name: str, target: str) -> str:
        """The name by which the readers find the body, with its role."""
        if not self.value_map.is_reading(ORGANISATION, without_role(name)):
            return name
        role = f" {HOST}" if HOST in name else ""
        return self.value_map.label(ORGANISATION, target) + role


def _own_value(field: ImportField, cell: str) -> str:
    """The value in a cell of a table of ours; empty where it says nothing. Of terms alone it can
    say that there are none.
    """
    says_nothing = cell in SAYS_NOTHING or (cell == NONE and not field.scheme)
    return "" if says_nothing else read_text_cell(cell)


def organisation_names(pieces: list[Any]) -> list[str]:
    """Names out of a cell; an object of a JSON file has its own."""
    names = (piece.get("name", piece) if isinstance(piece, dict) else piece for piece in pieces)
    return [name for raw_name in names if (name := readable(raw_name).strip())]


def without_role(name: str) -> str:
    return name.replace(HOST, "").strip()


def _unreadable(
    field: ImportField, sentence: str, *, is_fatal: bool, is_beginning: bool
) -> RowProblemText:
    """A problem of the row where it cannot do without the cell."""
    if is_fatal:
        return RowProblemText(sentence, field.name)
    if is_beginning:
        return UnreadDate(sentence, field.name)
    return CellNote(left_out(sentence), field.name)


def left_out(sentence: str) -> str:
    """What is wrong with a cell, and that the rest of its row is imported without it."""
    return _("%(problem)s The rest of the row is imported without it.") % {"problem": sentence}


def _unknown_organisation(field: ImportField, name: str) -> RowProblemText:
    sentence = _(
        "No organisation is called “%(name)s”. It is left out of this row until it is mapped to "
        "one, or made."
    )
    return UnknownOrganisation(sentence % {"name": name[:120]}, field.name)


def _split_value(
    value: Any,
    column: MappedColumn,
    is_name: IsName | None = None,
    is_known: IsName | None = None,
) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value]
    return split_cell(readable(value), column.separator, is_name, is_known)
