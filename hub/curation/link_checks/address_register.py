"""The list of addresses follows the records: all of it each night, and what changed soon after.

Everything is compared in memory and written in a few statements; only differences are written.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction

from hub.curation.link_checks.models import AddressUse, CheckedAddress, url_key
from hub.curation.link_checks.recorded_addresses import (
    RecordedAddress,
    host_of,
    recorded_addresses,
)

BATCH = 1000  # rows of one statement
MOST_LABEL = 500  # letters
KEPT_UNUSED = datetime.timedelta(days=60)

Use = tuple[str, int, str, int]  # kind and key of a record, fact, key of the address
Item = TypeVar("Item")


def follow_records(
    now: datetime.datetime, keys: Mapping[str, Collection[int]] | None = None
) -> bool:
    """Have the list name the addresses of these records (by kind), or of all public ones.

    Returns whether any record has others than before.
    """
    with transaction.atomic():
        recorded = list(recorded_addresses(keys))
        addresses = _addresses({one.url for one in recorded}, now)
        is_changed = _follow_uses(recorded, addresses, keys)
        if is_changed or keys is None:
            _mark_use(now)
    return is_changed


def _addresses(urls: set[str], now: datetime.datetime) -> dict[str, int]:
    """The primary keys of these addresses; new ones are made and due at once."""
    by_key = {url_key(url): url for url in urls}
    stored = _stored_keys(by_key)
    new = [
        CheckedAddress(key=key, url=url, host=host_of(url), due_at=now, since=now)
        for key, url in by_key.items()
        if key not in stored
    ]
    CheckedAddress.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    if new:
        stored |= _stored_keys([one.key for one in new])
    return {url: stored[key] for key, url in by_key.items()}


def _stored_keys(keys: Iterable[str]) -> dict[str, int]:
    stored: dict[str, int] = {}
    for some in _chunks(list(keys)):
        rows = CheckedAddress.objects.filter(key__in=some)
        stored.update(rows.values_list("key", "pk"))
    return stored


def _follow_uses(
    recorded: list[RecordedAddress],
    addresses: Mapping[str, int],
    keys: Mapping[str, Collection[int]] | None,
) -> bool:
    wanted: dict[Use, tuple[str, str]] = {
        (one.record_kind, one.record_id, one.fact, addresses[one.url]): (
            one.label[:MOST_LABEL],
            one.archived_url,
        )
        for one in recorded
    }
    stored = _stored_uses(keys)
    gone = [pk for use, (pk, *_beside) in stored.items() if use not in wanted]
    changed = [
        AddressUse(
            record_kind=use[0], record_id=use[1], fact=use[2], address_id=use[3],
            label=beside[0], archived_url=beside[1],
        )
        for use, beside in wanted.items()
        if use not in stored or stored[use][1:] != beside
    ]  # fmt: skip
    for some in _chunks(gone):
        AddressUse.objects.filter(pk__in=some).delete()
    AddressUse.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["record_kind", "record_id", "fact", "address"],
        update_fields=["label", "archived_url"],
    )
    return bool(gone or changed)


def _stored_uses(keys: Mapping[str, Collection[int]] | None) -> dict[Use, tuple[int, str, str]]:
    columns = (
        "record_kind", "record_id", "fact", "address_id", "pk", "label", "archived_url",
    )  # fmt: skip
    rows: list[Any] = []
    if keys is None:
        rows.extend(AddressUse.objects.values_list(*columns).iterator(chunk_size=BATCH))
    for kind, ids in (keys or {}).items():
        for some in _chunks(sorted(ids)):
            uses = AddressUse.objects.filter(record_kind=kind, record_id__in=some)
            rows.extend(uses.values_list(*columns))
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def _mark_use(now: datetime.datetime) -> None:
    """Only what a record has is asked for; what none has is kept a while, with its history."""
    used = AddressUse.objects.values("address_id")
    CheckedAddress.objects.filter(in_use=True).exclude(pk__in=used).update(in_use=False, since=now)
    CheckedAddress.objects.filter(in_use=False, pk__in=used).update(in_use=True)
    CheckedAddress.objects.filter(in_use=False, since__lt=now - KEPT_UNUSED).delete()


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
