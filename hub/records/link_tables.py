"""Tables beside a record's own whose rows are facts of it: organisations, citations, names.

A record's model declares them (``link_tables``). Its facts are read from these tables, and written
to them, as declared: nothing else says what a link holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from hub.records.bulk_rows import KEYS, Columns, chunks, insert_rows
from hub.records.keyed_rows import AT_ONCE, KeyedRows

if TYPE_CHECKING:
    from hub.records.models.record import Record

Facts = dict[str, Any]  # field, scheme or fact of a link table -> value that JSON can hold
Named = tuple[Any, ...]

JSON_TYPES = (str, int, float, bool, list, dict)


def plain_value(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if value is None or isinstance(value, JSON_TYPES):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class MissingLink(LookupError):  # noqa: N818 - somebody removed or renamed it meanwhile
    """A fact names what is not there. ``model`` and ``named`` say what."""

    def __init__(self, model: type[models.Model], named: Named) -> None:
        super().__init__(f"{model._meta.label} {named}")
        self.model, self.named = model, named


class LinkColumn(NamedTuple):
    """A column, and where in an entry of the fact its value stands.

    ``model``: what the column points at; the entry names it by ``fields`` of that, before which
    those stand to which the column is limited (a term by its scheme), with the values ``limits``.
    """

    column: str
    places: tuple[int, ...]
    model: type[models.Model] | None
    fields: tuple[str, ...]
    limits: Named = ()

    def named(self, entry: Sequence[Any]) -> Named | None:
        """What an entry names; None where it names nothing."""
        values = tuple(entry[place] for place in self.places)
        return None if all(value is None for value in values) else (*self.limits, *values)


class LinkDifference(NamedTuple):
    """What turns stored rows into wanted ones. ``replaced``: stored rows that go or change."""

    inserts: list[Columns]
    updates: list[Columns]
    deletes: list[int]
    replaced: list[Columns]
    after: list[Columns]


@dataclass(frozen=True)
class LinkTable:
    """A table whose rows belong to a record and make one of its facts.

    ``relation``: the related name of its key to the record. ``shape``: what an entry of the fact
    holds, as lookups from a row (``source__url``); ``flat``: one alone, and not a list of one.
    ``identity``: columns by which a wanted row is a stored one; without it the table is written by
    forms only. ``once``: entries of the same identity are one row. ``also``: other facts that its
    rows hang on. ``optional``: the last columns of the shape; an entry ends before those of them
    that are empty, so that it reads as one of before they were added.
    """

    fact: str
    relation: str
    shape: tuple[str, ...]
    identity: tuple[str, ...] = ()
    flat: bool = False
    once: bool = False
    order: tuple[Any, ...] = ()
    also: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    record: Any = None  # the record's model, once bound

    def bound(self, record: type[Record]) -> Self:
        return replace(self, record=record)

    @cached_property
    def _key(self) -> Any:
        return self.record._meta.get_field(self.relation).field

    @cached_property
    def model(self) -> type[models.Model]:
        model: type[models.Model] = self._key.model
        return model

    @cached_property
    def parent(self) -> str:
        """The column that names the record."""
        return str(self._key.attname)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self.model._meta.concrete_fields)

    @property
    def made_facts(self) -> tuple[str, ...]:
        """Facts that its rows make."""
        return (self.fact,)

    @cached_property
    def hangs_on(self) -> frozenset[str]:
        """Facts whose change may change its rows."""
        return frozenset((*self.made_facts, *self.also))

    @cached_property
    def link_columns(self) -> tuple[LinkColumn, ...]:
        places: dict[str, list[tuple[int, str]]] = {}
        for place, lookup in enumerate(self.shape):
            name, _underscores, rest = lookup.partition("__")
            places.setdefault(name, []).append((place, rest))
        columns = []
        for name, parts in places.items():
            field: Any = self.model._meta.get_field(name)
            at = tuple(place for place, _rest in parts)
            fields = tuple(rest for _place, rest in parts if rest)
            limits = (field.get_limit_choices_to() or {}) if fields else {}
            columns.append(
                LinkColumn(
                    field.attname,
                    at,
                    field.related_model if fields else None,
                    (*limits, *fields),
                    tuple(limits.values()),
                )
            )
        return tuple(columns)

    @cached_property
    def points_at(self) -> frozenset[type[models.Model]]:
        """Models that its entries name."""
        return frozenset(link.model for link in self.link_columns if link.model is not None)

    @cached_property
    def siblings(self) -> dict[type[models.Model], str]:
        """Other link tables of the record that a row may point into, with their facts."""
        tables = {table.model: table.fact for table in self.record.tables()}
        return {
            link.model: tables[link.model]
            for link in self.link_columns
            if link.model is not None and link.model in tables
        }

    # Reading

    def read(self, keys: Iterable[int]) -> dict[int, list[Columns]]:
        """The stored rows of these records with what ``shape`` joins to them. One query."""
        requested = list(keys)
        stored = self._few if len(requested) <= AT_ONCE else self._rows
        rows: dict[int, list[Columns]] = {}
        for row in stored(requested):
            plain = {name: plain_value(value) for name, value in row.items()}
            rows.setdefault(plain[self.parent], []).append(plain)
        return rows

    def _rows(self, keys: Sequence[int]) -> Any:
        order = self.order or tuple(self.model._meta.ordering or ("pk",))
        rows = self.model._default_manager.filter(**{f"{self.parent}__in": keys})
        return rows.order_by(*order).values(*dict.fromkeys((*self.columns, *self.shape)))

    @cached_property
    def _few(self) -> KeyedRows[Columns]:
        return KeyedRows(self._rows)

    def facts(self, rows: Sequence[Columns]) -> Facts:
        if self.flat:
            return {self.fact: [row[self.shape[0]] for row in rows]}
        return {self.fact: [self._entry(row) for row in rows]}

    def _entry(self, row: Columns) -> list[Any]:
        entry = [row[name] for name in self.shape]
        for _name in self.optional:
            if entry[-1] not in (None, ""):
                break
            entry.pop()
        return entry

    # Writing

    def named(self, after: Facts) -> Iterable[tuple[type[models.Model], tuple[str, ...], Named]]:
        """What the entries of the fact name elsewhere: model, by which fields, their values."""
        for link in self.link_columns:
            if link.model is None or link.model in self.siblings:
                continue
            for entry in after.get(self.fact) or ():
                row = (entry,) if self.flat else entry
                if max(link.places) >= len(row):
                    continue
                values = link.named(row)
                if values is not None:
                    yield link.model, link.fields, values

    def wanted(
        self,
        after: Facts,
        stored: Sequence[Columns],
        keys: RelatedKeys,
        siblings: Mapping[str, Sequence[Columns]],
    ) -> list[Columns]:
        """Rows for the entries of the fact, without key and parent. Raises MissingLink."""
        rows, seen = [], set[Named]()
        for position, entry in enumerate(after.get(self.fact) or ()):
            row = self._row((entry,) if self.flat else entry, keys, siblings)
            if "position" in self.columns:
                row["position"] = position
            identity = tuple(row[name] for name in self.identity)
            if not self.once or identity not in seen:
                seen.add(identity)
                rows.append(row)
        return rows

    def _row(
        self, entry: Sequence[Any], keys: RelatedKeys, siblings: Mapping[str, Sequence[Columns]]
    ) -> Columns:
        row: Columns = {}
        for link in self.link_columns:
            if max(link.places) >= len(entry):
                # Of an older revision, from before its shape grew, what it does not say stays.
                if link.column in self.identity or self.shape[link.places[0]] in self.optional:
                    column: Any = self.model._meta.get_field(link.column)
                    row[link.column] = column.get_default()
                continue
            if link.model is None:
                row[link.column] = entry[link.places[0]]
                continue
            named = link.named(entry)
            if named is None:
                row[link.column] = None
            elif link.model in self.siblings:
                rows = siblings.get(self.siblings[link.model], ())
                row[link.column] = _sibling(rows, link.fields, named)
            else:
                row[link.column] = keys.get(link.model, link.fields, named)
        derived = getattr(self.model, "derived_columns", None)
        return row | derived(row) if derived else row

    def difference(self, stored: Sequence[Columns], wanted: Sequence[Columns]) -> LinkDifference:
        if not stored:
            return LinkDifference(list(wanted), [], [], [], list(wanted))
        inserts: list[Columns] = []
        updates: list[Columns] = []
        replaced: list[Columns] = []
        after: list[Columns] = []
        free: dict[Named, list[Columns]] = {}
        for row in stored:
            free.setdefault(tuple(row[name] for name in self.identity), []).append(row)
        for row in wanted:
            same = free.get(tuple(row[name] for name in self.identity))
            if not same:
                inserts.append(row)
                after.append(row)
                continue
            old = same.pop(0)
            changed = {name: value for name, value in row.items() if old[name] != value}
            after.append(old | changed if changed else old)
            if changed:
                updates.append({"id": old["id"]} | changed)
                replaced.append(self._own(old))
        gone = [self._own(row) for rows in free.values() for row in rows]
        deletes = [row["id"] for row in gone]
        return LinkDifference(inserts, updates, deletes, replaced + gone, after)

    def _own(self, row: Columns) -> Columns:
        """The columns of the table itself, without joined ones."""
        return {name: row[name] for name in self.columns}


def _sibling(rows: Sequence[Columns], fields: tuple[str, ...], named: Named) -> int | None:
    for row in rows:
        if tuple(row[name] for name in fields) == named:
            return int(row["id"])
    return None


def citations(relation: str = "citations") -> LinkTable:
    """The sources of a record's facts."""
    return LinkTable(
        "citations",
        relation,
        ("subject", "source__url", "source__title", "note"),
        identity=("subject", "source_id"),
        once=True,
    )


