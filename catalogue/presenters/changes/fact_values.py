"""The values of a fact in words, and which of these are words of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import CharField, DateField, JSONField, Model, TextField, TimeField
from django.utils.translation import gettext as _

from catalogue.presenters.changes.link_entries import (
    FactValue,
    Names,
    entry_value,
    link_parts,
    named_records,
)
from hub.records.fields import IndexRole, RecordType, Storage
from hub.records.models import Record
from hub.records.models.ledger import Facts
from hub.records.partial_date import PartialDateField
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import localize_date

# Columns of text in which only a code can stand, by the shape in which they are imported.
CODES = frozenset({"zone", "choice", "date", "day", "time", "number", "flag"})


def fact_values(
    record_type: RecordType, name: str, facts: Facts, names: Names
) -> tuple[FactValue, ...]:
    """None where it is not known. Lists of links: one for each entry that is shown."""
    value = facts.get(name)
    if value in (None, "", []):
        return ()
    if name in record_type.schemes:
        terms = term_cache()
        return tuple(_term(terms.label(name, slug)) for slug in value)
    parts = link_parts(record_type).get(name)
    if parts is not None:
        entries = (entry_value(parts, entry, names) for entry in value)
        return tuple(dict.fromkeys(filter(None, entries)))
    if name in keyed_records(record_type):
        record = names.get((keyed_records(record_type)[name], "pk", value), "")
        return (_term(record),) if record else ()
    words = _column_words(record_type, name, value)
    if is_free_text(record_type, name):
        return tuple(map(FactValue, words))
    return tuple(map(_term, words))


def _term(text: str) -> FactValue:
    return FactValue(text, text)


def _column_words(record_type: RecordType, name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (_("Yes") if value else _("No"),)
    if isinstance(value, list):
        return tuple(map(str, value))
    column = _column(record_type, name)
    if isinstance(column, DateField | PartialDateField):
        return (localize_date(value),)
    if isinstance(column, TimeField):
        return (str(value)[:5],)
    return (_choices(record_type, name).get(str(value)) or " ".join(str(value).split()),)


def _choices(record_type: RecordType, name: str) -> dict[str, str]:
    column = _column(record_type, name)
    return {str(key): str(label) for key, label in getattr(column, "flatchoices", ())}


# Records that facts name


def read_names(
    record_type: RecordType, changed: Collection[str], versions: Iterable[Iterable[Facts]]
) -> Names:
    """Names of what the changed facts point at, of all that everybody may see.

    One query for each model.
    """
    wanted: dict[tuple[Any, str], set[Any]] = {}
    for facts in chain.from_iterable(versions):
        for model, lookup, value in _references(record_type, changed, facts):
            wanted.setdefault((model, lookup), set()).add(value)
    return {
        (model, lookup, getattr(record, lookup)): str(record)
        for (model, lookup), values in wanted.items()
        for record in model._default_manager.published().filter(**{f"{lookup}__in": values})
    }


def _references(
    record_type: RecordType, changed: Collection[str], facts: Facts
) -> Iterator[tuple[type[Model], str, Any]]:
    keys, tables = keyed_records(record_type), link_parts(record_type)
    for name in changed:
        if name in keys and facts.get(name):
            yield keys[name], "pk", facts[name]
        for model, slug in named_records(tables.get(name, ()), facts.get(name) or ()):
            yield model, "slug", slug


# What the declaration and the tables say of a fact


@cache
def keyed_records(record_type: RecordType) -> dict[str, type[Record]]:
    """Columns that name another record, and its model."""
    return {
        column.attname: column.related_model
        for column in record_type.model._meta.concrete_fields
        if column.related_model is not None and issubclass(column.related_model, Record)
    }


@cache
def _column(record_type: RecordType, name: str) -> Any:
    columns = record_type.model._meta.concrete_fields
    return next((column for column in columns if name in (column.attname, column.name)), None)


@cache
def is_many(record_type: RecordType, name: str) -> bool:
    """Whether what came and what went says more than the whole list, twice."""
    if name in link_parts(record_type):
        return True
    declared = record_type.by_name.get(name)
    if name in record_type.schemes:
        columns: Sequence[Any] = declared.imports if declared else ()
        return not columns or columns[0].many
    return bool(declared and any(column.many for column in declared.imports))


@cache
def is_prose(record_type: RecordType, name: str) -> bool:
    declared = record_type.by_name.get(name)
    is_column = declared is None or declared.storage is Storage.COLUMN
    return is_column and isinstance(_column(record_type, name), TextField)


@cache
def is_title(record_type: RecordType, name: str) -> bool:
    """Whether it is what readers call the record."""
    declared = record_type.by_name.get(name)
    return declared is not None and declared.index is IndexRole.TITLE and name != "slug"


@cache
def is_free_text(record_type: RecordType, name: str) -> bool:
    """Whether it is a column of words as people write them, not of codes, dates or choices.

    Addresses count as such: they hold names of persons and places, too.
    """
    column, declared = _column(record_type, name), record_type.by_name.get(name)
    if not isinstance(column, CharField | TextField | JSONField) or column.flatchoices:
        return False
    shapes = {imported.shape for imported in declared.imports} if declared else set()
    return not isinstance(column, PartialDateField) and CODES.isdisjoint(shapes)
