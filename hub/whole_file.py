"""A file that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A new path beside ``path``, to write to and to rename; whatever happens nothing of it stays.

    Another process has another draft. Not even Ctrl-C or a full disk leaves one; a kill does.
    """
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Raises OSError, and then the file is as it was."""
    with draft_of(path) as draft:
        draft.write_bytes(content)
        draft.replace(path)
