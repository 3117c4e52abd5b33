"""Base segments on disk: built once a machine, mapped by every process, thrown away at will.

    <root>/<kind>-<tier>/v<format>-<seq>/<array>.npy

A folder appears whole, by a rename. One of another format or another database, or one that cannot
be read, is passed over; the next build removes it.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from hub.search_engine.bitmaps import Array
from hub.search_engine.document import DocumentSource
from hub.search_engine.segment import Segment, build

FORMAT = 1
log = logging.getLogger(__name__)


class SegmentStore:
    """The folder of one kind and tier; ``owner`` names what it was made from."""

    def __init__(self, root: Path, kind: str, tier: str, owner: str) -> None:
        self.folder, self.tier, self.owner = root / f"{kind}-{tier}", tier, owner

    @contextmanager
    def lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Whether this process is now the one that builds; let go when it ends, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w", encoding="ascii") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def seqs(self) -> list[int]:
        """The numbers of the folders of our format, newest first."""
        found = [path.name.removeprefix(f"v{FORMAT}-") for path in self.folder.glob(f"v{FORMAT}-*")]
        return sorted((int(number) for number in found if number.isdecimal()), reverse=True)

    def newest(self, upto: int) -> tuple[int, Segment] | None:
        """The newest base that can be read and is not from the future."""
        for seq in self.seqs():
            if seq <= upto:
                try:
                    return seq, self._open(seq)
                except (OSError, ValueError, KeyError, LookupError) as problem:
                    log.warning("Index %s is not usable and is passed over: %s", seq, problem)
        return None

    def _open(self, seq: int) -> Segment:
        folder = self._at(seq)
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["owner"] != self.owner:
            raise ValueError("it belongs to another database")
        arrays: dict[str, Array] = {}
        for name, (size, kind) in about["arrays"].items():
            mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            if mapped.size != size or mapped.dtype != np.dtype(kind):
                raise ValueError(f"{name} has not the size it was written with")
            # A plain view: indexing the subclass memmap costs ten times as much.
            arrays[name] = mapped.view(np.ndarray)
        return Segment(arrays)

    def build(self, source: DocumentSource, seq: int) -> None:
        """Write the base as of ``seq``, read before the records were; call it under the lock."""
        making = self.folder / f"tmp-{seq}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._tidy(keep=[older for older in self.seqs() if older <= seq][:1])
        making.mkdir()

        def allocate(name: str, size: int, kind: DTypeLike) -> Array:
            if not size:
                return np.empty(0, kind)
            return np.lib.format.open_memmap(making / f"{name}.npy", "w+", kind, (size,))

        arrays = build(source.documents(self.tier, None), source.labels(), allocate)
        for name, array in arrays.items():
            if not (making / f"{name}.npy").exists():
                np.save(making / f"{name}.npy", array, allow_pickle=False)
        sizes = {name: (array.size, array.dtype.str) for name, array in arrays.items()}
        about = {"owner": self.owner, "arrays": sizes}
        (making / "about.json").write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(self._at(seq), ignore_errors=True)
        os.rename(making, self._at(seq))

    def _tidy(self, keep: list[int]) -> None:
        """Remove all other folders; a process that has mapped them keeps its pages."""
        for path in self.folder.iterdir():
            if path.is_dir() and path not in map(self._at, keep):
                shutil.rmtree(path, ignore_errors=True)

    def _at(self, seq: int) -> Path:
        return self.folder / f"v{FORMAT}-{seq}"
