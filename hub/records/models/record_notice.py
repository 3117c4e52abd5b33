"""What upper rooms know of a record that readers of its page should: not its facts, and no change
of it.

A notice is one row for a record and a kind of notice. It enters no ledger, is no news, and stands
on the record's own page alone. What it says is made of its ``facts`` by ``hub.web.record_notices``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from django.db import models, transaction
from django.utils import timezone

from hub.records.data_handling import WITH_RECORD, DataHandling, Purpose
from hub.records.models.page_change import note_own_pages
from hub.records.models.revision import TIERS
from hub.records.models.search_state import SearchState
from hub.records.registry import record_types

AT_ONCE = 500  # keys in one statement

RecordKey = tuple[str, int]  # the kind of a record and its primary key


class NoticeFacts(NamedTuple):
    """What JSON can hold, and since when it is so."""

    facts: Mapping[str, Any]
    since: datetime.datetime


class RecordNotice(models.Model):
    """That something is known of a record; its key names no table, as that of a revision."""

    data_handling = DataHandling(
        Purpose.CATALOGUE, WITH_RECORD, published="record_kind record_id kind facts since"
    )

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)  # a name of ``hub.web.record_notices.notice_kinds``
    facts = models.JSONField(default=dict, db_default={})
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="core_notices_of_kind")]
        constraints = [
            # The key first: a page asks by it.
            models.UniqueConstraint(
                fields=["record_id", "record_kind", "kind"], name="core_one_notice_of_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_kind} {self.record_id}"


def write_notices(kind: str, wanted: Mapping[RecordKey, NoticeFacts | None]) -> int:
    """Have these records, and no others of those named, show a notice of this kind; None: no more.

    What stands there already is left alone. The pages of public records are made anew by the next
    request. Returns how many notices changed. Within a transaction it comes last: the row of the
    number is locked until the commit.
    """
    with transaction.atomic():
        stored = _stored(kind, wanted)
        changed = [key for key, notice in wanted.items() if notice != stored.get(key)]
        _delete(kind, [key for key in changed if wanted[key] is None])
        rows = (
            RecordNotice(
                record_kind=key[0], record_id=key[1], kind=kind,
                facts=dict(notice.facts), since=notice.since,
            )
            for key in changed
            if (notice := wanted[key]) is not None
        )  # fmt: skip
        RecordNotice.objects.bulk_create(
            rows,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["record_id", "record_kind", "kind"],
            update_fields=["facts", "since"],
        )
        if changed:
            _renew_pages(changed)
    return len(changed)


def noticed_records(kind: str) -> set[RecordKey]:
    """The records that show a notice of this kind."""
    rows = RecordNotice.objects.filter(kind=kind)
    return set(rows.values_list("record_kind", "record_id"))


def drop_notices(record_kind: str, keys: Iterable[int]) -> None:
    """Delete all notices of records that go."""
    for some in _chunks(list(keys)):
        RecordNotice.objects.filter(record_id__in=some, record_kind=record_kind).delete()


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _chunked(keys: Iterable[RecordKey]) -> Iterator[tuple[str, list[int]]]:
    by_kind: dict[str, list[int]] = {}
    for record_kind, record_id in keys:
        by_kind.setdefault(record_kind, []).append(record_id)
    for record_kind, ids in by_kind.items():
        yield from ((record_kind, some) for some in _chunks(ids))


def _stored(kind: str, keys: Iterable[RecordKey]) -> dict[RecordKey, NoticeFacts]:
    stored = {}
    for record_kind, ids in _chunked(keys):
        rows = RecordNotice.objects.filter(record_id__in=ids, record_kind=record_kind, kind=kind)
        for pk, facts, since in rows.values_list("record_id", "facts", "since"):
            stored[record_kind, pk] = NoticeFacts(facts, since)
    return stored


def _delete(kind: str, keys: Iterable[RecordKey]) -> None:
    for record_kind, ids in _chunked(keys):
        RecordNotice.objects.filter(record_id__in=ids, record_kind=record_kind, kind=kind).delete()


def _renew_pages(keys: Collection[RecordKey]) -> None:
    """Raise the number for the pages of those among the records that are public."""
    slugs: dict[str, set[str]] = {}
    for record_kind, ids in _chunked(keys):
        model = cast("Any", record_types[record_kind].model)
        public = model.objects.filter(pk__in=ids, state="published", visibility=TIERS[0])
        slugs.setdefault(record_kind, set()).update(public.values_list("slug", flat=True))
    if any(slugs.values()):
        seq = SearchState.raise_seq(kinds=())
        note_own_pages(slugs, seq)
