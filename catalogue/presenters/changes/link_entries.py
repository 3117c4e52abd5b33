"""Entries of links in words: what the tables of a record say of each part of an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateField, IntegerField, Model

from hub.records.fields import Label, RecordType
from hub.records.partial_date import PartialDateField
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import localize_date

PART = " · "  # between the parts of an entry
UNTOLD_PARTS = frozenset({"subject", "note", "language", "shown", "slug"})

Names = Mapping[tuple[Any, str, Any], str]  # model, "slug" or "pk", its value -> its name


class FactValue(NamedTuple):
    """A value in words. ``term``: what of it is nobody's own words and may be told for good."""

    text: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class LinkPart:
    """A part of an entry of links. ``model``: of what it names by its slug; ``scheme``:
    of the term; ``choices``: of a column with choices. ``flat``: the entry is this part itself.
    ``is_free``: words as people write them.
    """

    name: str
    model: type[Model] | None = None
    scheme: str = ""
    choices: Mapping[str, Label] | None = None
    is_date: bool = False
    flat: bool = False
    is_free: bool = False


@cache
def link_parts(record_type: RecordType) -> dict[str, tuple[LinkPart, ...]]:
    """By the fact of a table of links the parts of its entries, in their order."""
    return {
        table.fact: tuple(_part(table.model, lookup, flat=table.flat) for lookup in table.shape)
        for table in record_type.model.tables()
        if table.fact not in record_type.schemes
    }


def _part(model: Any, lookup: str, *, flat: bool) -> LinkPart:
    name, _underscores, rest = lookup.partition("__")
    field = model._meta.get_field(name)
    related = field.related_model
    if rest == "slug" and related is Term:
        limits = field.remote_field.limit_choices_to or {}
        return LinkPart(lookup, scheme=limits.get("scheme__slug", ""), flat=flat)
    if rest == "slug":
        return LinkPart(lookup, model=related, flat=flat)
    choices = {str(key): label for key, label in field.flatchoices} if not rest else {}
    is_date = not rest and isinstance(field, DateField | PartialDateField)
    is_number = not rest and isinstance(field, BooleanField | IntegerField)
    is_free = not (choices or is_date or is_number)
    return LinkPart(lookup, None, "", choices or None, is_date, flat, is_free)


def named_records(
    parts: Sequence[LinkPart], entries: Sequence[Any]
) -> Iterator[tuple[type[Model], str]]:
    """Model and slug of each row that these entries name."""
    for place, part in enumerate(parts):
        if part.model is not None:
            for entry in entries:
                slug = entry if part.flat else entry[place]
                if slug:
                    yield part.model, slug


def entry_value(parts: Sequence[LinkPart], entry: Any, names: Names) -> FactValue | None:
    """An entry in one line; None for one that readers are not shown.

    Its ``term`` holds the parts that are nobody's own words, where the entry begins with one: of a
    tool and a reason the tool, and nothing of a speaker and a role.
    """
    values = [entry] if parts[0].flat else list(entry)
    by_name = dict(zip((part.name for part in parts), values, strict=False))
    if by_name.get("shown") is False:
        return None
    for title, address in (("source__title", "source__url"), ("title", "url")):
        if by_name.get(title):
            by_name.pop(address, None)
    told = [
        (words, part.is_free)
        for part in parts
        if part.name not in UNTOLD_PARTS and by_name.get(part.name)
        if (words := _part_words(part, by_name[part.name], names))
    ]
    if not told:
        return None
    terms = [words for words, is_free in told if not is_free] if not told[0][1] else []
    return FactValue(PART.join(words for words, _is_free in told), PART.join(terms))


def _part_words(part: LinkPart, value: Any, names: Names) -> str:
    if part.model is not None:
        return names.get((part.model, "slug", value), "")
    if part.scheme:
        return term_cache().label(part.scheme, value)
    if part.is_date:
        return localize_date(value)
    return str((part.choices or {}).get(str(value)) or " ".join(str(value).split()))
