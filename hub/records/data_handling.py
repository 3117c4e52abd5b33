"""What a table holds about people, what for and for how long: declared beside its columns.

A model says it in ``data_handling``, an abstract model for the columns that it brings; of tables
whose models are not ours, the configuration of a room in ``data_handling_of_others``. From these
declarations the retention schedule and the record of processing activities (GDPR, article 30) are
written, and a column that none of them names fails the check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from hub.records.fields import RecordType


class DataClass(Enum):
    """What a column may tell, from the least to the most that it needs to be kept from others."""

    PUBLISHED = "published"
    INTERNAL = "internal"
    NAMED = "named"
    STAFF = "staff"
    WORDS = "words"
    CONTACT = "contact"
    CREDENTIAL = "credential"


CLASSES = {
    DataClass.PUBLISHED: "shown to readers once its record is; about no private person",
    DataClass.INTERNAL: "of the site's own working; about nobody",
    DataClass.NAMED: "somebody whom a published record names",
    DataClass.STAFF: "somebody who signs in, and what they did",
    DataClass.WORDS: "free text from outside, in which personal data may stand",
    DataClass.CONTACT: "by which somebody outside is reached or recognised: addresses, sealed, "
    "and keyed hashes of them",
    DataClass.CREDENTIAL: "what opens something: passwords, tokens, keys; kept as hashes or sealed "
    "where it need not be read again",
}


class Purpose(Enum):
    """What data are kept for. The order is that of the record of processing activities."""

    CATALOGUE = "catalogue"
    EVIDENCE = "evidence"
    OPERATION = "operation"
    ACCOUNTS = "accounts"
    CURATION = "curation"
    SUBSCRIPTIONS = "subscriptions"
    MAIL = "mail"
    CORRECTIONS = "corrections"
    CONFIRMATIONS = "confirmations"
    REPORTING = "reporting"
    IMPORTS = "imports"
    MISUSE = "misuse"
    REMOVAL = "removal"


@dataclass(frozen=True)
class Retention:
    """Until when data are kept.

    ``by``: the dotted name of the function that erases; empty where they go with what they belong
    to, by a person's hand, or never. ``rule``: in words, with the name of each time in braces: of a
    ``timedelta`` in the module of that function, or with its dotted name in another; or of a number
    of days in the settings, after ``settings`` and a dot.
    """

    rule: str
    by: str = ""


class UndeclaredColumnsError(Exception):
    """A model's columns and its declarations differ. Says how."""


@dataclass(frozen=True)
class DataHandling:
    """Of the columns that a model brings; names are separated by blanks, keys are left out.

    ``sooner``: what of them is kept less long than the row, by the names of the columns.
    """

    purpose: Purpose
    retention: Retention
    published: str = ""
    internal: str = ""
    named: str = ""
    staff: str = ""
    words: str = ""
    contact: str = ""
    credential: str = ""
    sooner: Mapping[str, Retention] = field(default_factory=dict)

    @cached_property
    def classes(self) -> dict[str, DataClass]:
        """The class of each column that is named. Raises UndeclaredColumnsError for a double."""
        found: dict[str, DataClass] = {}
        for data_class in DataClass:
            for name in getattr(self, data_class.value).split():
                if name in found:
                    first, second = found[name].value, data_class.value
                    raise UndeclaredColumnsError(f"{name} is {first} and {second}")
                found[name] = data_class
        return found

    @cached_property
    def retentions(self) -> dict[str, Retention]:
        return {name: rule for names, rule in self.sooner.items() for name in names.split()}


FOR_GOOD = Retention("for good")
WITH_RECORD = Retention("as long as the record says it; its history, for good")
UNTIL_PURGED = Retention(
    "for good; a text that must not stay is taken out of it",
    by="hub.curation.purging.purge.purge_everywhere",
)


def facts_of_record(published: str, *, named: str = "", internal: str = "") -> DataHandling:
    """Of a table whose rows are facts of a record, shown with it but for what is ``internal``."""
    return DataHandling(
        Purpose.CATALOGUE, WITH_RECORD, published=published, named=named, internal=internal
    )


@dataclass(frozen=True)
class HandledColumn:
    """One column of one table."""

    model: type[models.Model]
    name: str
    data_class: DataClass
    purpose: Purpose
    retention: Retention


def handled_columns(model: type[models.Model]) -> list[HandledColumn]:
    """The columns of a model in their order, without a number that Django gives each row.

    Raises UndeclaredColumnsError where one is not declared, or one that is declared is not there.
    """
    declared = _declared(model)
    columns = [column.name for column in model._meta.concrete_fields if not _is_number(column)]
    missing = [name for name in columns if name not in declared]
    unknown = [name for name in declared if name not in columns]
    if missing or unknown:
        raise UndeclaredColumnsError(
            f"{model._meta.label}: not declared: {' '.join(missing) or 'none'}; "
            f"declared, and not there: {' '.join(unknown) or 'none'}"
        )
    return [_column(model, name, *declared[name]) for name in columns]


def handled_tables() -> Iterator[tuple[type[models.Model], list[HandledColumn]]]:
    """All tables but those that Django makes between two, which hold pairs of keys alone.

    Raises UndeclaredColumnsError.
    """
    for model in apps.get_models():
        yield model, handled_columns(model)


def _is_number(column: models.Field[Any, Any]) -> bool:
    return column.primary_key and isinstance(column, models.AutoField)


def _declared(model: type[models.Model]) -> dict[str, tuple[DataClass, DataHandling]]:
    """By the name of the column; those of abstract ancestors, and a record's facts, besides."""
    own = (parent.__dict__.get("data_handling") for parent in model.__mro__)
    found = [each for each in own if isinstance(each, DataHandling)]
    for room in apps.get_app_configs():
        of_others = getattr(room, "data_handling_of_others", {})
        found += [each for label, each in of_others.items() if label == model._meta.label]
    declared = {
        name: (data_class, each) for each in found for name, data_class in each.classes.items()
    }
    record_type = getattr(model, "record_type", None)
    if isinstance(record_type, RecordType):
        for column in record_type.own_columns:
            name = model._meta.get_field(column).name
            declared.setdefault(name, (DataClass.PUBLISHED, found[0]))
    return declared


def _column(
    model: type[models.Model], name: str, data_class: DataClass, declared: DataHandling
) -> HandledColumn:
    retention = declared.retentions.get(name, declared.retention)
    return HandledColumn(model, name, data_class, declared.purpose, retention)
