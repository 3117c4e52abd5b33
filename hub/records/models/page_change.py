"""At which number the page of each record changed last: by a change of the record, or of another
that it shows.

A page that hung on all records of the kinds that it shows would be made anew whenever any of them
changes. What shows what is declared in ``showings``; whoever raises the number notes here, under
the same lock, on which pages that is seen. A page that is not named has not changed since the
number of its kind, which stands under the empty address.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, cast

from django.db import connection, models
from django.db.models.functions import Cast

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.records.keyed_rows import KeyedRows
from hub.records.models.revision import Revision
from hub.records.models.search_state import COLUMNS, Numbers, PageKey, read_numbers
from hub.records.registry import record_types
from hub.records.seq_cache import on_clear_caches

MANY = 100  # changed records from which on all pages of a kind count as changed
MOST = 2_000  # pages of a kind that are remembered one by one
CLEAN_EVERY = 64  # numbers
ANY = ""  # in place of an address: all pages of the kind


@dataclass(frozen=True)
class Showing:
    """What stands on the page of a record beside itself.

    ``page``: the kind of the record. ``shown``: lookups from it to what its page shows; whatever a
    lookup goes through is shown, too. ``shown_on``: for what has no lookup back, by kind the
    lookups from it to the records on whose pages it stands.
    """

    page: str
    shown: tuple[str, ...] = ()
    shown_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


showings: list[Showing] = []


def register_showings(*declared: Showing) -> None:
    """Called by each room when its app starts. A kind may be declared by several."""
    showings.extend(one for one in declared if one not in showings)
    _ways.cache_clear()


class PageChange(models.Model):
    """One page, by the kind and the address of its record, and the number of its last change."""

    data_handling = DataHandling(Purpose.OPERATION, FOR_GOOD, internal="kind slug seq")

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=200, blank=True)
    seq = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="core_page_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}: {self.seq}"


# Writing


class _Way(NamedTuple):
    """From changed records to the addresses of those of ``page`` that show them."""

    page: str
    slugs: KeyedRows[tuple[str]]


def note_pages(
    changed: Mapping[type[models.Model], Collection[int]], seq: int, gone: Collection[PageKey] = ()
) -> None:
    """Say that the change with the newest number, raised in this transaction, is seen on the pages
    of these records, on those that show them and on those that are ``gone``.
    """
    pages = set(gone)
    for model, keys in changed.items():
        if len(keys) > MANY:
            pages |= {(kind, ANY) for kind in _kinds_showing(model)}
        elif keys:
            pages |= pages_showing(model, keys)
    _write(pages, seq)
    if seq % CLEAN_EVERY == 0:
        _forget_the_many(seq)


def note_own_pages(slugs: Mapping[str, Collection[str]], seq: int) -> None:
    """Say that something changed on the pages of these records alone, by kind and address: nothing
    of it stands on another page. In a transaction as ``note_pages``.
    """
    _write({(kind, slug) for kind, some in slugs.items() for slug in some}, seq)
    if seq % CLEAN_EVERY == 0:
        _forget_the_many(seq)


def note_histories(renamed: Mapping[type[models.Model], Mapping[int, set[str]]], seq: int) -> None:
    """Say the same of pages whose history names records which they point at no longer.

    ``renamed``: what readers call these, or whether they may see them, is another now; by their
    keys the addresses under which they may stand there.
    """
    pages: set[PageKey] = set()
    for model, records in renamed.items():
        facts = tuple(_facts_naming(model))
        if len(records) > MANY:
            pages |= {(kind, ANY) for kind, _fact, _by_key in facts}
        elif records and facts:
            pages |= _pages_with_history(facts, records)
    _write(pages, seq)


def _write(pages: set[PageKey], seq: int) -> None:
    for kind in {kind for kind, _slug in pages}:
        if sum(page[0] == kind for page in pages) > MANY:
            pages = {page for page in pages if page[0] != kind} | {(kind, ANY)}
    PageChange.objects.bulk_create(
        (PageChange(kind=kind, slug=slug, seq=seq) for kind, slug in sorted(pages)),
        update_conflicts=True,
        unique_fields=["kind", "slug"],
        update_fields=["seq"],
    )


def pages_showing(model: type[models.Model], keys: Collection[int]) -> set[PageKey]:
    """Kinds and addresses of the records on whose pages these are seen, themselves included."""
    wanted = sorted(keys)
    return {(way.page, slug) for way in _ways(model) for (slug,) in way.slugs(wanted)}


def _facts_naming(model: type[models.Model]) -> Iterator[tuple[str, str, bool]]:
    """Kinds of record, their facts that name records of a model, and whether by primary key."""
    for kind in record_types.values():
        for column in kind.model._meta.concrete_fields:
            if column.related_model is model:
                yield kind.kind, column.attname, True
        for table in kind.model.tables():
            if model in table.points_at:
                yield kind.kind, table.fact, False


def _pages_with_history(
    facts: Collection[tuple[str, str, bool]], records: Mapping[int, set[str]]
) -> set[PageKey]:
    """Of what a record named once the fact as it was before tells, when it named it no longer."""
    naming = models.Q()
    for kind, fact, by_key in facts:
        named = models.Q()
        for key, slugs in records.items():
            for text in [f'"{fact}": {key}'] if by_key else [f'"{slug}"' for slug in slugs]:
                named |= models.Q(before_text__contains=text)
        naming |= models.Q(kind=kind, changed_text__contains=f'"{fact}"') & named
    revisions = Revision.objects.filter(before__isnull=False).alias(
        changed_text=Cast("changed", models.TextField()),
        before_text=Cast("before", models.TextField()),
    )
    told: dict[str, set[int]] = {}
    rows = revisions.filter(naming).order_by().values_list("kind", "record_id").distinct()
    for kind, key in rows:
        told.setdefault(kind, set()).add(key)
    return {
        (kind, slug)
        for kind, keys in told.items()
        for slug in record_types[kind]
        .model.objects.filter(pk__in=keys)
        .values_list("slug", flat=True)
    }


def _kinds_showing(model: type[models.Model]) -> set[str]:
    return {way.page for way in _ways(model)}


@cache
def _ways(model: type[models.Model]) -> tuple[_Way, ...]:
    own = cast("Any", model).kind
    lookups = {(own, "pk", "slug"): record_types[own].model}
    for showing in showings:
        page = record_types[showing.page].model
        for lookup in _prefixes(showing.shown):
            if _end(page, lookup) is model:
                lookups[showing.page, lookup, "slug"] = page
        for lookup in showing.shown_on.get(own, ()):
            lookups[showing.page, "pk", f"{lookup}__slug"] = model
    return tuple(
        _Way(page, KeyedRows(_query(asked, lookup, slug)))
        for (page, lookup, slug), asked in lookups.items()
    )


def _query(asked: Any, lookup: str, slug: str) -> Any:
    return lambda keys: (
        asked._default_manager.filter(**{f"{lookup}__in": keys})
        .exclude(**{slug: None})
        .order_by()
        .values_list(slug)
        .distinct()
    )


def _prefixes(lookups: Collection[str]) -> Iterator[str]:
    """The lookups, and those to what they go through: to a record or to a row beside one."""
    for lookup in lookups:
        parts = lookup.split("__")
        yield from ("__".join(parts[:end]) for end in range(1, len(parts) + 1))


def _end(model: Any, lookup: str) -> type[models.Model]:
    """The model that a lookup leads to. Raises FieldDoesNotExist."""
    for part in lookup.split("__"):
        model = model._meta.get_field(part).related_model
    return cast("type[models.Model]", model)


def _forget_the_many(seq: int) -> None:
    """Of a kind of which too much is remembered, all pages count as changed now."""
    counts = PageChange.objects.values_list("kind").annotate(models.Count("pk")).order_by()
    for kind, count in counts:
        if count > MOST:
            PageChange.objects.filter(kind=kind).delete()
            PageChange.objects.create(kind=kind, slug=ANY, seq=seq)


# Reading

# One statement, so that both are of one moment.
READ = {
    "postgresql": "(SELECT json_agg(json_build_array(kind, slug, seq))::text",
    "sqlite": "(SELECT json_group_array(json_array(kind, slug, seq))",
}


class _Known(NamedTuple):
    """What this process has read: the pages that changed up to a number."""

    epoch: str
    seq: int
    pages: Mapping[PageKey, int]


NOTHING = _Known("", 0, {})
_known = NOTHING  # replaced as one: threads read it


def _forget() -> None:
    global _known
    _known = NOTHING


on_clear_caches(_forget)


def committed_with_pages() -> Numbers:
    """The numbers as the database has them now, with those of single pages.

    Only what changed since this process asked last is read.
    """
    global _known
    known = _known
    numbers, pages = _read(known.seq)
    if known.seq and numbers.epoch != known.epoch:  # restored, it counts from another number
        known = NOTHING
        numbers, pages = _read(0)
    numbers.pages = {**known.pages, **pages} if pages else known.pages
    # Within a transaction numbers may be read that nobody else ever sees.
    is_newer = numbers.epoch != _known.epoch or numbers.seq > _known.seq
    if is_newer and not connection.in_atomic_block:
        _known = _Known(numbers.epoch, numbers.seq, numbers.pages)
    return numbers


def _read(after: int) -> tuple[Numbers, dict[PageKey, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {READ[connection.vendor]} FROM core_pagechange WHERE seq > %s), {COLUMNS}"  # noqa: S608  # nosec
            " FROM core_searchstate WHERE id = 1",
            [after],
        )
        row = cursor.fetchone()
    if row is None:
        return Numbers("", 0, 0), {}
    pages, *numbers = row
    changed = json.loads(pages) if pages else []
    return read_numbers(numbers), {(kind, slug): seq for kind, slug, seq in changed}
