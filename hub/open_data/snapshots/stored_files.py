"""The storage of snapshots: folders that are written whole, under a name that nothing else has.

Which folder readers see stands in the database and nowhere else. What no row names was left by
somebody who was killed, and is removed.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from hub.open_data.snapshots.models import Snapshot


def storage() -> Storage:
    return storages["snapshots"]


def put_folder(day: str, folder: Path, names: Iterable[str]) -> str:
    """Store the files of a folder; the name of the new one. Raises what the storage raises."""
    stored = f"{day}-{secrets.token_hex(6)}"
    try:
        for name in names:
            with (folder / name).open("rb") as content:
                storage().save(f"{stored}/{name}", File(content))
    except BaseException:
        drop_folder(stored)
        raise
    return stored


def open_file(folder: str, name: str) -> IO[bytes]:
    """Raises FileNotFoundError."""
    file: IO[bytes] = storage().open(f"{folder}/{name}")
    return file


def fetch_files(folder: str, names: Iterable[str], to: Path) -> None:
    """Copies on this machine, to be worked on. Raises FileNotFoundError."""
    for name in names:
        with open_file(folder, name) as stored, (to / name).open("wb") as copy:
            shutil.copyfileobj(stored, copy, 1 << 20)


def drop_folder(folder: str) -> None:
    with suppress(FileNotFoundError):
        for name in storage().listdir(folder)[1]:
            storage().delete(f"{folder}/{name}")
        storage().delete(folder)


def drop_unnamed() -> int:
    """Remove folders that no row names; how many. For whoever holds no folder that is new."""
    try:
        folders, _files = storage().listdir("")
    except FileNotFoundError:
        return 0
    named = set(Snapshot.objects.values_list("folder", flat=True))
    unnamed = [folder for folder in folders if folder not in named]
    for folder in unnamed:
        drop_folder(folder)
    return len(unnamed)
