"""Map the cells of a row to a canonical row: field -> value, as the readers of the type take it.

The readers are ``catalogue.row_readers`` and ``events.row_readers``; the starter data is written in
this format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row, RowProblemText
from events.row_readers.events import HOST
from events.row_readers.times import parse_time, parse_zone
from hub.imports.map.cell_splitter import IsName, split_cell
from hub.imports.map.column_map import ColumnMap, MappedColumn
from hub.imports.map.date_parser import parse_date
from hub.imports.map.value_map import ValueMap, means_none
from hub.imports.record_types import ImportField, RecordImporter
from hub.imports.record_types.new_bodies import ORGANISATION
from hub.vocabulary.models import KNOWN_NONE

Cells = dict[str, Any]
Read = Callable[[Any], Any]

YES = frozenset({"1", "true", "yes", "y", "x", "oui", "si", "sí", "sim", "ja", "да", "نعم", "是"})
NO = frozenset({"0", "false", "no", "n", "non", "nao", "não", "nein", "нет", "لا", "否"})
ADDRESS = re.compile(r"^https?://\S+$", re.IGNORECASE)


class UnmappedError(ValueError):
    """Values of a cell that are no terms."""

    def __init__(self, values: list[str]) -> None:
        super().__init__(values)
        self.values = values


class UnknownOrganisationsError(ValueError):
    """Organisations of a cell that nobody knows; ``known_names`` are the others."""

    def __init__(self, names: list[str], known_names: list[str]) -> None:
        super().__init__(names)
        self.names, self.known_names = names, known_names


class NoValueError(ValueError):
    """The cell states nothing: its values are left out on purpose."""


class UnknownOrganisation(RowProblemText):
    """A note on a row rather than a problem: the rest of it can be imported."""


class RowMapper:
    """The column map and the value map of one job: made once for a chunk, used for each row."""

    def __init__(self, importer: RecordImporter, mapping: ColumnMap, value_map: ValueMap) -> None:
        self.importer, self.mapping, self.value_map = importer, mapping, value_map
        fields = importer.by_name
        self.columns = [
            (column, fields[column.field], self._reader(column, fields[column.field]))
            for column in mapping.mapped
            if column.field in fields
        ]

    def canonical_row(self, cells: Cells) -> tuple[Row, list[RowProblemText]]:
        """The row, and what is wrong with its cells. A field whose cell is empty is not in it."""
        row: Row = {}
        problems: list[RowProblemText] = []
        for column, field, read in self.columns:
            value = cells.get(column.heading)
            if value is None or value == "" or (isinstance(value, str) and not value.strip()):
                erases = self.mapping.empty_erases and column.heading in cells
                if erases and not field.required:
                    row[field.name] = None
                continue
            try:
                row[field.name] = read(value)
            except NoValueError:
                continue
            except UnknownOrganisationsError as problem:
                problems += [_unknown_organisation(field, name) for name in problem.names]
                if problem.known_names:
                    row[field.name] = problem.known_names
            except UnmappedError as problem:
                problems += [_no_term(field, text) for text in problem.values]
            except ValueError as problem:
                problems.append(RowProblemText(str(problem), field.name))
        return row, problems

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
        if field.shape in ("date", "day"):
            # The same few thousand dates come again and again.
            read = lru_cache(maxsize=4096)(parse_date)
            return lambda value: read(str(value), column.dates)
        if field.shape in ("time", "zone"):
            return lambda value: (parse_time if field.shape == "time" else parse_zone)(str(value))
        if field.shape == "flag":
            return _read_flag
        if field.shape == "url":
            return _read_address
        if field.shape == "choice":
            return lambda value: str(value).strip().casefold().replace(" ", "-")
        if field.shape == "sources":
            return lambda value: [_read_source(piece) for piece in _split_value(value, column)]
        if field.shape == "objects":
            return lambda value: [_read_speaker(piece) for piece in _split_value(value, column)]
        if field.shape in ("links", "lines"):
            return lambda value: value
        if field.shape == "number":
            return _read_number
        if field.many:
            return lambda value: _split_value(value, column)
        return plain_text

    def _terms(self, column: MappedColumn, field: ImportField, value: Any) -> list[str]:
        pieces = _split_value(value, column, partial(self.value_map.is_name, field.scheme))
        if isinstance(value, list) and not value:
            return []
        slugs, unmapped = [], []
        for piece in pieces:
            slug = self.value_map.find(field.scheme, str(piece))
            if slug is None and not (len(pieces) == 1 and means_none(str(piece))):
                unmapped.append(str(piece))
            elif slug and slug != KNOWN_NONE:
                slugs.append(slug)
            elif slug != "":
                return []
        if unmapped:
            raise UnmappedError(unmapped)
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
            elif target is None and not means_none(name):
                unknown_names.append(without_role(name))
        if unknown_names:
            raise UnknownOrganisationsError(unknown_names, known_names)
        if not known_names:
            raise NoValueError
        return known_names

    def _resolvable(self, name: str, target: str) -> str:
        """The name by which the readers find the body, with its role."""
        if not self.value_map.is_reading(ORGANISATION, without_role(name)):
            return name
        role = f" {HOST}" if HOST in name else ""
        return self.value_map.label(ORGANISATION, target) + role


def organisation_names(pieces: list[Any]) -> list[str]:
    """Names out of a cell; an object of a JSON file has its own."""
    names = (piece.get("name") if isinstance(piece, dict) else piece for piece in pieces)
    return [name for raw_name in names if raw_name is not None and (name := str(raw_name).strip())]


def without_role(name: str) -> str:
    return name.replace(HOST, "").strip()


def _no_term(field: ImportField, text: str) -> RowProblemText:
    sentence = _("“%(word)s” is no term of %(scheme)s. Map it to a term, or leave it out.")
    return RowProblemText(sentence % {"word": text[:80], "scheme": field.label}, field.name)


def _unknown_organisation(field: ImportField, name: str) -> RowProblemText:
    sentence = _(
        "No organisation is called “%(name)s”. It is left out of this row until it is mapped to "
        "one, or made."
    )
    return UnknownOrganisation(sentence % {"name": name[:120]}, field.name)


def plain_text(value: Any) -> Any:
    """A text, which numbers and lists of texts of a JSON file are; the reader refuses the rest."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(value)


def _split_value(value: Any, column: MappedColumn, is_name: IsName | None = None) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value]
    return split_cell(str(value), column.separator, is_name)


def _read_flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("“%(value)s” is neither yes nor no.") % {"value": str(value)[:80]})


def _read_number(value: Any) -> Any:
    """A whole number; what is none stays as it is, for the reader to refuse."""
    text = str(value).strip()
    return int(text) if text.isdecimal() else value


def _read_address(value: Any) -> Any:
    """An address; one without its scheme is written out."""
    text = str(value).strip()
    return f"https://{text}" if text.lower().startswith("www.") else text


def _read_source(piece: Any) -> Any:
    """A source of a cell is an address or a title."""
    if not isinstance(piece, str):
        return piece
    return {"url": piece} if ADDRESS.match(piece) else {"title": piece}


def _read_speaker(piece: Any) -> Any:
    """A speaker of a cell: "Jane Doe, ODIHR" or "Jane Doe (ODIHR)"."""
    if not isinstance(piece, str):
        return piece
    match = re.match(r"^(.+?)\s*(?:,\s*(.+)|\(([^)]+)\))$", piece)
    if match is None:
        return {"name": piece}
    return {"name": match[1], "affiliation": match[2] or match[3]}
