"""Static files as they are served: style sheets without comments and needless blanks.

The sheets are written for people who change them; a reader pays for each kilobyte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

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
