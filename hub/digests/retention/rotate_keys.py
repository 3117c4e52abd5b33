"""Changing the key that seals addresses: everything that is stored is sealed again."""

from __future__ import annotations

import time

from django.db import connection, transaction

from hub.digests import sealed_addresses
from hub.digests.models import PendingSignup, Subscriber

CHUNK = 200
PAUSE_SECONDS = 0.05  # SQLite lets one write at a time


def seal_again() -> tuple[int, int]:
    """Seal every address and every waiting form with the newest key.

    The number that were sealed, and of those that no key opens, which stay as they are. May be
    killed and run again at any time.
    """
    sealed = closed = 0
    for model, field in ((Subscriber, "address"), (PendingSignup, "sealed")):
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            done, failed = _chunk(model, field, keys[first : first + CHUNK])
            sealed, closed = sealed + done, closed + failed
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
    return sealed, closed


def _chunk(
    model: type[Subscriber] | type[PendingSignup], field: str, keys: list[int]
) -> tuple[int, int]:
    closed = 0
    with transaction.atomic():
        rows = list(model._default_manager.select_for_update().filter(pk__in=keys))
        opened = []
        for row in rows:
            try:
                setattr(row, field, sealed_addresses.reseal(getattr(row, field)))
                opened.append(row)
            except sealed_addresses.SealedError:
                closed += 1
        model._default_manager.bulk_update(opened, [field])
    return len(opened), closed
