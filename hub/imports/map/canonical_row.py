"""From the cells of a row to the row format that the readers of the starter data take."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row, RowProblemText
from events.row_readers.events import HOST
from hub.imports.map.column_map import ColumnMap, MappedColumn
from hub.imports.map.date_parser import read_date
from hub.imports.map.proposal import pieces_of
from hub.imports.map.word_map import WordMap, says_none
from hub.imports.record_types import ImportField, RecordImporter
from hub.imports.record_types.new_bodies import ORGANISATION
from hub.vocabulary.models import KNOWN_NONE

Cells = dict[str, Any]
Read = Callable[[Any], Any]

YES = frozenset({"1", "true", "yes", "y", "x", "oui", "si", "sí", "sim", "ja", "да", "نعم", "是"})
NO = frozenset({"0", "false", "no", "n", "non", "nao", "não", "nein", "нет", "لا", "否"})
ADDRESS = re.compile(r"^https?://\S+$", re.IGNORECASE)


class UnmappedError(ValueError):
    """Words of a cell that are no terms."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.words = words


class StrangersError(ValueError):
    """Organisations of a cell that nobody knows; ``found`` are the others."""

    def __init__(self, names: list[str], found: list[str]) -> None:
        super().__init__(names)
        self.names, self.found = names, found


class Unknown(RowProblemText):
    """A note on a row rather than a problem: the rest of it can be imported."""


class Translation:
    """How the rows of one import are read: made once for a chunk, used for each of its rows."""

    def __init__(self, kind: RecordImporter, mapping: ColumnMap, words: WordMap) -> None:
        self.kind, self.mapping, self.words = kind, mapping, words
        self.columns = [
            (column, kind.by_name[column.field], self._reader(column, kind.by_name[column.field]))
            for column in mapping.mapped
            if column.field in kind.by_name
        ]

    def _reader(self, column: MappedColumn, field: ImportField) -> Read:
        if field.scheme:
            # The same cells come again and again.
            of_text = lru_cache(maxsize=4096)(lambda text: self._terms(column, field, text))
            return lambda value: (
                list(of_text(value))
                if isinstance(value, str)
                else self._terms(column, field, value)
            )
        if field.shape == "organisations":
            return lambda value: self._organisations(column, value)
        if field.shape in ("date", "day"):
            # The same few thousand dates come again and again.
            read = lru_cache(maxsize=4096)(read_date)
            return lambda value: read(str(value), column.dates)
        if field.shape == "flag":
            return _flag
        if field.shape == "url":
            return _address
        if field.shape == "choice":
            return lambda value: str(value).strip().casefold().replace(" ", "-")
        if field.shape == "sources":
            return lambda value: [_source(one) for one in _pieces(value, column)]
        if field.shape == "objects":
            return lambda value: [_object(one) for one in _pieces(value, column)]
        if field.many:
            return lambda value: _pieces(value, column)
        return plain_text

    def _terms(self, column: MappedColumn, field: ImportField, value: Any) -> list[str]:
        pieces = _pieces(value, column)
        if isinstance(value, list) and not value:
            return []
        found, strange = [], []
        for piece in pieces:
            slug = self.words.find(field.scheme, str(piece))
            if slug is None and not (len(pieces) == 1 and says_none(str(piece))):
                strange.append(str(piece))
            elif slug and slug != KNOWN_NONE:
                found.append(slug)
            elif slug != "":
                return []
        if strange:
            raise UnmappedError(strange)
        if not found:
            raise NothingError
        return list(dict.fromkeys(found))

    def _organisations(self, column: MappedColumn, value: Any) -> list[str]:
        """The names of a cell that lead to an organisation."""
        if value == []:
            return []
        found, strange = [], []
        for name in organisations_of(_pieces(value, column)):
            said = self.words.find(ORGANISATION, name)
            if said is None and HOST in name:
                said = self.words.find(ORGANISATION, without_role(name))
            if said:
                found.append(name)
            elif said is None and not says_none(name):
                strange.append(without_role(name))
        if strange:
            raise StrangersError(strange, found)
        if not found:
            raise NothingError
        return found


def organisations_of(pieces: list[Any]) -> list[str]:
    """Names out of a cell; an object of a JSON file has its own."""
    names = (one.get("name") if isinstance(one, dict) else one for one in pieces)
    return [name for one in names if one is not None and (name := str(one).strip())]


def without_role(name: str) -> str:
    return name.replace(HOST, "").strip()


class NothingError(ValueError):
    """The cell says nothing after all: its words are left out on purpose."""


def canonical(translation: Translation, cells: Cells) -> tuple[Row, list[RowProblemText]]:
    """The row, and what is wrong with its cells. A field whose cell is empty is not in it."""
    row: Row = {}
    problems: list[RowProblemText] = []
    erases = translation.mapping.empty_erases
    for column, field, read in translation.columns:
        value = cells.get(column.heading)
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if erases and column.heading in cells and not field.required:
                row[field.name] = None
            continue
        try:
            row[field.name] = read(value)
        except NothingError:
            continue
        except StrangersError as problem:
            problems += [_no_organisation(field, name) for name in problem.names]
            if problem.found:
                row[field.name] = problem.found
        except UnmappedError as problem:
            problems += [_no_term(field, word) for word in problem.words]
        except ValueError as problem:
            problems.append(RowProblemText(str(problem), field.name))
    return row, problems


def _no_term(field: ImportField, word: str) -> RowProblemText:
    sentence = _("“%(word)s” is no term of %(scheme)s. Map it to a term, or leave it out.")
    return RowProblemText(sentence % {"word": word[:80], "scheme": field.label}, field.name)


def _no_organisation(field: ImportField, name: str) -> RowProblemText:
    sentence = _(
        "No organisation is called “%(name)s”. It is left out of this row until it is mapped to "
        "one, or made."
    )
    return Unknown(sentence % {"name": name[:120]}, field.name)


def plain_text(value: Any) -> Any:
    """A text, which numbers and lists of texts of a JSON file are; the reader refuses the rest."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(value)


def _pieces(value: Any, column: MappedColumn) -> list[Any]:
    if isinstance(value, list):
        return value
    return pieces_of(str(value), column.separator) if not isinstance(value, dict) else [value]


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("“%(value)s” is neither yes nor no.") % {"value": str(value)[:80]})


def _address(value: Any) -> Any:
    """An address; one without its scheme is written out."""
    text = str(value).strip()
    return f"https://{text}" if text.lower().startswith("www.") else text


def _source(piece: Any) -> Any:
    """A source of a cell is an address or a title."""
    if not isinstance(piece, str):
        return piece
    return {"url": piece} if ADDRESS.match(piece) else {"title": piece}


def _object(piece: Any) -> Any:
    """A speaker of a cell: "Jane Doe, ODIHR" or "Jane Doe (ODIHR)"."""
    if not isinstance(piece, str):
        return piece
    found = re.match(r"^(.+?)\s*(?:,\s*(.+)|\(([^)]+)\))$", piece)
    if found is None:
        return {"name": piece}
    return {"name": found[1], "affiliation": found[2] or found[3]}
