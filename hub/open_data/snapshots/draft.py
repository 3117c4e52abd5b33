"""The files of a snapshot while it is made: on this machine's disk, added to batch by batch.

After each batch the database knows how long every file was. Whoever goes on after a kill cuts off
what was written behind that; where a file is shorter, or on another machine, it begins anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from hub.open_data.snapshots import line_file

FOLDER = "snapshots-draft"  # in VAR_DIR


def drafts_folder() -> Path:
    return Path(settings.VAR_DIR) / FOLDER


@dataclass
class Progress:
    """``done``: kinds that are whole. ``after``: the key of the last record of ``kind``.

    ``sizes``: of the files, in bytes. ``rows``: by the name of the file. ``withheld``: see
    ``Snapshot``. ``seq``: all facts up to this number are in it.
    """

    seq: int = 0
    made_at: str = ""
    done: list[str] = field(default_factory=list)
    kind: str = ""
    after: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=lambda: {"values": 0, "records": 0})

    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)


class Draft:
    """The folder of one snapshot."""

    def __init__(self, day: str) -> None:
        self.folder = drafts_folder() / day

    def fits(self, progress: Progress) -> bool:
        """Whether the files are there at least as far as the database knows."""
        return all(
            (self.folder / name).exists() and (self.folder / name).stat().st_size >= size
            for name, size in progress.sizes.items()
        )

    def begin(self) -> None:
        self.drop()
        self.folder.mkdir(parents=True, mode=0o700)
        (self.folder / line_file.NAME).touch()

    def cut(self, progress: Progress) -> None:
        """Take off what was written after the database heard of it last."""
        for path in self.folder.iterdir():
            if path.name not in progress.sizes and path.name != line_file.NAME:
                path.unlink()
        for name in {line_file.NAME, *progress.sizes}:
            with (self.folder / name).open("r+b") as file:
                file.truncate(progress.sizes.get(name, 0))

    @contextmanager
    def adding(self, *names: str) -> Iterator[tuple[IO[bytes], ...]]:
        files = tuple((self.folder / name).open("ab") for name in names)
        try:
            yield files
        finally:
            for file in files:
                file.close()

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
