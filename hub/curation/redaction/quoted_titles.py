"""Titles in which what is to be removed stands: of each a person says whether it goes there, too.

A title is that of somebody's work, and whoever looks a source up needs it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db import models

from hub.curation.purging.purged_text import PurgedText, hash_of, words_of
from hub.curation.purging.stored_texts import Place
from hub.records.fields import IndexRole
from hub.records.models import Source
from hub.records.registry import record_types

KEEP, REMOVE = "keep", "remove"


@dataclass(frozen=True)
class QuotedTitle:
    """``key``: its name in a form. ``of``: what has this title. ``decision``: empty until made."""

    key: str
    text: str
    of: str
    decision: str = ""


@cache
def title_columns() -> Mapping[type[models.Model], frozenset[str]]:
    """Columns with titles: of records, of what hangs on them, and of sources."""
    columns: dict[type[models.Model], frozenset[str]] = {Source: frozenset({"title"})}
    for record_type in record_types.values():
        titles = {field.name for field in record_type.fields if field.index is IndexRole.TITLE}
        columns[record_type.model] = frozenset(titles)
        for table in record_type.model.tables():
            if any(column.name == "title" for column in table.model._meta.concrete_fields):
                columns[table.model] = frozenset({"title"})
    return columns


def titles_in(place: Place) -> list[str]:
    columns = title_columns().get(place.model, frozenset())
    return [str(value) for name, value in place.columns.items() if name in columns]


def key_of_title(title: str) -> str:
    """The same for one that differs by case, punctuation and blanks alone."""
    return hash_of(tuple(words_of(title)))


def kept_titles(decisions: Mapping[str, str]) -> tuple[PurgedText, ...]:
    return tuple(
        PurgedText(tuple(words_of(title)))
        for title, decision in decisions.items()
        if decision == KEEP
    )
