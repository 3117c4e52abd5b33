"""The facts that tell one record from another, as they stand in the fields of a form."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.db import models

from hub.imports.record_types import IMPORTERS, RecordImporter
from hub.record_admin.base import is_primary_key
from hub.record_admin.look_alikes import Typed
from hub.records.models import Record
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import remove_controls

MAX_LETTERS, MAX_ADDRESS, MAX_NAMES = 300, 1000, 20
NAMES = "names"  # other names that stand in rows of their own
NAME_OF_ROW = re.compile(r"names-\d{1,4}-text")


def importer_of(model: type[Record]) -> RecordImporter | None:
    """The importer that knows what tells records of this model apart."""
    importer = IMPORTERS.get(model.kind)
    return importer if importer is not None and not importer.entries else None


@cache
def facts_by_field(importer: RecordImporter) -> dict[str, str]:
    """Names of facts by the names of the form's fields for them."""
    columns = {field.attname: field.name for field in importer.model._meta.concrete_fields}
    return {columns[fact]: fact for fact in importer.recognised_by if fact in columns}


def parameter_of(importer: RecordImporter, field: str) -> str:
    """The field of the record's form for the same fact as a field of the importer; or empty."""
    facts = importer.by_name[field].facts if field in importer.by_name else ()
    return next((name for name, fact in facts_by_field(importer).items() if fact in facts), "")


def typed_facts(importer: RecordImporter, typed: Typed) -> Facts:
    """What can be compared of what was typed. What makes no sense is left out."""
    facts: Facts = {}
    for name, fact in facts_by_field(importer).items():
        text = next(iter(typed.get(name, ())), "")
        value = _value(importer.model._meta.get_field(name), text)
        if value:
            facts[fact] = value
    rows = [name for name in typed if name == NAMES or NAME_OF_ROW.fullmatch(name)]
    names = [text for name in rows for text in _lines("\n".join(typed[name]))][:MAX_NAMES]
    return facts | ({NAMES: [[name] for name in names]} if names else {})


def _value(field: Any, text: str) -> Any:
    if field.is_relation:
        return int(text) if is_primary_key(text) else None
    if isinstance(field, models.JSONField):
        return _lines(text)[:MAX_NAMES]
    if isinstance(field, models.URLField):
        address = text.strip()[:MAX_ADDRESS]
        return address if "://" in address or not address else f"https://{address}"
    return _cleaned(text)


def _lines(text: str) -> list[str]:
    lines = text[: MAX_LETTERS * MAX_NAMES].splitlines()
    return [cleaned for line in lines if (cleaned := _cleaned(line))]


def _cleaned(text: str) -> str:
    """Without marks that nobody sees: two names that look the same are the same."""
    return remove_controls(text[: MAX_LETTERS * 2]).strip()[:MAX_LETTERS]
