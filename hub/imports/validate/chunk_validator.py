"""The next rows of an import, checked."""

from __future__ import annotations

import gc
import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hub.imports.map import ColumnMap, Translation, WordMap
from hub.imports.match.duplicates import (
    DuplicateFinder,
    DuplicateMatch,
    Seen,
    Traits,
    of_records,
    rows_before,
)
from hub.imports.match.slug_ownership import SlugOwnership
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import current_lookup, importer_for
from hub.imports.record_types.merge_values import merge_list
from hub.imports.record_types.new_bodies import ORGANISATION, with_words
from hub.imports.validate.differences import CURATOR, differences
from hub.imports.validate.existing_records import ExistingRecords, edited_by_people, what_is_there
from hub.imports.validate.personal_data import CODE as PERSONAL
from hub.imports.validate.personal_data import personal
from hub.imports.validate.row_hierarchy import RowHierarchy, family_of
from hub.imports.validate.row_parser import ParsedRow, read_row, slug_for
from hub.imports.validate.row_store import save
from hub.imports.validate.topic import off_topic
from hub.records.models.ledger import Facts

CHUNK = 1000  # rows; a chunk is one short transaction
Verdict = ImportRow.Verdict


def waiting(rows: QuerySet[ImportRow], most: int | None = None) -> list[ParsedRow]:
    """The first of these rows that have no verdict yet."""
    found = rows.filter(verdict="").order_by("number")[:most]
    return [
        ParsedRow(pk, number, cells, problems=list(problems))
        for pk, number, cells, problems in found.values_list("pk", "number", "cells", "problems")
    ]


def check_chunk(batch: Import, size: int = CHUNK, among: Collection[int] | None = None) -> int:
    """Check the next rows and save the import's counters. The number of rows; 0: all are checked.

    Inside a transaction of the caller, who holds the import's lock. ``among``: the rows, by their
    numbers, of which one may repeat another; all if it is None.
    """
    rows = waiting(batch.rows.all(), size)
    if not rows:
        return 0
    with without_collector():
        ChunkValidator(batch, among).check(rows)
        save(rows)
    counts = Counter(batch.counts)
    counts.update(str(row.verdict) for row in rows)
    batch.counts = dict(counts)
    batch.rows_checked += len(rows)
    batch.save(update_fields=["counts", "rows_checked"])
    return len(rows)


