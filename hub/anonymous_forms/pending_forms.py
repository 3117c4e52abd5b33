"""Forms that are answered before anybody looks at them, and processed by a worker."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.db import transaction

from hub.anonymous_forms.models import PendingForm
from hub.outbox import key_marker, sealing

log = logging.getLogger(__name__)

CHUNK = 100  # forms that one task processes
KEPT = datetime.timedelta(hours=72)  # a form that no key opens


def store(model: type[PendingForm], text: str) -> None:
    """Store a form, sealed: one row, whoever it is from, in the same time for everybody."""
    model._default_manager.create(sealed=sealing.seal(text))


def process(
    model: type[PendingForm], process_text: Callable[[str], object], limit: int = CHUNK
) -> int:
    """Do what the stored forms ask for, oldest first; the number that were processed.

    Each in a transaction of its own: one that cannot be read (a key is missing from DIGEST_KEYS)
    stops no other, is tried again, and dropped at the age of ``KEPT``. With other keys than the
    site's all of them wait: by those nobody would be recognised who has left, or had enough mails.
    """
    if not model._default_manager.exists():
        return 0
    if wrong := key_marker.problems():
        log.error("No form is taken in: %s", wrong[0])
        return 0
    processed = 0
    # All of them: a hundred that cannot be read shall not stand in the way of who comes after.
    for pk in list(model._default_manager.values_list("pk", flat=True)):
        if processed >= limit:
            break
        try:
            processed += _process(model, pk, process_text)
        except Exception as problem:  # noqa: BLE001 - the others shall not wait for this one
            log.error("A form was not taken in: %s", type(problem).__name__)
    return processed


def erase_unreadable(model: type[PendingForm], now: datetime.datetime) -> None:
    """What is left after so long is what no key opens; while all keys are wrong it waits on."""
    if not key_marker.problems():
        model._default_manager.filter(at__lte=now - KEPT).delete()


def _process(model: type[PendingForm], pk: int, process_text: Callable[[str], object]) -> bool:
    with transaction.atomic():
        rows = model._default_manager.select_for_update(skip_locked=True)
        # None where another worker has locked it.
        pending = rows.filter(pk=pk).first()
        if pending is None:
            return False
        process_text(sealing.unseal(pending.sealed))
        pending.delete()
    return True
