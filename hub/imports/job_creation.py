"""A new import of a file, wherever the file comes from."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.files import File

from hub.imports.models import Import, ImportSource, Profile
from hub.records.text_cleaning import REMOVED

BLOCK = 1024 * 1024


def start(
    file: File[bytes],
    *,
    source: ImportSource,
    name: str,
    by: Any = None,
    profile: Profile | None = None,
    **choices: Any,
) -> Import:
    """Keep the file and note the import; the first step is due. Ring for it after the commit.

    ``choices``: further fields of the import, such as ``publish_as`` or ``dry_run``.
    """
    digest = hashlib.sha256()
    for block in file.chunks(BLOCK):
        digest.update(block)
    file.seek(0)
    batch = Import(
        source=source,
        kind=source.kind,
        profile=profile,
        name=Path(name.translate(REMOVED)).name[:300],
        by=by,
        fingerprint=digest.hexdigest(),
        **choices,
    )
    if profile is not None:
        batch.mapping, batch.words = profile.columns, profile.words
        batch.encoding, batch.delimiter = profile.encoding, profile.delimiter
        batch.sheet = profile.sheet
    batch.file.save(batch.fingerprint[:16], file, save=False)
    batch.save()
    return batch
