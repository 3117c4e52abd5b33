"""Snapshots that were made before, rewritten without what must not be in them any more.

The new files go to a folder of their own, and readers see the one or the other, never both. Their
checksums are others then; the day on which that was done is listed, and not what it was.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from hub.open_data.snapshots import line_file, stored_files
from hub.open_data.snapshots.data_package import (
    PACKAGE,
    SIGNATURE,
    SUMS,
    describe_files,
    write_package,
    write_sums,
)
from hub.open_data.snapshots.draft import drafts_folder
from hub.open_data.snapshots.models import Snapshot
from hub.open_data.snapshots.removed_records import identities_to_remove, newest_removal
from hub.open_data.snapshots.rewriting import Removal, rewrite_folder
from hub.open_data.snapshots.signature import private_key, public_pem
from hub.open_data.snapshots.sqlite_file import NAME as SQLITE
from hub.open_data.snapshots.sqlite_file import write_sqlite
from hub.records.database_clock import now_in_database
from hub.records.models import SearchState

LEASE = datetime.timedelta(seconds=240)
# Revisions are dated as they are written, and seen when their transaction has ended.
LAG = datetime.timedelta(minutes=5)
FindRemoval = Callable[[Path, Snapshot], Removal]


def check_if_due() -> bool:
    """Compare one of the snapshots with what is public now; whether another is to be compared.

    All of them once a day, and soon after something ceased to be public.
    """
    now = now_in_database()
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if removed_at := newest_removal(now):
        since = max(since, removed_at if now < removed_at + LAG else removed_at + LAG)
    due = Snapshot.objects.unchecked_since(since)
    for snapshot in due:
        if snapshot.claim(LEASE):
            try:
                _rewrite(snapshot, _no_longer_public)
            finally:
                snapshot.release()
            Snapshot.objects.filter(pk=snapshot.pk).update(checked_at=now)
            return due.exists()
    return False


def _no_longer_public(folder: Path, snapshot: Snapshot) -> Removal:
    return Removal(identities_to_remove(folder, snapshot.made_at))


def forget(text: Any) -> None:
    """Take a text out of all kept snapshots; it has ``is_in`` and ``without``. May be called twice.

    What was removed is in none of them when this returns. Raises what the storage raises.
    """
    for snapshot in Snapshot.objects.ready():
        _rewrite(snapshot, lambda _folder, _snapshot: Removal(text=text))


def forget_records(identities: frozenset[str]) -> None:
    """Take whole records out of all kept snapshots, with every mention of them in others."""
    for snapshot in Snapshot.objects.ready():
        _rewrite(snapshot, lambda _folder, _snapshot: Removal(identities))


def _rewrite(snapshot: Snapshot, find: FindRemoval) -> bool:
    """Whether anything was in it."""
    drafts_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=drafts_folder()) as name:
        folder = Path(name)
        if not _fetch(snapshot, [line_file.NAME], folder):
            return False
        removal = find(folder, snapshot)
        others = [each.name for each in snapshot.listed_files]
        others = [each for each in others if each not in (line_file.NAME, SQLITE, SUMS, SIGNATURE)]
        if not _fetch(snapshot, others, folder):
            return False
        rows = {each.name: each.rows for each in snapshot.listed_files if each.rows is not None}
        if not rewrite_folder(folder, removal, rows):
            return False
        _publish(snapshot, folder, rows)
    return True


def _fetch(snapshot: Snapshot, names: list[str], folder: Path) -> bool:
    try:
        stored_files.fetch_files(snapshot.folder, names, folder)
    except FileNotFoundError:  # the storage was emptied by hand, or somebody else was quicker
        return False
    return True


def _publish(snapshot: Snapshot, folder: Path, rows: dict[str, int]) -> None:
    """The files that are made of the others, and the new folder in place of the old one."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    today = now_in_database().date().isoformat()
    tables = {
        each["path"]: each["name"]
        for each in package["resources"]
        if each["profile"] == "tabular-data-resource"
    }
    write_sqlite(folder, tables, about_of(package))
    write_package(folder, package, rows)
    key = private_key()
    write_sums(folder, key)
    files = describe_files(folder, package)
    stored = stored_files.put_folder(str(snapshot), folder, [each.name for each in files])
    with transaction.atomic():
        notes = list(dict.fromkeys([*snapshot.notes, today]))
        Snapshot.objects.filter(pk=snapshot.pk).update(
            folder=stored,
            files=[each.as_json() for each in files],
            notes=notes,
            public_key=public_pem(key) if key else "",
        )
        SearchState.raise_seq(kinds=())  # last: its lock is held until the commit
    stored_files.drop_folder(snapshot.folder)


def about_of(package: dict[str, Any]) -> dict[str, str]:
    """What the database of a snapshot says of itself, from its description."""
    licence = next(iter(package.get("licenses", ())), {})
    return {
        "title": package["title"],
        "day": package["version"],
        "made_at": package["created"],
        "catalogue_state": str(package.get("catalogue_state", "")),
        "address": package["homepage"],
        "licence": licence.get("title", ""),
        "licence_url": licence.get("path", ""),
        "cite_as": package["description"],
    }


