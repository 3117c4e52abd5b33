"""The files of uploads in one archive, read and written through the storage API."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from hub.backup.manifest import digest_of

FILE = "media.tar"
STAGED = ".restored-"  # folders of files that a restore has not put in place yet


def pack(path: Path) -> int:
    """Write every stored file; their number. One that is deleted meanwhile is left out."""
    number = 0
    with tarfile.open(path, "w") as archive:
        for name in stored_names():
            if name.startswith(STAGED):
                continue
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


class StagedFiles:
    """Files of an archive that are missing or differ, stored beside until the database is swapped.

    Until ``put_in_place`` nothing that was stored before is touched. Files that the archive has not
    are left alone.
    """

    def __init__(self, folder: str) -> None:
        """``folder``: where in the storage they wait, a new one."""
        self.folder = folder
        self.missing: list[str] = []
        self.differing: list[str] = []

    def stage(self, path: Path, *, dry_run: bool) -> None:
        with tarfile.open(path) as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    continue
                exists = default_storage.exists(member.name)
                if exists and _is_stored(member.name, content):
                    continue
                (self.differing if exists else self.missing).append(member.name)
                if not dry_run:
                    content.seek(0)
                    default_storage.save(self._beside(member.name), File(content))

    def sentence(self) -> str:
        missing, differing = len(self.missing), len(self.differing)
        return f"Uploaded files: {missing} missing, {differing} of other content."

    def put_in_place(self) -> list[str]:
        """The names of those that could not be: they go on waiting beside."""
        failed = []
        for name in (*self.missing, *self.differing):
            try:
                _move(self._beside(name), name)
            except OSError:
                failed.append(name)
        if not failed:
            self.discard()
        return failed

    def discard(self) -> None:
        """What waits beside is not wanted."""
        for name in list(stored_names(self.folder)):
            default_storage.delete(name)
        with suppress(OSError, NotImplementedError):  # a storage of objects has no folders
            shutil.rmtree(default_storage.path(self.folder))

    def _beside(self, name: str) -> str:
        return f"{self.folder}/{name}"


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


def stored_size() -> int:
    """Of all stored files, in bytes."""
    return sum(default_storage.size(name) for name in stored_names())


def _is_stored(name: str, content: IO[bytes]) -> bool:
    with default_storage.open(name) as stored:
        return digest_of(stored) == digest_of(content)


def _move(beside: str, name: str) -> None:
    """In one step where files are files; else the copy beside goes last."""
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:
        if default_storage.exists(name):
            default_storage.delete(name)
        with default_storage.open(beside) as content:
            default_storage.save(name, content)
        default_storage.delete(beside)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(default_storage.path(beside)).replace(target)