@contextmanager
def without_collector() -> Iterator[None]:
    """A third of the time went into looking for circles among values that have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class ChunkValidator:
    """What checking rows of one import needs to know."""

    def __init__(self, batch: Import, among: Collection[int] | None = None) -> None:
        self.batch, self.kind, self.among = batch, importer_for(batch.kind), among
        mapping = ColumnMap.read(batch.mapping)
        self.translation = Translation(self.kind, mapping, WordMap(batch.words))
        self.names = with_words(current_lookup(), batch.words.get(ORGANISATION, {}))
        how = json.dumps([batch.mapping, batch.words], sort_keys=True)
        self.mark = str(zlib.crc32(how.encode()))
        if among is not None:
            self.mark += f"/{batch.step_at}"

    @cached_property
    def records(self) -> DuplicateFinder:
        """Asked for by new rows only: the web process that compares one row holds no such map."""
        return of_records(self.kind)

    def check(
        self, rows: list[ParsedRow], forced: dict[int, int] | None = None, *, apart: bool = False
    ) -> None:
        """Give each row its verdict. ``forced``: row number -> the record that it stands for.

        ``apart``: whatever the other rows are.
        """
        key_field = self.batch.source.key_field
        for row in rows:
            read_row(row, self.translation, self.names, key_field, self._family)
        if forced or apart:
            self.seen = Seen()  # a person has compared: what else is alike is no question any more
        else:
            first = rows[0].number
            read = partial(self._before, first)
            self.seen = rows_before(self.batch.pk, self.mark, self.kind, first, read)
        self.there = self._there(rows, forced or {})
        self.owners = SlugOwnership(self.translation, self.names, self.there, self.seen)
        for row in rows:
            self._judge(row, (forced or {}).get(row.number))
            if not apart:
                self.seen.add(row.number, row.key, row.facts, row.traits)
        self._name_candidates(rows)

    def _family(self) -> RowHierarchy:
        return family_of(self.batch, self.kind, self.translation.mapping, self.mark)

    def _before(self, first: int, after: int) -> Iterator[tuple[int, str, Facts, bool]]:
        done = self.batch.rows.filter(number__gt=after).exclude(verdict="").order_by("number")
        if self.among is not None:
            done = done.filter(number__in=[one for one in self.among if after < one < first])
        found = done.values_list("number", "key", "row", "record_id", "verdict").iterator()
        # A row with a problem is not to be written: nothing repeats it.
        return (
            (number, key, facts, pk is None and verdict != Verdict.PROBLEM)
            for number, key, facts, pk, verdict in found
        )

    def _there(self, rows: list[ParsedRow], forced: dict[int, int]) -> ExistingRecords:
        slugs = set()
        for row in rows:
            row.plain_slug = row.facts.get("slug") or slug_for(self.kind, row.facts, row.key)
            slugs.add(row.plain_slug)
        keys = {row.key for row in rows if row.key}
        spoken = set[str]().union(*(row.facts for row in rows))
        there = what_is_there(self.batch, self.kind, keys, slugs, self.names, spoken)
        more = set(forced.values()) - there.stored.keys()
        there.stored |= self.kind.stored(more, spoken)
        there.edited |= edited_by_people(self.kind, more)
        return there

    # One row

    def _judge(self, row: ParsedRow, forced: int | None) -> None:
        said = self.there.said.get(row.key)
        pk = forced or (said.record_id if said and said.record_id in self.there.stored else None)
        self._same_key(row)
        if not row.problems:
            pk = self.owners.record_of(row, pk)
        if row.problems:
            row.verdict, row.record_id = Verdict.PROBLEM, pk
            return
        if pk is None:
            self._new(row)
        else:
            self._known(row, pk)

    def _same_key(self, row: ParsedRow) -> None:
        earlier = self.seen.keys.get(row.key, row.number) if row.key else row.number
        if earlier < row.number:
            sentence = _("Row %(row)d names “%(key)s” already. Leave one of the two out.")
            row.wrong(
                self.translation,
                self.batch.source.key_field,
                sentence % {"row": earlier, "key": row.key[:80]},
                "key_twice",
            )

    def _new(self, row: ParsedRow) -> None:
        row.facts = self.kind.complete(row.facts, None)
        for one in self.kind.required:
            if any(row.facts.get(fact) in (None, "", []) for fact in one.facts):
                sentence = _("%(field)s is missing.") % {"field": one.label}
                row.wrong(self.translation, one.name, sentence, "missing")
        self._contradictions(row, row.facts)
        if row.problems:
            row.verdict = Verdict.PROBLEM
            return
        if not row.facts.get("slug"):
            row.facts["slug"] = self.owners.free_slug(row)
        self.owners.keep_free_names(row)
        self._personal(row, row.facts, {})
        is_off = off_topic(self.kind, row.facts)
        if is_off:
            sentence = _(
                "Perhaps off topic: no topic, action area or word about trafficking is in it."
            )
            row.wrong(self.translation, "", sentence, "off_topic")
        alike = self._alike(row)
        row.candidates = [_candidate(one) for one in alike]
        if any(one["code"] == PERSONAL for one in row.problems):
            row.verdict = Verdict.PERSONAL
        elif is_off:
            row.verdict = Verdict.OFF_TOPIC
        else:
            row.verdict = Verdict.DUPLICATE if alike else Verdict.NEW

    def _known(self, row: ParsedRow, pk: int) -> None:
        stored, said = self.there.stored[pk], self.there.said.get(row.key)
        row.record_id, row.version = pk, stored.version
        self.owners.keep_free_names(row, stored.facts)
        facts = self.kind.complete(row.facts, stored.facts)
        for name in row.adds & facts.keys():
            facts[name] = merge_list(name, stored.facts.get(name) or [], facts[name] or [])
        adds = self.kind.unions | row.adds
        mine = said if said and said.record_id == pk else None
        row.differences = differences(
            facts,
            stored.facts,
            mine.values if mine else None,
            mine.kept if mine else {},
            self.there.edited.get(pk, ()),
            adds,
        )
        row.facts = facts | {name: row.facts[name] for name in adds & row.facts.keys()}
        if not row.differences:
            row.verdict = Verdict.UNCHANGED
            return
        changes = {one["field"]: one["new"] for one in row.differences}
        self._contradictions(row, stored.facts | changes)
        if row.problems:
            row.verdict = Verdict.PROBLEM
        elif self._personal(row, changes, stored.facts):
            row.verdict = Verdict.PERSONAL
        elif any(one["owner"] == CURATOR for one in row.differences):
            row.verdict = Verdict.CONFLICT
        else:
            row.verdict = Verdict.CHANGED

    def _contradictions(self, row: ParsedRow, after: Facts) -> None:
        for fact, sentence in self.kind.contradictions(after):
            name = next((one.name for one in self.kind.fields if fact in one.facts), fact)
            row.wrong(self.translation, name, sentence, "contradiction")

    def _personal(self, row: ParsedRow, facts: Facts, stored: Facts) -> bool:
        found = personal(self.kind, facts, stored)
        for fact, value, sentence in found:
            name = next((one.name for one in self.kind.fields if fact in one.facts), fact)
            heading = self.translation.mapping.heading_of(name)
            row.problems.append(
                {"column": heading, "value": value, "sentence": sentence, "code": PERSONAL}
                | {"field": fact}
            )
        return bool(found)

    def _alike(self, row: ParsedRow) -> list[DuplicateMatch]:
        row.traits = Traits.of(self.kind, row.facts)
        found = self.records.like(row.traits)
        rows = self.seen.likeness.like(row.traits, row.number)
        return sorted([*found, *rows], key=lambda one: -one.score)[:5]

    def _name_candidates(self, rows: Iterable[ParsedRow]) -> None:
        """Slugs and names of the records and rows that others are like."""
        pks = {one["record_id"] for row in rows for one in row.candidates if "record_id" in one}
        title = self.kind.recognised_by[0]
        records = self.kind.model._default_manager.filter(pk__in=pks)
        named = {pk: (slug, name) for pk, slug, name in records.values_list("pk", "slug", title)}
        for row in rows:
            row.candidates = [
                one | _named(named[one["record_id"]]) if "record_id" in one else self._of_row(one)
                for one in row.candidates
                if "row" in one or one["record_id"] in named
            ]

    def _of_row(self, one: dict[str, Any]) -> dict[str, Any]:
        known = self.seen.likeness.known.get(-one["row"])
        return one | {"slug": "", "name": known[0][0] if known and known[0] else ""}


def _named(found: tuple[str, str]) -> dict[str, str]:
    return {"slug": found[0], "name": found[1][:200]}


def _candidate(one: DuplicateMatch) -> dict[str, Any]:
    who = {"record_id": one.who} if one.who > 0 else {"row": -one.who}
    return who | {"score": one.score, "why": one.why}
