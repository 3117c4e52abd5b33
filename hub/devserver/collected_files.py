"""Whether the static files are collected already: to do it again takes longer than all else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import storages

from hub.whole_file import write_whole

STAMP_FILE = Path("run") / "collected-files"
MADE_WITH = ("Django", "whitenoise", "Brotli")


def are_current() -> bool:
    """Whether nothing has changed since ``note``: neither the sources nor what was collected."""
    with suppress(OSError):
        return _stamp().read_text(encoding="ascii") == _fingerprint()
    return False


def note() -> None:
    """Remember what is collected. Where that cannot be written, it is collected again next time."""
    with suppress(OSError):
        write_whole(_stamp(), _fingerprint().encode())


def _stamp() -> Path:
    return Path(settings.VAR_DIR) / STAMP_FILE


def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in _parts():
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def _parts() -> Iterator[bytes]:
    """The sources and the code that collects them by what is in them; what was made of them, which
    is far more, by size and time.
    """
    yield from (version(package).encode() for package in MADE_WITH)
    storage_class = type(storages["staticfiles"])
    yield storage_class.__qualname__.encode()
    yield Path(import_module(storage_class.__module__).__file__ or "").read_bytes()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            yield name.encode()
            with storage.open(name) as file:
                yield file.read()
    root = Path(settings.STATIC_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            status = path.stat()
            yield f"{path.relative_to(root)} {status.st_size} {status.st_mtime_ns}".encode()
