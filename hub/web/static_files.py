"""Static files as they are served: style sheets without comments and needless blanks.

The sheets are written for people who change them; a reader pays for each kilobyte.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What must stay as it is: strings, addresses, and comments that ask to be kept (licences).
KEPT = rb"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\((?:[^)"'\\]|\\.)*\)|/\*!.*?\*/)"""
COMMENT = re.compile(KEPT + rb"|/\*.*?\*/", re.DOTALL)
# Around the other signs a blank may mean something: `nav :link`, `calc(1px + 2px)`.
BLANKS = re.compile(KEPT + rb"|\s*(?:;\s*(?=\}))?([{};,>])\s*|(:)\s+|\s+", re.DOTALL)


def minify_css(sheet: bytes) -> bytes:
    """The same rules in fewer bytes."""
    rules = COMMENT.sub(lambda match: match[1] or b" ", sheet)
    return BLANKS.sub(lambda match: next(filter(None, match.groups()), b" "), rules).strip()


class _MinifiedSheets:
    """The sheets of another storage, as far as they are read to be collected."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> File[bytes]:
        with self.storage.open(path) as sheet:
            return ContentFile(minify_css(sheet.read()), name=path)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Files with a fingerprint in their names and compressed copies beside them."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        sources = {
            name: (_MinifiedSheets(storage), path) if name.endswith(".css") else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(sources, *args, **options)


def integrity(path: str) -> str:
    """What a static file must be for a browser to run it: the attribute ``integrity`` of scripts.

    Of the file as it is served, which while somebody develops the site is its source. Raises
    FileNotFoundError where there is neither.
    """
    source = finders.find(path) if settings.DEBUG else None
    return _digest(Path(source).read_bytes()) if source else _collected_integrity(path)


@lru_cache(maxsize=256)
def _collected_integrity(path: str) -> str:
    storage: Storage = staticfiles_storage
    name = storage.stored_name(path) if isinstance(storage, ManifestFilesMixin) else path
    if storage.exists(name):
        with storage.open(name) as file:
            content = file.read()
    elif source := finders.find(path):
        content = Path(source).read_bytes()
    else:
        raise FileNotFoundError(path)
    return _digest(content)


def _digest(content: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()