def organisations(relation: str = "organisation_links") -> LinkTable:
    """A flat list of slugs in the order of the source."""
    return LinkTable(
        "organisations",
        relation,
        ("organisation__slug",),
        identity=("organisation_id",),
        flat=True,
    )


class RelatedKeys:
    """Primary keys of what facts name by slugs, names and addresses. One query for each table.

    A source that is not there is made: ``made`` has the keys of these.
    """

    def __init__(self) -> None:
        self._keys: dict[tuple[type[models.Model], tuple[str, ...]], dict[Named, int]] = {}
        self.made: list[int] = []

    def get(self, model: type[models.Model], fields: tuple[str, ...], named: Named) -> int:
        key = self._keys.get((model, fields), {}).get(named)
        if key is None:
            raise MissingLink(model, named)
        return key

    def load(self, named: Iterable[tuple[type[models.Model], tuple[str, ...], Named]]) -> None:
        missing: dict[tuple[type[models.Model], tuple[str, ...]], set[Named]] = {}
        for model, fields, values in named:
            if values not in self._keys.get((model, fields), ()):
                missing.setdefault((model, fields), set()).add(values)
        for (model, fields), values_of in missing.items():
            keys = self._keys.setdefault((model, fields), {})
            keys |= _keys_of(model, fields, values_of)
            renamed = values_of - keys.keys()
            if renamed and fields == ("slug",) and hasattr(model, "kind"):
                keys |= _keys_of_renamed(model, renamed)
            if fields == ("url", "title"):
                self._make_sources(model, fields, values_of - keys.keys())

    def _make_sources(
        self, model: type[models.Model], fields: tuple[str, ...], missing: Collection[Named]
    ) -> None:
        rows = [model(url=url, title=title) for url, title in sorted(missing)]
        # Another transaction may make the same one at this moment: its key is read afterwards.
        model._default_manager.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        made = _keys_of(model, fields, missing) if rows else {}
        self._keys[model, fields] |= made
        self.made += made.values()


