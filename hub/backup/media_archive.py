"""The files of uploads in one archive, read and written through the storage API."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from hub.backup.manifest import digest_of

FILE = "media.tar"


@dataclass
class Unpacked:
    """How many files were missing, differed, and were there already."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0


def pack(path: Path) -> int:
    """Write every stored file; their number. One that is deleted meanwhile is left out."""
    number = 0
    with tarfile.open(path, "w") as archive:
        for name in stored_names():
            try:
                size = default_storage.size(name)
                with default_storage.open(name) as file:
                    member = tarfile.TarInfo(name)
                    member.size = size
                    archive.addfile(member, file)
            except FileNotFoundError:
                continue
            number += 1
    return number


def unpack(path: Path, *, dry_run: bool) -> Unpacked:
    """Store what is missing or differs. Files that the archive has not are left alone."""
    done = Unpacked()
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                continue
            exists = default_storage.exists(member.name)
            if exists and _is_stored(member.name, content):
                done.unchanged += 1
                continue
            done.replaced += exists
            done.added += not exists
            if not dry_run:
                content.seek(0)
                _store(member.name, content)
    return done


def stored_names(folder: str = "") -> Iterator[str]:
    """The names of all stored files."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was uploaded yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored_names(f"{prefix}{name}")


def _is_stored(name: str, content: IO[bytes]) -> bool:
    with default_storage.open(name) as stored:
        return digest_of(stored) == digest_of(content)


def _store(name: str, content: IO[bytes]) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, File(content))
