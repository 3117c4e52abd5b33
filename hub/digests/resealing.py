"""Changing the key that seals addresses: everything that is stored is sealed again."""

from __future__ import annotations

import time

from django.db import connection, transaction

from hub.digests import secrets
from hub.digests.models import Posted, Subscriber

CHUNK = 200
PAUSE_SECONDS = 0.05  # SQLite lets one write at a time


def seal_again() -> tuple[int, int]:
    """Seal every address and every waiting form with the newest key.

    The number that were sealed, and of those that no key opens, which stay as they are. May be
    killed and run again at any time.
    """
    sealed = closed = 0
    for model, field in ((Subscriber, "address"), (Posted, "sealed")):
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            done, failed = _chunk(model, field, keys[first : first + CHUNK])
            sealed, closed = sealed + done, closed + failed
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
    return sealed, closed


def _chunk(model: type[Subscriber] | type[Posted], field: str, keys: list[int]) -> tuple[int, int]:
    closed = 0
    with transaction.atomic():
        rows = list(model._default_manager.select_for_update().filter(pk__in=keys))
        opened = []
        for row in rows:
            try:
                setattr(row, field, secrets.reseal(getattr(row, field)))
                opened.append(row)
            except secrets.SealedError:
                closed += 1
        model._default_manager.bulk_update(opened, [field])
    return len(opened), closed
