"""What must not come back with an older backup: who left, and what was taken off the public site.

It lives outside of the database, in the storage ``removals``: one object for an event, written once
and never changed. An object holds keyed hashes, a time and perhaps a sealed text, and nothing that
could be read without the keys. A restore applies it (``hub.backup.restored_site``).
"""

from __future__ import annotations

import datetime
import json
import logging
import re
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from hub.records.keyed_hash import keyed_hash

log = logging.getLogger(__name__)

# Events have the clock of the machine that noted them: what came back within it is left out.
CLOCKS_DIFFER = datetime.timedelta(minutes=15)

# Of what is read: anything else was damaged, or put there by somebody else.
YEARS = range(2000, 9000)
HASH = re.compile(r"[0-9a-f]{1,64}")
SEALED = re.compile(r"[0-9A-Za-z_=-]{0,100000}")

_suspended: ContextVar[bool] = ContextVar("removal_journal_suspended", default=False)


class RemovalKind(models.TextChoices):
    """What an event is about. The values stand in the objects and stay."""

    SUBSCRIBER = "subscriber", "a subscriber left"
    RECORD = "record", "a record was withdrawn"
    REQUEST = "request", "a request to report was withdrawn, or got another link"
    REMINDERS = "reminders", "a focal point refused reminders"
    FOCAL_POINT = "focal-point", "a focal point was erased"
    CONFIRMATION = "confirmation", "a request to confirm a record was withdrawn"
    CONTACT = "contact", "the contact of a record refused mail"
    QUESTION = "question", "a question was withdrawn or closed"
    PURGE = "purge", "a text was taken out of a record and its history"
    REDACTION = "redaction", "a person or a passage was removed from all records"
    BACKUP = "backup", "a backup was taken, or the database was given a new mark"


@dataclass(frozen=True)
class Removal:
    """One event: ``keys`` are keyed hashes, ``at`` the clock (UTC) of the machine it was on.

    ``rows``: hashes of the revisions and subscribers that it was about, and of no other. Empty in
    events that earlier releases noted. ``sealed``: a text that the caller sealed, and that a
    restore needs to do the same again; never what was removed.
    """

    what: RemovalKind
    at: datetime.datetime
    keys: frozenset[str]
    rows: frozenset[str] = frozenset()
    sealed: str = ""


def record_keys(kind: str, pk: int, slug: str) -> tuple[str, str]:
    """The hashes of a record's address, and of its number: the address may have been another."""
    return _hash(f"address {kind}/{slug}"), _hash(f"number {kind}/{pk}")


def revision_key(kind: str, pk: int, version: int) -> str:
    """The hash of the very revision by which a record was withdrawn.

    A backup that has it knows of the withdrawal, and what it says since is newer.
    """
    return _hash(f"revision {kind}/{pk}/{version}")


def membership_key(subscriber: int) -> str:
    """The hash of the row of a subscriber: who comes back after leaving has another."""
    return _hash(f"subscriber {subscriber}")


def request_key(pk: int, nonce: str) -> str:
    """The hash of a request to report under one link."""
    return _hash(f"request {pk}/{nonce}")


def confirmation_key(pk: int, nonce: str) -> str:
    """The hash of a request to confirm a record."""
    return _hash(f"confirmation {pk}/{nonce}")


def backup_key(backup: str) -> str:
    """The hash of the mark of a backup or a database: its journal has it."""
    return _hash(f"backup {backup}")


def write(
    what: RemovalKind, keys: Collection[str], rows: Collection[str] = (), *, sealed: str = ""
) -> bool:
    """Note an event, before its transaction commits: one that is rolled back is noted, too.

    A storage that takes nothing refuses nobody: they leave, a record is withdrawn, and the log says
    that a restore will not know of it; False then.
    """
    if _suspended.get() or not keys:
        return True
    now = timezone.now()
    event = {"what": what.value, "at": now.isoformat(), "keys": sorted(keys), "rows": sorted(rows)}
    content = json.dumps(event | ({"sealed": sealed} if sealed else {}))
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
        return False
    return True


def describe_place() -> str:
    """Where the journal is, for a person who looks for it."""
    return str(getattr(_storage(), "location", type(_storage()).__name__))


@contextmanager
def suspended() -> Iterator[None]:
    """Note nothing within: a restore hides again what the journal names already."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def read() -> tuple[list[Removal], list[str]]:
    """All events, oldest first, and the names of the objects and folders that cannot be read."""
    removals = []
    names, unreadable = _names()
    for name in names:
        try:
            with _storage().open(name) as file:
                removals.append(_removal(json.loads(file.read())))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            unreadable.append(name)
    # A name may hold bytes that no terminal can show.
    shown = [name.encode("utf-8", "backslashreplace").decode() for name in sorted(unreadable)]
    return sorted(removals, key=lambda removal: removal.at), shown


def _removal(values: Any) -> Removal:
    """Raises what its values do that are not those of an event, ValueError above all."""
    at = datetime.datetime.fromisoformat(values["at"])
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError("a time that no machine of ours has noted")
    keys, rows = frozenset(values["keys"]), frozenset(values.get("rows", ()))
    if not all(HASH.fullmatch(key) for key in keys | rows):
        raise ValueError("no keyed hash")
    sealed = values.get("sealed", "")
    if not SEALED.fullmatch(sealed):
        raise ValueError("no sealed text")
    return Removal(RemovalKind(values["what"]), at.astimezone(datetime.UTC), keys, rows, sealed)


def _names() -> tuple[list[str], list[str]]:
    """Of all objects; and of the folders that cannot be read, the journal's own as ``.``."""
    names, unreadable, folders = [], [], [""]
    while folders:
        folder = folders.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            inner, files = _storage().listdir(folder)
        except FileNotFoundError:  # nothing was noted yet
            continue
        except OSError:
            unreadable.append(folder or ".")
            continue
        names += [f"{prefix}{name}" for name in files]
        folders += [f"{prefix}{name}" for name in inner]
    return names, unreadable


def _storage() -> Storage:
    return storages["removals"]


def _hash(text: str) -> str:
    return keyed_hash("removal", text)
