"""Changing the key that seals: everything that is stored sealed is sealed again."""

from __future__ import annotations

import time

from django.db import connection, models, transaction

from hub.digests.models import PendingSignup, Subscriber
from hub.outbox import sealing
from hub.outbox.models import Mail

CHUNK = 200
PAUSE_SECONDS = 0.05  # SQLite lets one write at a time
SEALED_FIELDS: tuple[tuple[type[models.Model], str], ...] = (
    (Subscriber, "address"),
    (PendingSignup, "sealed"),
    (Mail, "address"),
    (Mail, "sealed_message"),
)


def seal_again() -> tuple[int, int]:
    """Seal every address, waiting form and waiting message with the newest key.

    The number that were sealed, and of those that no key opens, which stay as they are. May be
    killed and run again at any time.
    """
    sealed = unreadable = 0
    for model, field in SEALED_FIELDS:
        rows = model._default_manager.exclude(**{field: ""}).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            done, failed = _reseal_chunk(model, field, keys[first : first + CHUNK])
            sealed, unreadable = sealed + done, unreadable + failed
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
    return sealed, unreadable


def _reseal_chunk(model: type[models.Model], field: str, keys: list[int]) -> tuple[int, int]:
    unreadable = 0
    with transaction.atomic():
        # A message that was sent meanwhile has been erased.
        rows = model._default_manager.select_for_update().filter(pk__in=keys)
        resealed = []
        for row in rows.exclude(**{field: ""}):
            try:
                setattr(row, field, sealing.reseal(getattr(row, field)))
                resealed.append(row)
            except sealing.SealedError:
                unreadable += 1
        model._default_manager.bulk_update(resealed, [field])
    return len(resealed), unreadable
