"""Facts of an earlier day in the names of today.

Meanwhile a term may be retired, a record renamed, joined with another or removed, the title of a
source corrected, an address given to another record. What cannot be written any more is left out,
and each difference is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hub.records.link_tables import Facts, LinkColumn, LinkTable, Named, plain_value
from hub.records.models import FormerSlug, Record, Source
from hub.records.readable_values import readable
from hub.records.surviving_record import last_title, surviving_record

TERM_FIELDS = ("scheme__slug", "slug")


@dataclass
class FactToday:
    """``notes``: sentences on what is not as it was. ``is_lost``: nothing of it can be written."""

    value: Any
    notes: list[str] = field(default_factory=list)
    is_lost: bool = False


def translate_fact(model: type[Record], pk: int, name: str, value: Any, now: Facts) -> FactToday:
    """The value of a fact of this record in today's names. ``now``: its facts of today."""
    if name == "slug":
        return _address(model, pk, str(value))
    tables = model.record_type.link_tables
    if name in model.record_type.schemes:
        return _terms(tables[name], name, value or [], now.get(name) or [])
    if name == "inferred":
        scheme = tables[name].inferred_scheme
        return FactToday(_terms(tables[name], scheme, value or [], now.get(name) or []).value)
    if name in tables:
        return _Entries(tables[name]).translated(value or [], now.get(name) or [])
    column = _column(model, name)
    if column is not None and column.is_relation:
        return _key(column, pk, value)
    return FactToday(value)


def _column(model: type[Record], name: str) -> Any:
    return next((one for one in model._meta.concrete_fields if one.attname == name), None)


# Terms


def _terms(table: LinkTable, scheme: str, slugs: list[str], now: Sequence[str]) -> FactToday:
    """Terms of one scheme; what the record carries today it may go on carrying."""
    model: Any = table.link_columns[0].model
    wanted, notes = list[str](), list[str]()
    for slug in slugs:
        term = None if slug in now else _term(model, (scheme, slug))
        current = term and _successor(term)
        if slug in now:
            wanted.append(slug)
        elif current is not None and current.scheme.slug == scheme:
            wanted.append(current.slug)
            if term is not None and current != term:
                notes.append(_replaced(term, current))
        else:
            notes.append(_left_out(term or slug))
    return FactToday(sorted(set(wanted)), notes, is_lost=bool(slugs) and not wanted)


def _term(model: Any, named: Named) -> Any:
    rows = model._default_manager.select_related("scheme", "replaced_by__scheme")
    return rows.filter(**dict(zip(TERM_FIELDS, named, strict=True))).first()


def _successor(term: Any) -> Any:
    """The term itself while it is used, else the one that came after it; None without one."""
    seen = set[int]()
    while term is not None and term.deprecated and term.pk not in seen:
        seen.add(term.pk)
        term = term.replaced_by
    return None if term is None or term.deprecated else term


# Entries of lists


class _Entries:
    """Entries of one link table."""

    def __init__(self, table: LinkTable) -> None:
        self.table = table
        self.notes: list[str] = []

    def translated(self, entries: list[Any], now: list[Any]) -> FactToday:
        rows = [entry if entry in now else self._row(entry) for entry in entries]
        same = [self._identity(row) for row, was in zip(rows, entries, strict=True) if row == was]
        wanted: list[Any] = []
        for row, entry in zip(rows, entries, strict=True):
            if row is None or (row != entry and self._identity(row) in same):
                continue  # gone, or named by another entry as well
            if row != entry:
                same.append(self._identity(row))
            wanted.append(row)
        return FactToday(wanted, self.notes, is_lost=bool(entries) and not wanted)

    def _identity(self, row: Any) -> Any:
        """What tells the row of an entry from others, as far as the entry says."""
        if self.table.flat:
            return row
        columns = [link for link in self.table.link_columns if link.column in self.table.identity]
        places = [place for link in columns for place in link.places]
        return [row[place] for place in places if place < len(row)] if places else row

    def _row(self, entry: Any) -> Any:
        """None where what makes the entry is gone, or where its shape was another one."""
        if isinstance(entry, list) == self.table.flat:
            self.notes.append(_left_out(readable(entry)))
            return None
        row = [entry] if self.table.flat else list(entry)
        for link in self.table.link_columns:
            if link.model is None or link.model in self.table.siblings:
                continue
            named = link.named(row) if max(link.places) < len(row) else None
            if named is None:
                continue
            today, note = named_today(link.model, link.fields, named)
            if note:
                self.notes.append(note)
            if today is None and not self._may_be_empty(link):
                return None
            values = today[len(link.limits) :] if today else [None] * len(link.places)
            for place, value in zip(link.places, values, strict=True):
                row[place] = value
        return row[0] if self.table.flat else row

    def _may_be_empty(self, link: LinkColumn) -> bool:
        column: Any = next(
            one for one in self.table.model._meta.concrete_fields if one.attname == link.column
        )
        return bool(column.null) and link.column not in self.table.identity