def _keys_of(
    model: type[models.Model], fields: tuple[str, ...], named: Collection[Named]
) -> dict[Named, int]:
    keys: dict[Named, int] = {}
    for some in chunks(named, KEYS):
        requested = set(some)
        if fields == ("url", "title"):  # of a source, which has one of the two at least
            urls = {url for url, _title in some if url}
            where = Q(url__in=urls) | Q(url="", title__in={title for url, title in some if not url})
        else:
            where = Q(**{f"{fields[-1]}__in": {values[-1] for values in some}})
        for key, *values in model._default_manager.filter(where).values_list("pk", *fields):
            if tuple(values) in requested:
                keys[tuple(values)] = key
    return keys


def _keys_of_renamed(model: Any, slugs: Collection[Named]) -> dict[Named, int]:
    """Records by the slugs that they once had: what a revision names may be renamed since."""
    former = apps.get_model("core", "FormerSlug")._default_manager
    rows = former.filter(kind=model.kind, slug__in=[slug for (slug,) in slugs])
    return {(slug,): key for slug, key in rows.values_list("slug", "record_id")}


def insert_links(table: LinkTable, rows: Sequence[Columns]) -> None:
    """Insert rows; those that rows of another table of the record point at learn their keys."""
    pointed_at = any(table.model in other.siblings for other in table.record.tables())
    insert_rows(table.model, rows, with_keys=pointed_at)
