"""A short name for the code that is running, so that no page of an older release is served."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("hub", "catalogue", "events", "templates/site", "static")
SUFFIXES = {".py", ".html", ".css", ".js", ".mo", ".svg"}


def fingerprint(root: Path) -> str:
    """Twelve hexadecimal digits over every file that a page is made by. Takes about 20 ms.

    The same files have the same name, so all workers agree whichever computes it first.
    """
    digest = hashlib.blake2b(digest_size=6)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def release() -> str:
    """The fingerprint of this process, computed once, where pages are served."""
    return fingerprint(settings.BASE_DIR)
