"""The version of the code that is running, and a short name for it, so that no page of an older
release is served.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

# The one place where the version is written.
PROJECT = "pyproject.toml"
# Folders and files. The last names the versions of the libraries that pages are made with.
SHIPPED = ("hub", "catalogue", "events", "templates/site", "static", PROJECT, "requirements.txt")
COMPILED = "__pycache__"  # made here, of what is counted already


def fingerprint(root: Path) -> str:
    """Twelve hexadecimal digits over every file that a page is made by, data too.

    The same files have the same name, so all workers agree whichever computes it first. Takes
    about 40 ms.
    """
    digest = hashlib.blake2b(digest_size=6)
    for path in _files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in SHIPPED:
        shipped = root / name
        for path in sorted(shipped.rglob("*")) if shipped.is_dir() else [shipped]:
            if path.is_file() and COMPILED not in path.parts:
                yield path


@cache
def release() -> str:
    """The fingerprint of this process, computed once, where pages are served."""
    return fingerprint(settings.BASE_DIR)


def read_version(root: Path) -> str:
    """The version that ``pyproject.toml`` declares, such as ``0.2.0``."""
    with (root / PROJECT).open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@cache
def version() -> str:
    """The version of this process, read once, where pages are served."""
    return read_version(settings.BASE_DIR)