def named_today(model: Any, fields: tuple[str, ...], named: Named) -> tuple[Named | None, str]:
    """What the row that was once named so is called today, and a sentence where it is another."""
    if model is Source:
        return _source(named), ""
    if fields == TERM_FIELDS:
        term = _term(model, named)
        current = term and _successor(term)
        if current is None or current.scheme.slug != named[0]:
            return None, _left_out(term or named[-1])
        return (named[0], current.slug), "" if current == term else _replaced(term, current)
    if model._default_manager.filter(**dict(zip(fields, named, strict=True))).exists():
        return named, ""
    if fields == ("slug",) and issubclass(model, Record):
        return _record(model, str(named[0]))
    return None, _left_out(named[-1])


def _source(named: Named) -> Named:
    """A source whose title was corrected since is the same one; one that is gone is made anew."""
    url, title = named
    if url and not Source.objects.filter(url=url, title=title).exists():
        titles = list(Source.objects.filter(url=url).values_list("title", flat=True)[:2])
        if len(titles) == 1:
            return url, titles[0]
    return named


def _record(model: type[Record], slug: str) -> tuple[Named | None, str]:
    former = FormerSlug.objects.filter(kind=model.kind, slug=slug).first()
    record = surviving_record(model.kind, former.record_id) if former else None
    if record is None:
        return None, _left_out(slug)
    return (record.slug,), _("“%(old)s” is “%(new)s” today.") % {"old": slug, "new": record}


# Columns


def _key(column: Any, pk: int, value: Any) -> FactToday:
    """A key to a record or a term, as another may stand for it today."""
    if value is None:
        return FactToday(None)
    other = column.related_model
    row = other._default_manager.filter(pk=value).first()
    if not issubclass(other, Record):
        current = _successor(row) if hasattr(other, "replaced_by") else row
        if current is None:
            return FactToday(None, [_left_out(row or value)], is_lost=True)
        return FactToday(current.pk, [] if current == row else [_replaced(row, current)])
    survivor = row or surviving_record(other.kind, value)
    if survivor is None or (other is column.model and survivor.pk == pk):
        title = last_title(other.kind, value) or str(value)
        return FactToday(None, [_left_out(title)], is_lost=True)
    if row is None:
        title = last_title(other.kind, value) or str(value)
        joined = _("“%(old)s” was joined with “%(new)s”, which stands for it.")
        return FactToday(survivor.pk, [joined % {"old": title, "new": survivor}])
    return FactToday(plain_value(value))


def _address(model: type[Record], pk: int, slug: str) -> FactToday:
    owner = model._default_manager.filter(slug=slug).exclude(pk=pk).first()
    if owner is None:
        former = FormerSlug.objects.filter(kind=model.kind, slug=slug).exclude(record_id=pk).first()
        owner = surviving_record(model.kind, former.record_id) if former else None
    if owner is None or owner.pk == pk:
        return FactToday(slug)
    sentence = _("“%(slug)s” leads to another record now, “%(other)s”, and stays its address.")
    return FactToday(slug, [sentence % {"slug": slug, "other": owner}], is_lost=True)


# Sentences


def _replaced(old: models.Model, new: models.Model) -> str:
    sentence = _("“%(old)s” is no longer used: “%(new)s” is taken instead.")
    return sentence % {"old": old, "new": new}


def _left_out(name: object) -> str:
    return _("“%(name)s” is no longer there or no longer used: it is left out.") % {"name": name}
