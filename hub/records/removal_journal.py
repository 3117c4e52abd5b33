"""What must not come back with an older backup: who left, and what was taken off the public site.

It lives outside of the database, in the storage ``removals``: one object for an event, written once
and never changed. An object holds keyed hashes and a time, and nothing that could be read without
``DIGEST_HASH_KEY``. A restore applies it (``hub.backup.restored_site``).
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

log = logging.getLogger(__name__)

_suspended: ContextVar[bool] = ContextVar("removal_journal_suspended", default=False)


class RemovalKind(models.TextChoices):
    """What an event is about. The values stand in the objects and stay."""

    SUBSCRIBER = "subscriber", "a subscriber left"
    RECORD = "record", "a record was withdrawn"


@dataclass(frozen=True)
class Removal:
    """One event: ``keys`` are keyed hashes, ``at`` the clock (UTC) of the machine it was on."""

    what: str
    at: datetime.datetime
    keys: frozenset[str]


def record_keys(kind: str, pk: int, slug: str) -> tuple[str, str]:
    """The hashes of a record's address, and of its number: the address may have been another."""
    return _keyed_hash(f"address {kind}/{slug}"), _keyed_hash(f"number {kind}/{pk}")


def write(what: RemovalKind, keys: Collection[str]) -> None:
    """Note an event, before its transaction commits: one that is rolled back is noted, too.

    A storage that takes nothing refuses nobody: they leave, a record is withdrawn, and the log says
    that a restore will not know of it.
    """
    if _suspended.get() or not keys:
        return
    now = timezone.now()
    content = json.dumps({"what": what.value, "at": now.isoformat(), "keys": sorted(keys)})
    name = f"{now:%Y/%m/%d}/{uuid.uuid4().hex}.json"
    try:
        _storage().save(name, ContentFile(content.encode()))
    except Exception as problem:  # noqa: BLE001 - any storage, with errors of its own
        with suppress(Exception):  # what was begun on a full disk
            _storage().delete(name)
        log.error(
            "A removal could not be noted outside of the database (%s): make room and take a "
            "backup now, since a restore of an older one would bring it back.",
            type(problem).__name__,
        )


@contextmanager
def suspended() -> Iterator[None]:
    """Note nothing within: a restore hides again what the journal names already."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def read() -> tuple[list[Removal], list[str]]:
    """All events, oldest first, and the names of the objects that cannot be read."""
    removals, unreadable = [], []
    for name in sorted(_names(_storage(), "")):
        try:
            with _storage().open(name) as file:
                values = json.loads(file.read())
            at = datetime.datetime.fromisoformat(values["at"])
            removals.append(Removal(RemovalKind(values["what"]), at, frozenset(values["keys"])))
        except (OSError, ValueError, KeyError, TypeError):
            unreadable.append(name)
    return sorted(removals, key=lambda removal: removal.at), unreadable


def _names(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was noted yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in files)
    for name in folders:
        yield from _names(storage, f"{prefix}{name}")


def _storage() -> Storage:
    return storages["removals"]


def _keyed_hash(text: str) -> str:
    key = hmac.digest(settings.DIGEST_HASH_KEY.encode(), b"removal", hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
