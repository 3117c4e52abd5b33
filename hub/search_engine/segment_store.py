"""Base segments on disk: built once a machine, memory-mapped by every process; only a cache.

    <root>/<kind>-<tier>/v<format>-<seq>/<array>.npy

A folder appears complete, by a rename. One of another format or another database, or one that
cannot be read, is skipped; the next build removes it.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from hub.search_engine.bitmaps import Array
from hub.search_engine.document import IndexSource
from hub.search_engine.segment import Segment, build_arrays

FORMAT = 4
log = logging.getLogger(__name__)


class SegmentStore:
    """The folder of one kind and tier; ``owner`` identifies what the segments were built from."""

    def __init__(self, root: Path, kind: str, tier: str, owner: str) -> None:
        self.folder, self.tier, self.owner = root / f"{kind}-{tier}", tier, owner

    @contextmanager
    def lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Whether this process has the lock of builders; released at its end, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w", encoding="ascii") as lock_file:
            try:
                fcntl.flock(lock_file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def seqs(self) -> list[int]:
        """The numbers of the folders of our format and our database, newest first."""
        prefix = f"v{FORMAT}-"
        numbers = [path.name.removeprefix(prefix) for path in self.folder.glob(f"{prefix}*")]
        decimal = (int(number) for number in numbers if number.isdecimal())
        return sorted((seq for seq in decimal if self._is_ours(seq)), reverse=True)

    def _is_ours(self, seq: int) -> bool:
        try:
            return bool(self._metadata(seq)["owner"] == self.owner)
        except (OSError, ValueError, KeyError):
            log.warning("Index %s is not usable and is passed over.", seq)
            return False

    def newest(self, upto: int) -> tuple[int, Segment] | None:
        """The newest readable base with a number of at most ``upto``."""
        for seq in self.seqs():
            if seq <= upto:
                try:
                    return seq, self._open(seq)
                except (OSError, ValueError, KeyError, LookupError) as problem:
                    log.warning("Index %s is not usable and is passed over: %s", seq, problem)
        return None

    def _open(self, seq: int) -> Segment:
        folder = self._path(seq)
        metadata = self._metadata(seq)
        arrays: dict[str, Array] = {}
        for name, (size, kind) in metadata["arrays"].items():
            mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            if mapped.size != size or mapped.dtype != np.dtype(kind):
                raise ValueError(f"{name} has not the size it was written with")
            # A plain view: indexing the subclass memmap costs ten times as much.
            arrays[name] = mapped.view(np.ndarray)
        return Segment(arrays)

    def build(self, source: IndexSource, seq: int) -> None:
        """Write the base as of ``seq``, read before the records were; call it under the lock.

        Raises OSError where there is no room, and leaves nothing behind.
        """
        temporary = self.folder / f"tmp-{seq}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._remove_others(keep=[older for older in self.seqs() if older <= seq][:1])
        temporary.mkdir()
        try:
            self._write(source, temporary)
            shutil.rmtree(self._path(seq), ignore_errors=True)
            os.rename(temporary, self._path(seq))
        except BaseException:  # the database's too, whose records are read meanwhile
            shutil.rmtree(temporary, ignore_errors=True)
            raise

    def _write(self, source: IndexSource, temporary: Path) -> None:
        def allocate(name: str, size: int, kind: DTypeLike) -> Array:
            if not size:
                return np.empty(0, kind)
            path = temporary / f"{name}.npy"
            mapped = np.lib.format.open_memmap(path, "w+", kind, (size,))
            # Room for all of it now: without any, writing to mapped memory ends the process.
            with open(path, "r+b") as file:
                os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
            return mapped

        arrays = build_arrays(source.documents(self.tier, None), source.labels(), allocate)
        for name, array in arrays.items():
            if not (temporary / f"{name}.npy").exists():
                np.save(temporary / f"{name}.npy", array, allow_pickle=False)
        sizes = {name: (array.size, array.dtype.str) for name, array in arrays.items()}
        metadata = {"owner": self.owner, "arrays": sizes}
        (temporary / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")

    def remove_unusable(self) -> None:
        """Remove what was built from another database, or before a restore. Waits for a build."""
        with self.lock():
            self._remove_others(keep=self.seqs())

    def _remove_others(self, keep: list[int]) -> None:
        """Remove all other folders; a process that has mapped them keeps its pages."""
        for path in self.folder.iterdir():
            if path.is_dir() and path not in map(self._path, keep):
                shutil.rmtree(path, ignore_errors=True)

    def _metadata(self, seq: int) -> dict[str, Any]:
        text = (self._path(seq) / "metadata.json").read_text(encoding="utf-8")
        metadata: dict[str, Any] = json.loads(text)
        return metadata

    def _path(self, seq: int) -> Path:
        return self.folder / f"v{FORMAT}-{seq}"
